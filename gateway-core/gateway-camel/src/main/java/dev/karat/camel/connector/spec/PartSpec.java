package dev.karat.camel.connector.spec;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.karat.engine.mapping.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a record that the vendor keeps as a row of its own, such as an address, and takes as a command to make,
 * change or remove that row. Immutable.
 *
 * @param at where the mapping puts the part, an object
 * @param into where the record takes commands, a list
 * @param rows where the vendor's present record holds rows
 * @param where which of them can be this part; the first is
 * @param id number of a row
 * @param fresh what a new row has besides, an object
 * @param whole the record takes all rows, those of the vendor with this part among them, rather than commands
 * @param create command that makes a row of {@code part}
 * @param change command that changes the row {@code partId}
 * @param remove command that removes the row {@code partId} where the part is emptied; null to leave it
 */
public record PartSpec(
        JsonPointer at,
        JsonPointer into,
        JsonPointer rows,
        List<Condition> where,
        JsonPointer id,
        JsonNode fresh,
        boolean whole,
        JsonNode create,
        JsonNode change,
        @Nullable JsonNode remove) {
    public PartSpec {
        where = List.copyOf(where);
    }

    static PartSpec of(JsonNode node) {
        RequestSpec.check(node);
        return new PartSpec(
                JsonPointer.compile(node.path("at").asText()),
                JsonPointer.compile(node.path("into").asText()),
                JsonPointer.compile(node.path("rows").asText()),
                StreamSpec.conditions(node.path("where")),
                JsonPointer.compile(node.path("id").asText("/id")),
                node.has("fresh") ? node.path("fresh") : JsonNodeFactory.instance.objectNode(),
                node.path("whole").asBoolean(),
                node.path("create"),
                node.path("change"),
                node.get("remove"));
    }

    /** True if that row of the vendor can be this part. */
    public boolean isRow(JsonNode row) {
        return where.stream().allMatch(condition -> condition.test(row));
    }
}
