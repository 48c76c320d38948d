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
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Reads a declaration that fits its schema; what is wrong in it all the same is told with its line. Used once. */
final class SpecReader {
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
        SpecCheck.of(spec, problems.isEmpty()).forEach(this::bad);
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

    private void bad(SpecCheck.Mistake mistake) {
        bad(mistake.at(), mistake.message());
    }

    private void bad(String at, String message) {
        problems.add(document.problem(ErrorCode.CONNECTOR_INVALID, at, message));
    }
}
