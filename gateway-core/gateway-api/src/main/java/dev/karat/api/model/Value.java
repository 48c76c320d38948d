package dev.karat.api.model;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a record says about one attribute. An attribute that a record says nothing about has no value at all; a
 * {@link Cleared} one was emptied on purpose. Immutable.
 */
public sealed interface Value permits Value.Cleared, Value.Texts, Value.Blocks {
    /** The source withdrew what it had said before. */
    record Cleared() implements Value {}

    /** One or more texts, none blank; a single-valued attribute holds exactly one. */
    record Texts(List<String> texts) implements Value {
        public Texts {
            texts = List.copyOf(texts);
            if (texts.isEmpty() || texts.stream().anyMatch(String::isBlank)) {
                throw new IllegalArgumentException("A value holds at least one text, and no blank ones");
            }
        }
    }

    /** One or more blocks of named components; components without a value are left out. */
    record Blocks(List<SortedMap<String, String>> blocks) implements Value {
        public Blocks {
            if (blocks.isEmpty() || blocks.stream().anyMatch(Map::isEmpty)) {
                throw new IllegalArgumentException("A value holds at least one block, and no empty ones");
            }
            blocks = blocks.stream()
                    .map(block -> Collections.unmodifiableSortedMap(new TreeMap<>(block)))
                    .toList();
        }
    }

    /** The one withdrawn value. */
    Value CLEARED = new Cleared();

    static Value text(String text) {
        return new Texts(List.of(text));
    }

    static Value texts(List<String> texts) {
        return new Texts(texts);
    }

    static Value block(Map<String, String> components) {
        return new Blocks(List.of(new TreeMap<>(components)));
    }
}
