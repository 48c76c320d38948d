package dev.karat.camel.routes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.engine.config.Loaded;
import dev.karat.engine.config.Problem;
import dev.karat.engine.config.YamlDocument;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What can be said of a route file without Camel: its syntax, its ids, its endpoints, and what must not stand before
 * golden:ingest. Immutable.
 */
public record RouteText(YamlDocument document) {
    private static final Set<String> SPLITTERS = Set.of("split", "aggregate", "wireTap", "threads");
    private static final String INGEST = "golden:ingest";

    /** Reads the text of a file; {@code name} only names it in problems. */
    public static Loaded<RouteText> parse(String content, String name) {
        return YamlDocument.parse(name, content).then(document -> Loaded.of(new RouteText(document)));
    }

    /** JSON Pointers of the routes by their ids; of several with one id the first. */
    public Map<String, String> ids() {
        var ids = new LinkedHashMap<String, String>();
        for (int i = 0; i < document.root().size(); i++) {
            String id = route(i).path("id").asText("");
            if (!id.isEmpty()) {
                ids.putIfAbsent(id, pointer(i));
            }
        }
        return ids;
    }

    /** Endpoints that its routes name, in their order. */
    public List<EndpointUse> endpoints() {
        return EndpointUse.in(document);
    }

    /** Every complaint about the file alone. */
    public List<Problem> problems() {
        var problems = new ArrayList<Problem>();
        if (!document.root().isArray() || document.root().isEmpty()) {
            problems.add(document.problem(
                    ErrorCode.ROUTE_INVALID, "", "A route file is a list of routes, each beginning with - route:"));
            return problems;
        }
        Map<String, String> ids = ids();
        for (int i = 0; i < document.root().size(); i++) {
            String pointer = pointer(i);
            String id = route(i).path("id").asText("");
            if (route(i).isMissingNode()) {
                bad("/" + i, "Each part of a route file begins with - route:", problems);
            } else if (id.isEmpty()) {
                bad(pointer, "The route has no id; operators see it by its id", problems);
            } else if (!pointer.equals(ids.get(id))) {
                bad(pointer + "/id", "There are two routes " + id + " in this file", problems);
            }
            JsonNode from = route(i).path("from");
            if (isDetour(from.path("uri").asText("")) && mentionsIngest(from)) {
                splits(pointer + "/from", from.path("uri").asText(), problems);
            }
            splitters(pointer + "/from/steps", from.path("steps"), problems);
        }
        return problems;
    }

    private JsonNode route(int i) {
        return document.root().path(i).path("route");
    }

    private static String pointer(int i) {
        return "/" + i + "/route";
    }

    private void splitters(String pointer, JsonNode steps, List<Problem> problems) {
        boolean ingests = false;
        for (int i = steps.size() - 1; i >= 0; i--) {
            JsonNode step = steps.get(i);
            String name = step.fieldNames().hasNext() ? step.fieldNames().next() : "";
            String to = step.path("to").path("uri").asText(step.path("to").asText(""));
            ingests |= mentionsIngest(step);
            if (ingests && (SPLITTERS.contains(name) || isDetour(to))) {
                splits(pointer + "/" + i, isDetour(to) ? to : name, problems);
            } else {
                nested(pointer + "/" + i, step, problems);
            }
        }
    }

    /** Steps inside of a step, such as the branches of a choice. */
    private void nested(String pointer, JsonNode node, List<Problem> problems) {
        node.properties().forEach(entry -> {
            String at = YamlDocument.child(pointer, entry.getKey());
            if (entry.getKey().equals("steps")) {
                splitters(at, entry.getValue(), problems);
            } else {
                nested(at, entry.getValue(), problems);
            }
        });
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            nested(pointer + "/" + i, node.get(i), problems);
        }
    }

    private static boolean isDetour(String uri) {
        return uri.startsWith("seda:") || uri.startsWith("disruptor:");
    }

    private static boolean mentionsIngest(JsonNode node) {
        return node.toString().contains(INGEST);
    }

    private void splits(String pointer, String what, List<Problem> problems) {
        problems.add(document.problem(
                ErrorCode.ROUTE_SPLITS_INGEST,
                pointer,
                what + " stands before golden:ingest, which needs the whole page"));
    }

    private void bad(String pointer, String message, List<Problem> problems) {
        problems.add(document.problem(ErrorCode.ROUTE_INVALID, pointer, message));
    }
}
