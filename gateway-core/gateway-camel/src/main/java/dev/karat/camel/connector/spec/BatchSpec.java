package dev.karat.camel.connector.spec;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * How several records are written in one call. What the answer does not show as accepted is written alone, which tells
 * why. Immutable.
 *
 * @param items where the request holds the records
 * @param size records of one call, at most
 * @param each JSON that each record has besides its own, or null; its texts may take {@code externalId}, and
 *     {@code number}, which no other record of the call has
 */
public record BatchSpec(
        RequestSpec request,
        JsonPointer items,
        int size,
        @Nullable JsonNode each,
        Accepted accepted) {
    /**
     * Rows of the answer that tell of records which were taken.
     *
     * @param list where they stand
     * @param item place in a record as it is sent that the row repeats, whatever its case; null if rows stand in the order
     *     of records
     * @param row place in the row where it is repeated, or null
     * @param ok place in the row that is true if the record was taken; null if only such rows stand in the list
     * @param error place in the row that is there if the record was refused, or null
     * @param externalId place of the vendor's id, or null if the row does not show it
     * @param record place of the record as it is now, or null if the row does not show it
     */
    public record Accepted(
            JsonPointer list,
            @Nullable JsonPointer item,
            @Nullable JsonPointer row,
            @Nullable JsonPointer ok,
            @Nullable JsonPointer error,
            @Nullable JsonPointer externalId,
            @Nullable JsonPointer record) {}

    static @Nullable BatchSpec ofOptional(JsonNode node) {
        if (node.isMissingNode()) {
            return null;
        }
        JsonNode accepted = node.path("accepted");
        JsonNode match = accepted.path("match");
        return new BatchSpec(
                RequestSpec.of(node.path("request")),
                JsonPointer.compile(node.path("items").asText()),
                node.path("size").asInt(),
                node.get("each"),
                new Accepted(
                        JsonPointer.compile(accepted.path("list").asText()),
                        PageSpec.pointer(match.path("item")),
                        PageSpec.pointer(match.path("row")),
                        PageSpec.pointer(accepted.path("ok")),
                        PageSpec.pointer(accepted.path("error")),
                        PageSpec.pointer(accepted.path("externalId")),
                        PageSpec.pointer(accepted.path("record"))));
    }
}
