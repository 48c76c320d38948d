package dev.karat.engine.survivorship;

import dev.karat.api.model.RecordKey;
import dev.karat.api.model.Value;

/** One record's say about one attribute. */
record Candidate(RecordKey source, Value value, long at) {
    /** Components of a block, or characters of a text: more of it is the fuller value. */
    int fullness() {
        if (value instanceof Value.Blocks blocks) {
            return blocks.blocks().stream()
                    .mapToInt(block ->
                            block.values().stream().mapToInt(String::length).sum())
                    .sum();
        }
        return value instanceof Value.Texts texts
                ? texts.texts().stream().mapToInt(String::length).sum()
                : 0;
    }
}
