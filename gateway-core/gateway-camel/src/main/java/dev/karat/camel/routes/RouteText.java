package dev.karat.camel.routes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.engine.config.Loaded;
import dev.karat.engine.config.Problem;
import dev.karat.engine.config.YamlDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What can be said of a route file without Camel: its syntax, its ids, and what must not stand before golden:ingest. */
public final class RouteText {
    private static final Set<String> SPLITTERS = Set.of("split", "aggregate", "wireTap", "threads");

    private RouteText() {}

    /** Every complaint about one file. */
    public static List<Problem> problems(String content, String name) {
        Loaded<YamlDocument> yaml = YamlDocument.parse(name, content);
        YamlDocument document = yaml.optional().orElse(null);
        if (document == null) {
            return yaml.problems();
        }
        var problems = new ArrayList<Problem>();
        if (!document.root().isArray()) {
            problems.add(document.problem(
                    ErrorCode.ROUTE_INVALID, "", "A route file is a list of routes, each beginning with - route:"));
        }
        for (int i = 0; i < document.root().size(); i++) {
            JsonNode route = document.root().path(i).path("route");
            if (route.isMissingNode()) {
                continue;
            }
            if (route.path("id").asText("").isEmpty()) {
                problems.add(document.problem(
                        ErrorCode.ROUTE_INVALID,
                        "/" + i + "/route",
                        "The route has no id; operators see it by its id"));
            }
            splitters(
                    document, "/" + i + "/route/from/steps", route.path("from").path("steps"), problems);
        }
        return problems;
    }

    private static void splitters(YamlDocument document, String pointer, JsonNode steps, List<Problem> problems) {
        for (int i = 0; i < steps.size(); i++) {
            JsonNode step = steps.get(i);
            String name = step.fieldNames().hasNext() ? step.fieldNames().next() : "";
            String to = step.path("to").path("uri").asText(step.path("to").asText(""));
            boolean detour = to.startsWith("seda:") || to.startsWith("disruptor:");
            if ((SPLITTERS.contains(name) || detour) && steps.toString().contains("golden:ingest")) {
                problems.add(document.problem(
                        ErrorCode.ROUTE_SPLITS_INGEST,
                        pointer + "/" + i,
                        (detour ? to : name) + " stands before golden:ingest, which needs the whole page"));
            }
        }
    }

    /** Refuses a file with its first problem, or because a route id of it runs from another file already. */
    static void check(String content, String name, Set<String> taken) {
        List<Problem> problems = problems(content, name);
        if (!problems.isEmpty()) {
            Problem first = problems.get(0);
            throw new GatewayException(first.code(), "line " + first.line() + ": " + first.message());
        }
        YamlDocument document = YamlDocument.parse(name, content).orThrow();
        for (JsonNode entry : document.root()) {
            String id = entry.path("route").path("id").asText();
            if (taken.contains(id)) {
                throw new GatewayException(ErrorCode.ROUTE_INVALID, "Route " + id + " runs from another file already");
            }
        }
    }
}
