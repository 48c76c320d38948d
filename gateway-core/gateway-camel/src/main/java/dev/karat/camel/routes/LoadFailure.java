package dev.karat.camel.routes;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.engine.config.Problem;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Why Camel could not load a route file, with the line that it means. */
final class LoadFailure {
    /** How Camel's YAML reader names a place. */
    private static final Pattern LINE = Pattern.compile("line[: ]+(\\d+)");

    /** How Camel names the step that it could not make. */
    private static final Pattern STEP = Pattern.compile(">>> \\w+\\[(.+?)] <<<");

    /** How Camel names the route that it could not make or start. */
    private static final Pattern ROUTE = Pattern.compile("route:? (\\S+)");

    private static final int CAUSES_MAX = 20;

    private LoadFailure() {}

    static Problem of(Exception failure, RouteText text) {
        ErrorCode code = ErrorCode.ROUTE_INVALID;
        String said = "";
        var all = new StringBuilder();
        Throwable cause = failure;
        for (int i = 0; i < CAUSES_MAX && cause != null; i++, cause = cause.getCause()) {
            if (cause instanceof GatewayException known) {
                code = known.code();
            }
            if (cause.getMessage() != null) {
                // The innermost says what is wrong; those around it, where.
                said = cause.getMessage().lines().findFirst().orElse(said);
                all.append(cause.getMessage()).append('\n');
            }
        }
        String message = said.isEmpty() ? failure.toString() : said;
        return Problem.of(code, text.document().file(), line(all.toString(), text), message);
    }

    private static int line(String messages, RouteText text) {
        Matcher line = LINE.matcher(messages);
        if (line.find()) {
            return Integer.parseInt(line.group(1));
        }
        Matcher step = STEP.matcher(messages);
        Matcher route = ROUTE.matcher(messages);
        String id = route.find() ? route.group(1) : "";
        String pointer = text.ids().getOrDefault(id, "");
        if (step.find()) {
            String address = step.group(1);
            pointer = text.endpoints().stream()
                    .filter(use -> address.startsWith(use.address()))
                    .max(Comparator.comparingInt(use -> use.address().length()))
                    .map(EndpointUse::pointer)
                    .orElse(pointer);
        } else if (!pointer.isEmpty()) {
            pointer += "/from/uri";
        }
        return text.document().line(pointer);
    }
}
