package dev.karat.testkit.twin;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The paths that a twin serves. A template such as {@code /users/{id}.json} hands the decoded parts to its handler. */
final class Routes {
    private record Route(
            String method, String template, Pattern path, BiFunction<Request, List<String>, Response> handler) {}

    private final List<Route> routes = new ArrayList<>();

    /** Adds a route; the first one that fits answers. */
    Routes on(String method, String template, BiFunction<Request, List<String>, Response> handler) {
        String expression = template.replace(".", "\\.")
                .replaceAll("\\{[a-z]+}", "([^/]+?)")
                .replace("*", "[^/]+");
        routes.add(new Route(method, template, Pattern.compile(expression), handler));
        return this;
    }

    /** The answer of the route that fits, or null: {@link #knows} tells an unknown path from a wrong method. */
    @Nullable
    Response answer(Request request) {
        for (Route route : routes) {
            Matcher match = route.path.matcher(request.path());
            if (match.matches() && route.method.equals(request.method())) {
                List<String> parts = IntStream.rangeClosed(1, match.groupCount())
                        .mapToObj(group -> Request.decode(match.group(group).replace("+", "%2B")))
                        .toList();
                return route.handler.apply(request, parts);
            }
        }
        return null;
    }

    /** The template of a path, or the path itself if none fits. */
    String form(String path) {
        return routes.stream()
                .filter(route -> route.path.matcher(path).matches())
                .map(Route::template)
                .findFirst()
                .orElse(path);
    }

    boolean knows(String path) {
        return routes.stream().anyMatch(route -> route.path.matcher(path).matches());
    }
}
