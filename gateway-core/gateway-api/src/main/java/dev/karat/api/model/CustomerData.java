package dev.karat.api.model;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The canonical values that one record, or one golden profile, holds. Immutable; equal by value. */
public final class CustomerData {
    private static final CustomerData EMPTY = new CustomerData(new EnumMap<>(Attribute.class));

    private final Map<Attribute, Value> values;

    private CustomerData(EnumMap<Attribute, Value> values) {
        this.values = Collections.unmodifiableMap(values);
    }

    public static CustomerData empty() {
        return EMPTY;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** All values in the fixed order of {@link Attribute}. */
    public Map<Attribute, Value> values() {
        return values;
    }

    public Set<Attribute> attributes() {
        return values.keySet();
    }

    public @Nullable Value get(Attribute attribute) {
        return values.get(attribute);
    }

    public boolean isCleared(Attribute attribute) {
        return values.get(attribute) instanceof Value.Cleared;
    }

    /** The first text of the attribute, or null where it is absent, cleared or a block. */
    public @Nullable String text(Attribute attribute) {
        return values.get(attribute) instanceof Value.Texts texts
                ? texts.texts().get(0)
                : null;
    }

    /** All texts of the attribute; empty where it is absent or cleared. */
    public List<String> texts(Attribute attribute) {
        return values.get(attribute) instanceof Value.Texts texts ? texts.texts() : List.of();
    }

    /** All blocks of the attribute; empty where it is absent or cleared. */
    public List<SortedMap<String, String>> blocks(Attribute attribute) {
        return values.get(attribute) instanceof Value.Blocks blocks ? blocks.blocks() : List.of();
    }

    /** One component of the first block, or null. */
    public @Nullable String component(Attribute attribute, String component) {
        return values.get(attribute) instanceof Value.Blocks blocks
                ? blocks.blocks().get(0).get(component)
                : null;
    }

    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** The same data with only the attributes that pass. */
    public CustomerData only(Predicate<Attribute> keep) {
        var builder = builder();
        values.forEach((attribute, value) -> {
            if (keep.test(attribute)) {
                builder.put(attribute, value);
            }
        });
        return builder.build();
    }

    /** The same data, with every attribute that {@code newer} speaks of replaced by it. */
    public CustomerData with(CustomerData newer) {
        var builder = builder();
        values.forEach(builder::put);
        newer.values.forEach(builder::put);
        return builder.build();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CustomerData data && values.equals(data.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /** Names of the attributes only: values are personal data and do not belong into a log by accident. */
    @Override
    public String toString() {
        return "CustomerData" + values.keySet();
    }

    /** Collects values; not safe for use by several threads. */
    public static final class Builder {
        private final EnumMap<Attribute, Value> values = new EnumMap<>(Attribute.class);

        private Builder() {}

        /** Sets one attribute. Throws if the value does not have the attribute's shape. */
        public Builder put(Attribute attribute, Value value) {
            boolean fits = switch (attribute.shape()) {
                case TEXT -> value instanceof Value.Texts texts && texts.texts().size() == 1;
                case TEXTS -> value instanceof Value.Texts;
                case BLOCK ->
                    value instanceof Value.Blocks blocks && blocks.blocks().size() == 1;
                case BLOCKS -> value instanceof Value.Blocks;
            };
            if (!fits && !(value instanceof Value.Cleared)) {
                throw new IllegalArgumentException(attribute.path() + " does not take this shape of value");
            }
            values.put(attribute, Objects.requireNonNull(value));
            return this;
        }

        public Builder text(Attribute attribute, String text) {
            return put(attribute, Value.text(text));
        }

        public Builder texts(Attribute attribute, String... texts) {
            return put(attribute, Value.texts(List.of(texts)));
        }

        public Builder clear(Attribute attribute) {
            return put(attribute, Value.CLEARED);
        }

        public CustomerData build() {
            return values.isEmpty() ? EMPTY : new CustomerData(new EnumMap<>(values));
        }
    }
}
