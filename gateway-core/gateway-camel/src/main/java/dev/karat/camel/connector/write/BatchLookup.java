package dev.karat.camel.connector.write;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.api.error.ErrorKind;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.http.BodyTemplate;
import dev.karat.camel.connector.http.VendorHttp;
import dev.karat.camel.connector.http.VendorHttp.Call;
import dev.karat.camel.connector.spec.WriteSpec;
import dev.karat.camel.connector.spec.WriteSpec.Lookup;
import dev.karat.camel.connector.spec.WriteSpec.LookupBatch;
import dev.karat.engine.mapping.Placing;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Tells in few calls which customers a vendor does not have. Whoever may be there, or cannot be told, is left to be looked
 * up alone. Calls block. Safe for use by several threads.
 */
final class BatchLookup {
    private final WriteSpec spec;
    private final VendorHttp http;

    BatchLookup(WriteSpec spec, VendorHttp http) {
        this.spec = spec;
        this.http = http;
    }

    /**
     * The items that may be created and of which no key is known to the vendor.
     *
     * @throws GatewayException if the connection as a whole cannot work
     */
    Set<WriteItem> unknown(List<WriteItem> items) {
        List<WriteItem> asked = items.stream()
                .filter(item -> item.externalId() == null && item.mayCreate())
                .toList();
        if (asked.size() < 2
                || spec.lookup().isEmpty()
                || !spec.lookup().stream().allMatch(one -> one.batch() != null)) {
            return Set.of();
        }
        try {
            var unknown = new HashSet<>(asked);
            for (Lookup lookup : spec.lookup()) {
                Set<String> absent = absent(lookup, asked);
                unknown.removeIf(item -> !absent.containsAll(keys(lookup, item)));
            }
            return unknown;
        } catch (GatewayException failed) {
            if (failed.kind() == ErrorKind.FATAL) {
                throw failed;
            }
            return Set.of();
        }
    }

    private static Set<String> keys(Lookup lookup, WriteItem item) {
        return item.data().texts(lookup.key()).stream()
                .limit(RecordLookup.TEXTS_MAX)
                .map(BatchLookup::folded)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<String> absent(Lookup lookup, List<WriteItem> items) {
        LookupBatch batch = lookup.batch();
        var absent = new TreeSet<String>();
        List<String> keys = items.stream()
                .flatMap(item -> keys(lookup, item).stream())
                .distinct()
                .toList();
        for (int from = 0; batch != null && from < keys.size(); from += batch.size()) {
            absent.addAll(absent(batch, keys.subList(from, Math.min(keys.size(), from + batch.size()))));
        }
        return absent;
    }

    private Set<String> absent(LookupBatch batch, List<String> keys) {
        JsonNode found = http.call(Call.of(batch.request(), Map.of()).with(body(batch, keys)))
                .json()
                .at(batch.list());
        var shown = new ArrayList<String>();
        found.forEach(row -> shown.add(folded(row.at(batch.row()).asText())));
        // A row that repeats none of the keys was found by one of them all the same, but nobody can tell which.
        return found.isArray() && keys.containsAll(shown)
                ? keys.stream().filter(key -> !shown.contains(key)).collect(Collectors.toSet())
                : Set.of();
    }

    private static ObjectNode body(LookupBatch batch, List<String> keys) {
        ArrayNode rows = JsonNodeFactory.instance.arrayNode();
        keys.forEach(key -> rows.add(BodyTemplate.render(batch.each(), Map.of("key", key))));
        JsonNode preset = BodyTemplate.render(batch.request().body(), Map.of());
        ObjectNode body = preset instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
        Placing.put(body, batch.items(), rows);
        return body;
    }

    private static String folded(String text) {
        return text.strip().toLowerCase(Locale.ROOT);
    }
}
