package dev.karat.camel.check;

import dev.karat.api.error.ErrorCode;
import dev.karat.camel.routes.EndpointUse;
import dev.karat.camel.routes.RouteText;
import dev.karat.engine.config.Problem;
import dev.karat.engine.config.YamlDocument;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One route as what flows through it. Immutable.
 *
 * @param document file that it stands in
 * @param id id of the route
 * @param from where it begins, or null if that is filled in only when it starts
 * @param steps where it leads, in order
 */
record Flow(YamlDocument document, String id, @Nullable EndpointUse from, List<EndpointUse> steps) {
    private static final String KAMELET = "kamelet";

    Flow {
        steps = List.copyOf(steps);
    }

    /** The routes of a file, in order. */
    static List<Flow> of(RouteText text) {
        var flows = new ArrayList<Flow>();
        text.ids().forEach((id, pointer) -> {
            List<EndpointUse> uses = text.endpoints().stream()
                    .filter(use -> use.pointer().startsWith(pointer + "/"))
                    .toList();
            flows.add(new Flow(
                    text.document(),
                    id,
                    uses.stream().filter(EndpointUse::source).findFirst().orElse(null),
                    uses.stream().filter(use -> !use.source()).toList()));
        });
        return flows;
    }

    /** The target that it delivers to, or null. */
    @Nullable
    String target() {
        return from != null && from.address().equals("golden:deliver") ? from.parameter("target") : null;
    }

    /** The system that it reads, or null. */
    @Nullable
    String reads() {
        boolean source = from != null
                && (from.address().equals("connector:read")
                        || from.address().equals("connector:webhook")
                        || from.address().equals("connector:events")
                        || (from.scheme().equals(KAMELET) && from.name().endsWith("-source")));
        return source && from != null ? from.parameter("system") : null;
    }

    /** The system that this step writes customers to, or null. */
    static @Nullable String writes(EndpointUse step) {
        boolean sink = step.address().equals("connector:write")
                || (step.scheme().equals(KAMELET) && step.name().endsWith("-customer-sink"));
        return sink ? step.parameter("system") : null;
    }

    boolean beginsAtGolden() {
        return from != null && from.scheme().equals("golden");
    }

    Problem problem(ErrorCode code, EndpointUse at, String message) {
        return document.problem(code, at.pointer(), message);
    }
}
