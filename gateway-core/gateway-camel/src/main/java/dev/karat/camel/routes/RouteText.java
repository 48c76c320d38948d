package dev.karat.camel.routes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.engine.config.Loaded;
import dev.karat.engine.config.Problem;
import dev.karat.engine.config.YamlDocument;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What can be said of a route file without Camel: its syntax, its ids, its endpoints, and what must not stand before
 * golden:ingest. Immutable.
 */
public record RouteText(YamlDocument document) {
    private static final Set<String> SPLITTERS = Set.of("split", "aggregate", "wireTap", "threads");
    /** Where pages go. */
    public static final String INGEST = "golden:ingest";

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
        }
        problems.addAll(splits(Set.of(INGEST)));
        return problems;
    }

    /**
     * What takes a page apart on its way to {@code golden:ingest}.
     *
     * @param leading addresses from which a page comes there: its own, and those of routes that hand over to it
     */
    public List<Problem> splits(Set<String> leading) {
        var problems = new ArrayList<Problem>();
        for (int i = 0; i < document.root().size(); i++) {
            JsonNode from = route(i).path("from");
            if (isDetour(from.path("uri").asText("")) && mentions(from.path("steps"), leading)) {
                splits(pointer(i) + "/from", from.path("uri").asText(), problems);
            }
            splitters(pointer(i) + "/from/steps", from.path("steps"), leading, problems);
        }
        return problems;
    }

    /** Addresses where routes of this file begin whose steps hand over to one of these. */
    public Set<String> leadingTo(Set<String> leading) {
        var found = new LinkedHashSet<String>();
        for (int i = 0; i < document.root().size(); i++) {
            JsonNode from = route(i).path("from");
            if (mentions(from.path("steps"), leading)) {
                found.add(address(from.path("uri").asText("")));
            }
        }
        return found;
    }

    private JsonNode route(int i) {
        return document.root().path(i).path("route");
    }

    private static String pointer(int i) {
        return "/" + i + "/route";
    }

    private void splitters(String pointer, JsonNode steps, Set<String> leading, List<Problem> problems) {
        boolean ingests = false;
        for (int i = steps.size() - 1; i >= 0; i--) {
            JsonNode step = steps.get(i);
            String name = step.fieldNames().hasNext() ? step.fieldNames().next() : "";
            String to = step.path("to").path("uri").asText(step.path("to").asText(""));
            ingests |= mentions(step, leading);
            if (ingests && (SPLITTERS.contains(name) || isDetour(to))) {
                splits(pointer + "/" + i, isDetour(to) ? to : name, problems);
            } else {
                nested(pointer + "/" + i, step, leading, problems);
            }
        }
    }

    /** Steps inside of a step, such as the branches of a choice. */
    private void nested(String pointer, JsonNode node, Set<String> leading, List<Problem> problems) {
        node.properties().forEach(entry -> {
            String at = YamlDocument.child(pointer, entry.getKey());
            if (entry.getKey().equals("steps")) {
                splitters(at, entry.getValue(), leading, problems);
            } else {
                nested(at, entry.getValue(), leading, problems);
            }
        });
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            nested(pointer + "/" + i, node.get(i), leading, problems);
        }
    }

    private static boolean isDetour(String uri) {
        return uri.startsWith("seda:") || uri.startsWith("disruptor:");
    }

    private static boolean mentions(JsonNode node, Set<String> addresses) {
        if (node.isTextual()) {
            return addresses.contains(address(node.asText()));
        }
        for (JsonNode part : node) {
            if (mentions(part, addresses)) {
                return true;
            }
        }
        return false;
    }

    private static String address(String uri) {
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
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
