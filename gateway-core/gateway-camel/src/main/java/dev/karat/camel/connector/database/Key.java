package dev.karat.camel.connector.database;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The columns that tell rows apart. The id of a row is the value of the one, or those of several joined by slashes, which
 * stands in the record under the names joined by commas. Immutable.
 */
record Key(List<String> columns) {
    /** Adds the id of several columns to the record. */
    void name(Source.Row row) {
        if (columns.size() > 1) {
            String id = id(row.raw());
            if (id != null) {
                row.record().put(String.join(",", columns), id);
            }
        }
    }

    /** The id of a row; null if it has none. */
    @Nullable
    String id(Map<String, JsonNode> row) {
        var parts = new ArrayList<String>();
        for (String column : columns) {
            JsonNode value = row.get(column);
            if (value == null || value.isNull()) {
                return null;
            }
            parts.add(columns.size() == 1 ? value.asText().strip() : escaped(value.asText()));
        }
        return String.join("/", parts);
    }

    /** The values of an id; null if it cannot be one. */
    @Nullable
    List<JsonNode> values(String id) {
        if (columns.size() == 1) {
            return List.of(JsonNodeFactory.instance.textNode(id));
        }
        String[] parts = id.split("/", -1);
        if (parts.length != columns.size()) {
            return null;
        }
        var values = new ArrayList<JsonNode>();
        for (String part : parts) {
            values.add(
                    JsonNodeFactory.instance.textNode(part.replace("%2F", "/").replace("%25", "%")));
        }
        return values;
    }

    private static String escaped(String part) {
        return part.replace("%", "%25").replace("/", "%2F");
    }
}
