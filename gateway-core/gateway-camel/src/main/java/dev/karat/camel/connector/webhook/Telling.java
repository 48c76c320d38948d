package dev.karat.camel.connector.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.model.RecordKey;
import dev.karat.camel.connector.spec.WebhookSpec;
import dev.karat.camel.connector.spec.WebhookSpec.Event;
import dev.karat.camel.connector.spec.WebhookSpec.KeyPlace;
import dev.karat.camel.connector.spec.WebhookSpec.Place;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the events of one call tell, put together. Used once, by one thread. */
final class Telling {
    private final WebhookSpec spec;
    private final WebhookCall call;
    private final Set<String> changed = new LinkedHashSet<>();
    private final Set<String> deleted = new LinkedHashSet<>();
    private final Set<ToldRecords.Key> found = new LinkedHashSet<>();
    private final List<JsonNode> records = new ArrayList<>();

    Telling(WebhookSpec spec, WebhookCall call) {
        this.spec = spec;
        this.call = call;
    }

    /** Takes an event; one of a kind that nobody declared tells nothing. */
    void take(JsonNode event) {
        Place where = spec.topic();
        String topic = where == null ? null : call.text(where, event);
        for (Event kind : spec.events()) {
            boolean named =
                    kind.topics().isEmpty() || (topic != null && kind.topics().contains(topic));
            if (named && (kind.where() == null || kind.where().test(event))) {
                take(kind, event);
                return;
            }
        }
    }

    private void take(Event kind, JsonNode event) {
        add(kind.changed(), event, changed);
        add(kind.deleted(), event, deleted);
        KeyPlace key = kind.found();
        if (key != null) {
            found.add(new ToldRecords.Key(key.by(), text(key.in(), event)));
        }
        if (kind.record() != null) {
            JsonNode record = event.at(kind.record());
            if (record.isMissingNode()) {
                throw WebhookReader.malformed("The call holds no record where the connection says", null);
            }
            records.add(record);
        }
    }

    private String text(Place place, JsonNode event) {
        String text = call.text(place, event);
        if (text == null || text.isBlank()) {
            throw WebhookReader.malformed("The call does not hold what the record is found by", null);
        }
        return text.strip();
    }

    private void add(@Nullable Place place, JsonNode event, Set<String> ids) {
        if (place == null) {
            return;
        }
        List<String> named = call.texts(place, event);
        if (named.isEmpty() || !named.stream().allMatch(RecordKey::isId)) {
            throw WebhookReader.malformed("The call does not name the record where the vendor puts its id", null);
        }
        ids.addAll(named);
    }

    /** @param all all records of the system were told once */
    ToldRecords told(@Nullable String id, boolean all) {
        changed.removeAll(deleted);
        return new ToldRecords(id, changed, deleted, found, records, all);
    }
}
