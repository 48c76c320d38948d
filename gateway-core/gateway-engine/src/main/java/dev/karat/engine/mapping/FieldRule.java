package dev.karat.engine.mapping;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.schibsted.spt.data.jslt.Expression;
import dev.karat.api.model.Attribute;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line of a mapping. Immutable.
 *
 * @param targets canonical places: one, or given and family name; none for a constant that is only written
 * @param source where its texts come from
 * @param into where the vendor's record takes them, in the order of the values
 * @param constant the same value for every record, or null
 * @param expression computes the value, or null
 * @param block components of one block, by name; empty for all other lines
 * @param inward true if it is read
 * @param outward true if it is written
 * @param createOnly written only when the vendor's record is created
 * @param required a record without it is refused
 * @param wholeName the name in one piece, put together from its parts where it is written
 * @param when of which records it speaks, or null for all
 */
record FieldRule(
        List<Target> targets,
        Source source,
        List<JsonPointer> into,
        @Nullable JsonNode constant,
        @Nullable Expression expression,
        Map<String, Part> block,
        boolean inward,
        boolean outward,
        boolean createOnly,
        boolean required,
        boolean wholeName,
        @Nullable Condition when) {
    /** Texts at some places of a record, through a converter. */
    record Source(List<JsonPointer> from, Converter converter) {}

    /**
     * One component of a block.
     *
     * @param constant fixed text, or null if it is read
     * @param required without it there is no block
     */
    record Part(Source source, @Nullable String constant, boolean required) {}

    /** The one attribute that this line is about; its two targets share no other. */
    Attribute attribute() {
        return targets.get(0).attribute();
    }

    boolean appliesTo(JsonNode record) {
        return when == null || when.test(record);
    }
}
