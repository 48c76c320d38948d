package dev.karat.camel.connector.write;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.ErrorKind;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.http.Answer;
import dev.karat.camel.connector.http.BodyTemplate;
import dev.karat.camel.connector.http.VendorHttp;
import dev.karat.camel.connector.http.VendorHttp.Call;
import dev.karat.camel.connector.spec.BatchSpec;
import dev.karat.camel.connector.spec.WriteSpec;
import dev.karat.engine.mapping.Mapping;
import dev.karat.engine.mapping.MappingContext;
import dev.karat.engine.mapping.Placing;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes several records in one call where the vendor takes them so, each with an outcome of its own. A call that is
 * refused as a whole is halved until the record that is to blame stands alone, so that it condemns no other. Calls block.
 * Safe for use by several threads.
 */
public final class BatchWriter {
    private final WriteSpec spec;
    private final VendorHttp http;
    private final Mapping mapping;
    private final MappingContext context;
    private final RecordWriter alone;
    private final BatchLookup lookup;

    public BatchWriter(WriteSpec spec, VendorHttp http, Mapping mapping, MappingContext context, RecordWriter alone) {
        this.spec = spec;
        this.http = http;
        this.mapping = mapping;
        this.context = context;
        this.alone = alone;
        this.lookup = new BatchLookup(spec, http);
    }

    /**
     * Writes records, together where that can be done.
     *
     * @return one outcome per item, in their order
     * @throws GatewayException if the connection as a whole cannot work
     */
    public List<WriteOutcome> write(List<WriteItem> items) {
        var outcomes = new HashMap<String, WriteOutcome>();
        var creations = new LinkedHashMap<WriteItem, ObjectNode>();
        var updates = new LinkedHashMap<WriteItem, ObjectNode>();
        Set<WriteItem> unknown = spec.batch(true) == null ? Set.of() : lookup.unknown(items);
        int number = 0;
        for (WriteItem item : items) {
            boolean creation = item.externalId() == null;
            BatchSpec batch = items.size() == 1 ? null : spec.batch(creation);
            ObjectNode record = batch == null ? null : record(batch, item, !unknown.contains(item), ++number);
            if (record == null) {
                put(alone.write(item), outcomes);
            } else {
                (creation ? creations : updates).put(item, record);
            }
        }
        together(creations, true, outcomes);
        together(updates, false, outcomes);
        return items.stream()
                .map(item -> Objects.requireNonNull(outcomes.get(item.itemId())))
                .toList();
    }

    private static void put(WriteOutcome outcome, Map<String, WriteOutcome> outcomes) {
        outcomes.put(outcome.itemId(), outcome);
    }

    /** What a call of several takes of the item; null if it has to be written alone. */
    private @Nullable ObjectNode record(BatchSpec batch, WriteItem item, boolean mayBeThere, int number) {
        boolean creation = item.externalId() == null;
        if (item.operation() != WriteItem.Operation.UPSERT || (creation && mayBeThere && !isNew(item))) {
            return null;
        }
        ObjectNode record = mapping.toVendor(item.data(), item.give(), creation, context);
        if (record.isEmpty()) {
            return null;
        }
        ObjectNode whole = whole(batch, item, number, record);
        JsonPointer repeated = batch.accepted().item();
        // Nobody could tell what became of it.
        return repeated != null && key(whole.at(repeated)).isEmpty() ? null : whole;
    }

    private static ObjectNode whole(BatchSpec batch, WriteItem item, int number, ObjectNode record) {
        Map<String, String> values = item.values();
        values.put("number", Integer.toString(number));
        JsonNode preset = BodyTemplate.render(batch.each(), values);
        ObjectNode row = preset instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
        return row.setAll(record);
    }

    /** What is there already is linked rather than created, and what cannot be told now is told by the one call. */
    private boolean isNew(WriteItem item) {
        try {
            return item.mayCreate() && alone.lookup(item).isEmpty();
        } catch (GatewayException failed) {
            if (failed.kind() == ErrorKind.FATAL) {
                throw failed;
            }
            return false;
        }
    }

    private void together(Map<WriteItem, ObjectNode> records, boolean creation, Map<String, WriteOutcome> outcomes) {
        BatchSpec batch = spec.batch(creation);
        List<WriteItem> items = List.copyOf(records.keySet());
        for (int from = 0; batch != null && from < items.size(); from += batch.size()) {
            send(batch, items.subList(from, Math.min(items.size(), from + batch.size())), records, creation, outcomes);
        }
    }

    private void send(
            BatchSpec batch,
            List<WriteItem> items,
            Map<WriteItem, ObjectNode> records,
            boolean creation,
            Map<String, WriteOutcome> outcomes) {
        if (items.size() == 1) {
            put(alone.write(items.get(0)), outcomes);
            return;
        }
        try {
            Answer answer = http.call(Call.of(batch.request(), Map.of()).with(body(batch, items, records)));
            outcomes(batch, items, records, creation, answer.json(), outcomes);
        } catch (GatewayException failed) {
            if (failed.kind() == ErrorKind.REJECTED) {
                int half = items.size() / 2;
                send(batch, items.subList(0, half), records, creation, outcomes);
                send(batch, items.subList(half, items.size()), records, creation, outcomes);
                return;
            }
            items.forEach(item -> put(Progress.failed(item, failed, creation), outcomes));
        }
    }

    private static ObjectNode body(BatchSpec batch, List<WriteItem> items, Map<WriteItem, ObjectNode> records) {
        ArrayNode rows = JsonNodeFactory.instance.arrayNode();
        for (WriteItem item : items) {
            rows.add(Objects.requireNonNull(records.get(item)));
        }
        JsonNode preset = BodyTemplate.render(batch.request().body(), Map.of());
        ObjectNode body = preset instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
        Placing.put(body, batch.items(), rows);
        return body;
    }

    private void outcomes(
            BatchSpec batch,
            List<WriteItem> items,
            Map<WriteItem, ObjectNode> records,
            boolean creation,
            JsonNode answer,
            Map<String, WriteOutcome> outcomes) {
        JsonNode list = answer.at(batch.accepted().list());
        if (!list.isArray()) {
            throw new GatewayException(ErrorCode.VENDOR_ANSWER_MALFORMED, "The answer holds no outcomes");
        }
        Map<String, JsonNode> byKey = byKey(batch.accepted(), list);
        for (int i = 0; i < items.size(); i++) {
            WriteItem item = items.get(i);
            JsonNode row = batch.accepted().item() == null
                    ? list.path(i)
                    : byKey.getOrDefault(
                            key(Objects.requireNonNull(records.get(item))
                                    .at(batch.accepted().item())),
                            list.path(-1));
            WriteOutcome accepted = accepted(batch.accepted(), item, row, creation);
            put(accepted == null ? alone.write(item) : accepted, outcomes);
        }
    }

    private static Map<String, JsonNode> byKey(BatchSpec.Accepted accepted, JsonNode list) {
        var rows = new HashMap<String, JsonNode>();
        if (accepted.row() != null) {
            list.forEach(row -> rows.put(key(row.at(accepted.row())), row));
        }
        return rows;
    }

    private static String key(JsonNode place) {
        return place.asText().strip().toLowerCase(Locale.ROOT);
    }

    private static JsonNode at(JsonNode row, @Nullable JsonPointer place) {
        return place == null ? MissingNode.getInstance() : row.at(place);
    }

    private static @Nullable WriteOutcome accepted(
            BatchSpec.Accepted accepted, WriteItem item, JsonNode row, boolean creation) {
        boolean refused = !at(row, accepted.error()).isMissingNode();
        if (!row.isObject()
                || refused
                || (accepted.ok() != null && !row.at(accepted.ok()).asBoolean())) {
            return null;
        }
        JsonNode told = at(row, accepted.externalId());
        String id = told.isValueNode() && !told.isNull() ? told.asText() : item.externalId();
        JsonNode record = at(row, accepted.record());
        return id == null || id.isBlank()
                ? null
                : new WriteOutcome.Applied(item.itemId(), id, null, record.isObject() ? record : null, creation);
    }
}
