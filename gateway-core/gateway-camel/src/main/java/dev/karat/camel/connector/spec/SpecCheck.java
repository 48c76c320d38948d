package dev.karat.camel.connector.spec;

import dev.karat.camel.connector.spec.ConnectorSpec.Transport;
import dev.karat.engine.config.YamlDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks whether the parts of a declaration agree, which no schema can say. Used once. */
final class SpecCheck {
    /**
     * What does not agree.
     *
     * @param at JSON Pointer in the declaration
     */
    record Mistake(String at, String message) {}

    private final ConnectorSpec spec;
    private final List<Mistake> mistakes = new ArrayList<>();

    private SpecCheck(ConnectorSpec spec) {
        this.spec = spec;
    }

    /** @param whole true if nothing of the declaration is missing because it could not be read */
    static List<Mistake> of(ConnectorSpec spec, boolean whole) {
        var check = new SpecCheck(spec);
        check.check(whole);
        return check.mistakes;
    }

    private void check(boolean whole) {
        if (spec.rest() && (spec.base() == null || spec.auth().isEmpty())) {
            bad("/transport", "A REST connector has base and auth");
        }
        spec.streams().forEach((name, stream) -> checkStream(YamlDocument.child("/streams", name), stream));
        spec.writes().forEach((entity, write) -> {
            String at = YamlDocument.child("/writes", entity);
            if (!spec.streams().containsKey(write.stream())) {
                bad(at + "/stream", "There is no stream " + write.stream());
            }
            checkEndpoint(at, write.endpoint());
            if ((write.table() == null) == (spec.transport() == Transport.JDBC)) {
                bad(at, "Tables are written over JDBC, and nothing else is");
            }
            var update = write.update();
            if (update != null
                    && update.batch() != null
                    && (write.isConditional() || !update.carry().isEmpty())) {
                bad(at + "/update/batch", "Changes that need the present record are written one by one");
            }
            boolean batched = write.batch(true) != null || write.batch(false) != null;
            if (batched && !(write.parts().isEmpty() && write.references().isEmpty())) {
                bad(at, "Records with parts or references are written one by one");
            }
            if (!write.parts().isEmpty() && write.read() == null) {
                bad(at + "/parts", "There is no call to read the parts that a record has");
            }
            if (write.readBackByRead() && write.read() == null) {
                bad(at + "/readBack", "There is no call to read the record with");
            }
            if (!write.children().isEmpty() && !write.readBackByRead()) {
                bad(at + "/children", "What is written by several calls is read again: readBack: read");
            }
            if (update != null && !update.carry().isEmpty() && write.read() == null) {
                bad(at + "/update", "There is no call to read what is carried along");
            }
            if (!write.consents().isEmpty() && write.read() == null) {
                bad(at + "/consents", "There is no call to read what a record says before and after");
            }
        });
        checkWebhook();
        checkEvents();
        SpecNames names = SpecNames.of(spec);
        names.twice()
                .forEach(name -> bad(
                        YamlDocument.child("/connection/properties", name), name + " is the name of another value"));
        names.unknown().forEach(name -> bad("", "There is no value {" + name + "}"));
        Set<Capability> derived = Capabilities.of(spec);
        if (whole && mistakes.isEmpty() && !derived.equals(spec.capabilities())) {
            bad("/capabilities", "The rest of the file says " + derived);
        }
    }

    private void checkWebhook() {
        WebhookSpec webhook = spec.webhook();
        if (webhook == null || webhook.tellsRecords()) {
            return;
        }
        var writes = spec.writes().values().stream()
                .filter(write -> write.stream().equals(webhook.stream()))
                .toList();
        if (writes.stream().noneMatch(write -> write.read() != null)) {
            bad("/webhook/stream", "There is no call to read one record of " + webhook.stream() + " with");
        }
        webhook.events().stream()
                .map(WebhookSpec.Event::found)
                .filter(Objects::nonNull)
                .map(WebhookSpec.KeyPlace::by)
                .filter(key -> writes.stream()
                        .flatMap(write -> write.lookup().stream())
                        .noneMatch(lookup -> lookup.key() == key))
                .forEach(key -> bad("/webhook/events", "There is no look-up by " + key.path()));
    }

    private void checkEvents() {
        EventsSpec events = spec.events();
        StreamSpec stream = events == null ? null : spec.streams().get(events.stream());
        if (events != null && (stream == null || stream.request() == null)) {
            bad("/events/stream", "There is no call to read " + events.stream() + " with");
        }
    }

    private void checkStream(String at, StreamSpec stream) {
        checkEndpoint(at, stream.endpoint());
        boolean table = spec.transport() == Transport.JDBC;
        if (table && spec.streams().size() > 1) {
            bad(at, "The connection names one table, which is one stream");
        }
        if (table && (stream.request() != null || stream.endpoint() != null)) {
            bad(at, "A table has neither request nor endpoint");
        }
        boolean told = spec.webhook() != null
                && spec.webhook().tellsRecords()
                && spec.webhook().stream().equals(stream.name());
        boolean both = stream.request() != null && stream.endpoint() != null;
        if (!table && (both || (stream.request() == null && stream.endpoint() == null && !told))) {
            bad(at, "A stream has either request or endpoint, or a webhook whose calls hold its records");
        }
        String also = stream.also();
        if (also != null && (!spec.streams().containsKey(also) || also.equals(stream.name()))) {
            bad(at + "/also", "There is no other stream " + also);
        }
        checkList(at, stream.page(), stream.cursor());
        RemovedSpec removed = stream.removed();
        if (removed != null) {
            checkList(at + "/removed", removed.page(), removed.cursor());
            if (stream.request() == null || stream.deleted() == null) {
                bad(at + "/removed", "Nothing tells which of its rows are deleted");
            }
        }
    }

    private void checkList(String at, PageSpec page, CursorSpec cursor) {
        if (page.kind().isNamed() && page.next() == null) {
            bad(at + "/page", "There is no place that names the next page");
        }
        if (page.advance() != null && cursor.at().isEmpty()) {
            bad(at + "/page/advance", "The time of a row is not named in cursor");
        }
    }

    private void checkEndpoint(String at, @Nullable String endpoint) {
        if (endpoint != null && !spec.endpoints().containsKey(endpoint)) {
            bad(at + "/endpoint", "There is no endpoint " + endpoint);
        }
    }

    private void bad(String at, String message) {
        mistakes.add(new Mistake(at, message));
    }
}
