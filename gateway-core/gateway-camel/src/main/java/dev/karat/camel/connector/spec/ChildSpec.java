package dev.karat.camel.connector.spec;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.engine.mapping.Condition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A part of a record that the vendor keeps as a row of its own, such as an address, and writes by calls of its own.
 * Immutable.
 *
 * @param at where the mapping puts it, an object
 * @param rows where the vendor's present record holds such rows
 * @param where which of them can be this part; the first is
 * @param parents where the vendor's present record holds what the calls take, by name
 * @param keys where a row holds what the calls take, by name
 * @param token where a row holds its concurrency token, or null
 * @param needs members without which it is not written
 * @param nested a creation of the record takes it along
 * @param wrap where the calls hold it
 * @param create makes a row
 * @param change changes a row
 * @param remove removes a row where the part is emptied; null to leave it
 */
public record ChildSpec(
        JsonPointer at,
        JsonPointer rows,
        List<Condition> where,
        Map<String, JsonPointer> parents,
        Map<String, JsonPointer> keys,
        @Nullable JsonPointer token,
        List<JsonPointer> needs,
        boolean nested,
        JsonPointer wrap,
        RequestSpec create,
        RequestSpec change,
        @Nullable RequestSpec remove) {
    public ChildSpec {
        where = List.copyOf(where);
        needs = List.copyOf(needs);
    }

    static List<ChildSpec> of(JsonNode list) {
        var children = new ArrayList<ChildSpec>();
        list.forEach(node -> children.add(one(node)));
        return children;
    }

    private static ChildSpec one(JsonNode node) {
        var needs = new ArrayList<JsonPointer>();
        node.path("needs").forEach(place -> needs.add(JsonPointer.compile(place.asText())));
        return new ChildSpec(
                JsonPointer.compile(node.path("at").asText()),
                JsonPointer.compile(node.path("rows").asText()),
                node.has("where") ? List.of(Condition.of(node.path("where"))) : List.of(),
                pointers(node.path("parents")),
                pointers(node.path("keys")),
                PageSpec.pointer(node.path("token")),
                needs,
                node.path("nested").asBoolean(),
                JsonPointer.compile(node.path("wrap").asText()),
                RequestSpec.of(node.path("create")),
                RequestSpec.of(node.path("change")),
                RequestSpec.ofOptional(node.path("remove")));
    }

    private static Map<String, JsonPointer> pointers(JsonNode node) {
        var pointers = new LinkedHashMap<String, JsonPointer>();
        node.properties()
                .forEach(one -> pointers.put(
                        one.getKey(), JsonPointer.compile(one.getValue().asText())));
        return Collections.unmodifiableMap(pointers);
    }

    /** Names of what the calls take from the record and the row. */
    Stream<String> names() {
        return Stream.concat(parents.keySet().stream(), keys.keySet().stream());
    }

    /** True if that row of the vendor can be this part. */
    public boolean isRow(JsonNode row) {
        return where.stream().allMatch(condition -> condition.test(row));
    }

    Stream<RequestSpec> requests() {
        return Stream.of(create, change, remove).filter(Objects::nonNull);
    }
}
