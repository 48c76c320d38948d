package dev.karat.camel.connector.spec;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.camel.connector.spec.ConnectorSpec.Transport;
import dev.karat.engine.config.Loaded;
import dev.karat.engine.config.Problem;
import dev.karat.engine.config.YamlDocument;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads what the schema cannot check: names that must exist, expressions, agreement of the parts. Used once. */
final class SpecReader {
    /** Values of the moment; settings of a connection cannot bear these names. */
    private static final Set<String> MOMENT = Set.of(
            "since",
            "place",
            "pageSize",
            "externalId",
            "goldenId",
            "key",
            "id",
            "ids",
            "job",
            "accessToken",
            "at",
            "evidence",
            "recordToken",
            "contactPoint");

    private final YamlDocument document;
    private final JsonNode root;
    private final List<Problem> problems = new ArrayList<>();

    SpecReader(YamlDocument document) {
        this.document = document;
        this.root = document.root();
    }

    Loaded<ConnectorSpec> read() {
        var spec = new ConnectorSpec(
                root.path("id").asText(),
                root.path("version").asText(),
                root.path("api").asText("1"),
                root.path("title").asText(),
                Category.of(root.path("category").asText()).orElse(Category.OTHER),
                Transport.valueOf(root.path("transport").asText().toUpperCase(Locale.ROOT)),
                root.path("connection"),
                list("/usual", this::setting),
                capabilities(),
                root.has("base") ? Template.of(root.path("base").asText()) : null,
                RequestSpec.templates(root.path("headers")),
                list("/auth", AuthSpec::of),
                CsrfSpec.ofOptional(root.path("csrf")),
                RequestSpec.ofOptional(root.path("check")),
                Limits.of(root.path("limits")),
                list("/errors", ErrorRule::of),
                list("/errorDetail", node -> JsonPointer.compile(node.asText())),
                map("/streams", StreamSpec::of),
                map("/writes", (name, node) -> WriteSpec.of(node)),
                map("/endpoints", (name, node) -> EndpointSpec.of(node)),
                StreamSpec.text(root.path("tag")),
                root.has("webhook") ? guarded("/webhook", () -> WebhookSpec.of(root.path("webhook"))) : null,
                root.has("events") ? guarded("/events", () -> EventsSpec.of(root.path("events"))) : null);
        check(spec);
        return problems.isEmpty() ? Loaded.of(spec) : Loaded.failed(problems);
    }

    private Set<Capability> capabilities() {
        var capabilities = EnumSet.noneOf(Capability.class);
        root.path("capabilities").forEach(name -> capabilities.add(Capability.valueOf(name.asText())));
        return capabilities;
    }

    /** The name of a setting that the connection has. */
    private String setting(JsonNode name) {
        if (!root.path("connection").path("properties").has(name.asText())) {
            throw new IllegalArgumentException("The connection has no setting " + name.asText());
        }
        return name.asText();
    }

    private <T> List<T> list(String pointer, java.util.function.Function<JsonNode, T> read) {
        var list = new ArrayList<T>();
        for (int i = 0; i < document.at(pointer).size(); i++) {
            String at = pointer + "/" + i;
            T one = guarded(at, () -> read.apply(document.at(at)));
            if (one != null) {
                list.add(one);
            }
        }
        return List.copyOf(list);
    }

    private <T> Map<String, T> map(String pointer, BiFunction<String, JsonNode, T> read) {
        var map = new LinkedHashMap<String, T>();
        document.at(pointer).properties().forEach(entry -> {
            T one = guarded(
                    YamlDocument.child(pointer, entry.getKey()), () -> read.apply(entry.getKey(), entry.getValue()));
            if (one != null) {
                map.put(entry.getKey(), one);
            }
        });
        return java.util.Collections.unmodifiableMap(map);
    }

    private <T> @Nullable T guarded(String at, java.util.function.Supplier<T> read) {
        try {
            return read.get();
        } catch (IllegalArgumentException | DateTimeException wrong) {
            bad(at, String.valueOf(wrong.getMessage()).lines().findFirst().orElse("is wrong"));
            return null;
        }
    }

    private void check(ConnectorSpec spec) {
        if (spec.rest() && (spec.base() == null || spec.auth().isEmpty())) {
            bad("/transport", "A REST connector has base and auth");
        }
        spec.streams().forEach((name, stream) -> checkStream(spec, YamlDocument.child("/streams", name), stream));
        spec.writes().forEach((entity, write) -> {
            String at = YamlDocument.child("/writes", entity);
            if (!spec.streams().containsKey(write.stream())) {
                bad(at + "/stream", "There is no stream " + write.stream());
            }
            checkEndpoint(spec, at, write.endpoint());
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
        checkWebhook(spec);
        checkEvents(spec);
        checkNames(spec);
        Set<Capability> derived = Capabilities.of(spec);
        if (problems.isEmpty() && !derived.equals(spec.capabilities())) {
            bad("/capabilities", "The rest of the file says " + derived);
        }
    }

    private void checkWebhook(ConnectorSpec spec) {
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

    private void checkEvents(ConnectorSpec spec) {
        EventsSpec events = spec.events();
        StreamSpec stream = events == null ? null : spec.streams().get(events.stream());
        if (events != null && (stream == null || stream.request() == null)) {
            bad("/events/stream", "There is no call to read " + events.stream() + " with");
        }
    }

    private void checkStream(ConnectorSpec spec, String at, StreamSpec stream) {
        checkEndpoint(spec, at, stream.endpoint());
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

    private void checkEndpoint(ConnectorSpec spec, String at, @Nullable String endpoint) {
        if (endpoint != null && !spec.endpoints().containsKey(endpoint)) {
            bad(at + "/endpoint", "There is no endpoint " + endpoint);
        }
    }

    /** Every value that a template takes is a setting of the connection or one of the moment. */
    private void checkNames(ConnectorSpec spec) {
        var known = new TreeSet<>(MOMENT);
        spec.connection().path("properties").fieldNames().forEachRemaining(name -> {
            if (!known.add(name)) {
                bad(YamlDocument.child("/connection/properties", name), name + " is the name of another value");
            }
        });
        spec.writes().values().stream()
                .flatMap(write -> write.references().stream())
                .forEach(reference -> known.addAll(reference.with().keySet()));
        spec.writes().values().stream()
                .flatMap(write -> write.children().stream())
                .forEach(child -> child.names().forEach(known::add));
        Stream<Template> loose = Stream.of(
                        Stream.ofNullable(spec.base()),
                        spec.auth().stream().flatMap(auth -> auth.needs().stream()),
                        spec.writes().values().stream().flatMap(SpecReader::externalIds))
                .flatMap(templates -> templates);
        Stream<RequestSpec> requests = Stream.concat(
                Stream.ofNullable(spec.check()),
                Stream.concat(
                        spec.streams().values().stream().flatMap(SpecReader::requests),
                        spec.writes().values().stream().flatMap(SpecReader::requests)));
        WebhookSpec webhook = spec.webhook();
        Stream.concat(
                        Stream.concat(
                                loose.flatMap(template -> template.names().stream()),
                                Stream.concat(webhook == null ? Stream.of() : webhook.names(), further(spec))),
                        requests.filter(request -> request != null).flatMap(RequestSpec::names))
                .filter(name -> !known.contains(name))
                .distinct()
                .forEach(name -> bad("", "There is no value {" + name + "}"));
    }

    private static Stream<Template> externalIds(WriteSpec write) {
        var create = write.create();
        return create == null ? Stream.of() : create.externalId();
    }

    private static Stream<String> further(ConnectorSpec spec) {
        EventsSpec events = spec.events();
        Stream<String> columns = spec.writes().values().stream()
                .flatMap(write -> Stream.ofNullable(write.table()))
                .flatMap(table -> table.lookup().values().stream());
        return Stream.concat(
                Stream.concat(events == null ? Stream.of() : events.names(), columns),
                spec.streams().values().stream()
                        .flatMap(stream -> Stream.ofNullable(stream.load()))
                        .flatMap(LoadSpec::names));
    }

    private static Stream<@Nullable RequestSpec> requests(StreamSpec stream) {
        EachSpec each = stream.each();
        RemovedSpec removed = stream.removed();
        return Stream.concat(
                Stream.of(
                        stream.request(),
                        each == null ? null : each.request(),
                        removed == null ? null : removed.request()),
                stream.with().stream().map(AdditionSpec::request));
    }

    private static Stream<@Nullable RequestSpec> requests(WriteSpec.Lookup lookup) {
        WriteSpec.Through through = lookup.through();
        WriteSpec.LookupBatch batch = lookup.batch();
        return Stream.of(
                lookup.request(), through == null ? null : through.request(), batch == null ? null : batch.request());
    }

    private static Stream<@Nullable RequestSpec> requests(WriteSpec write) {
        var create = write.create();
        var update = write.update();
        var batches =
                Stream.of(write.batch(true), write.batch(false)).map(batch -> batch == null ? null : batch.request());
        var lookups = write.lookup().stream().flatMap(SpecReader::requests);
        var asked = Stream.concat(lookups, write.references().stream().map(ReferenceSpec::request));
        return Stream.concat(
                Stream.concat(
                        Stream.concat(
                                Stream.concat(asked, batches),
                                write.children().stream().flatMap(ChildSpec::requests)),
                        write.consents().stream().flatMap(one -> Stream.of(one.refuse(), one.grant()))),
                Stream.of(
                        write.read(),
                        create == null ? null : create.request(),
                        update == null ? null : update.request(),
                        write.deactivate(),
                        write.delete()));
    }

    private void bad(String at, String message) {
        problems.add(document.problem(ErrorCode.CONNECTOR_INVALID, at, message));
    }
}
