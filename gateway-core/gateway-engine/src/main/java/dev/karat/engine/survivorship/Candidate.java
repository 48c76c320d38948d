package dev.karat.engine.survivorship;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.RecordKey;
import dev.karat.api.model.Value;
import dev.karat.engine.store.StoredRecord;
import java.util.Objects;

/** One record's say about one attribute. */
record Candidate(RecordKey source, Value value, long at) {
    static Candidate of(StoredRecord record, Attribute attribute) {
        Value value = Objects.requireNonNull(record.data().get(attribute));
        return new Candidate(record.key(), value, record.at());
    }

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
