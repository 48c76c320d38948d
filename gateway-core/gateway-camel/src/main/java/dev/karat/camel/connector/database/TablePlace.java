package dev.karat.camel.connector.database;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a reader stands in a table: what the opaque cursor holds. Immutable.
 *
 * @param run what is being read, or null between two runs
 * @param since value of the order from which changes are read; null for the first
 * @param after values of the last row, in the order of the run; empty before the first page
 * @param reached value of the order up to which changes were seen; null if none was
 * @param began when the run began, or null between two runs
 * @param readAll when all rows were last begun to be read, or null
 */
record TablePlace(
        @Nullable Run run,
        JsonNode since,
        List<JsonNode> after,
        JsonNode reached,
        @Nullable Instant began,
        @Nullable Instant readAll) {
    /** What is read. */
    enum Run {
        /** All rows, in the order of their keys. */
        ALL,
        /** What changed, in the order of the changes. */
        CHANGES
    }

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TablePlace START =
            new TablePlace(null, NullNode.instance, List.of(), NullNode.instance, null, null);

    TablePlace {
        after = List.copyOf(after);
    }

    /** Reads a cursor; one that cannot be read begins anew, which repeats rows but loses none. */
    static TablePlace of(@Nullable String cursor) {
        if (cursor == null || cursor.isBlank()) {
            return START;
        }
        try {
            JsonNode node = JSON.readTree(cursor);
            var after = new ArrayList<JsonNode>();
            node.path("after").forEach(after::add);
            return new TablePlace(
                    node.has("run") ? Run.valueOf(node.path("run").asText()) : null,
                    value(node.path("since")),
                    after,
                    value(node.path("reached")),
                    time(node.path("began")),
                    time(node.path("readAll")));
        } catch (JsonProcessingException | DateTimeParseException | IllegalArgumentException unreadable) {
            return START;
        }
    }

    String cursor() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        if (run != null) {
            node.put("run", run.name());
            node.set("since", since);
            var list = node.putArray("after");
            after.forEach(list::add);
        }
        node.set("reached", reached);
        if (began != null) {
            node.put("began", began.toString());
        }
        if (readAll != null) {
            node.put("readAll", readAll.toString());
        }
        return node.toString();
    }

    /** The same run behind that row. */
    TablePlace behind(List<JsonNode> last, JsonNode seen) {
        return new TablePlace(run, since, last, seen, began, readAll);
    }

    /** Between two runs. */
    TablePlace ended(JsonNode seen) {
        return new TablePlace(null, NullNode.instance, List.of(), seen, null, readAll);
    }

    private static JsonNode value(JsonNode node) {
        return node.isMissingNode() ? NullNode.instance : node;
    }

    private static @Nullable Instant time(JsonNode node) {
        return node.isTextual() ? Instant.parse(node.textValue()) : null;
    }
}
