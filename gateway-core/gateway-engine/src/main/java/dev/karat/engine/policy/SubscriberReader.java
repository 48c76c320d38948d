package dev.karat.engine.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.engine.change.EventType;
import dev.karat.engine.config.Durations;
import dev.karat.engine.config.Problem;
import dev.karat.engine.config.Secrets;
import dev.karat.engine.config.YamlDocument;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the subscribers of gateway.yaml. */
final class SubscriberReader {
    private static final Duration TIMEOUT_MIN = Duration.ofMillis(100);
    private static final Duration TIMEOUT_MAX = Duration.ofMinutes(2);

    private SubscriberReader() {}

    /** What a schema cannot say. */
    static List<Problem> problems(YamlDocument yaml) {
        var problems = new ArrayList<Problem>();
        yaml.root().path("subscribers").properties().forEach(entry -> {
            String at = "/subscribers/" + entry.getKey();
            JsonNode secrets = entry.getValue().path("secrets");
            for (int i = 0; i < secrets.size(); i++) {
                if (!Secrets.isReference(secrets.path(i).asText())) {
                    problems.add(yaml.problem(
                            ErrorCode.SECRET_LITERAL, at + "/secrets/" + i, "A secret stands here in clear"));
                }
            }
            Duration timeout = Durations.parse(entry.getValue().path("timeout").asText("10s"));
            if (timeout.compareTo(TIMEOUT_MIN) < 0 || timeout.compareTo(TIMEOUT_MAX) > 0) {
                problems.add(yaml.problem(ErrorCode.CONFIG_INVALID, at + "/timeout", "A timeout is from 100ms to 2m"));
            }
        });
        return problems;
    }

    static Map<String, SubscriberPolicy> read(JsonNode node) {
        var subscribers = new LinkedHashMap<String, SubscriberPolicy>();
        node.properties()
                .forEach(entry -> subscribers.put(entry.getKey(), subscriber(entry.getKey(), entry.getValue())));
        return subscribers;
    }

    private static SubscriberPolicy subscriber(String name, JsonNode node) {
        var secrets = new ArrayList<String>();
        node.path("secrets").forEach(secret -> secrets.add(secret.asText()));
        JsonNode retry = node.path("retry");
        return new SubscriberPolicy(
                name,
                node.has("url") ? node.path("url").asText() : null,
                secrets,
                types(node.path("types")),
                node.has("where") ? node.path("where").asText() : null,
                node.path("begin").asText("now").equals("first"),
                new SubscriberPolicy.Retry(
                        retry.path("attempts").asInt(16),
                        Durations.parse(retry.path("first").asText("1s")),
                        Durations.parse(retry.path("max").asText("1h"))),
                new SubscriberPolicy.Limits(
                        Durations.parse(node.path("timeout").asText("10s")),
                        node.path("concurrency").asInt(4),
                        node.path("batch").asInt(100),
                        node.path("held").asInt(200)));
    }

    private static Set<EventType> types(JsonNode node) {
        if (node.isEmpty()) {
            return EnumSet.allOf(EventType.class);
        }
        Set<EventType> types = EnumSet.noneOf(EventType.class);
        node.forEach(label -> types.add(EventType.of(label.asText()).orElseThrow()));
        return types;
    }
}
