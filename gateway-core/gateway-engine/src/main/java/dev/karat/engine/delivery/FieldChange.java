package dev.karat.engine.delivery;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.Value;
import org.jspecify.annotations.Nullable;

/**
 * What a write changes in one field of a record.
 *
 * @param before what the record holds; null if nothing
 * @param after what it shows then, in the form that the vendor can hold; null if the field is emptied
 */
public record FieldChange(
        Attribute attribute,
        @Nullable Value before,
        @Nullable Value after) {
    public boolean empties() {
        return after == null;
    }

    /** The name of the field only: the rest is personal data. */
    @Override
    public String toString() {
        return "FieldChange[" + attribute.path() + "]";
    }
}
