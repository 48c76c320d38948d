package dev.karat.camel.check;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.model.Attribute;
import dev.karat.camel.routes.EndpointUse;
import dev.karat.engine.config.Problem;
import dev.karat.engine.config.YamlDocument;
import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.policy.TargetPolicy;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds fields of a system that two write: they would overwrite each other for ever. */
final class WritersCheck {
    private static final Set<String> HTTP = Set.of("http", "https", "netty-http", "vertx-http");

    private final YamlDocument yaml;
    private final GatewayPolicy policy;
    private final Places places;
    private final List<Problem> problems = new ArrayList<>();
    private final List<Problem> notices = new ArrayList<>();

    WritersCheck(YamlDocument yaml, GatewayPolicy policy, Places places) {
        this.yaml = yaml;
        this.policy = policy;
        this.places = places;
    }

    void run(List<Flow> flows) {
        Map<String, Flow> deliveries = new HashMap<>();
        for (Flow flow : flows) {
            EndpointUse from = flow.from();
            String target = flow.target();
            Flow other = target == null ? null : deliveries.putIfAbsent(target, flow);
            if (other != null && from != null) {
                problems.add(flow.problem(
                        ErrorCode.FIELD_TWO_WRITERS,
                        from,
                        "Route " + flow.id() + " delivers to " + target + ", as route " + other.id() + " does"));
            }
            flow.steps().forEach(step -> step(flow, step));
        }
        targets();
    }

    List<Problem> problems() {
        return problems;
    }

    /** What may be a mistake: a call does not say which fields it writes. */
    List<Problem> notices() {
        return notices;
    }

    private void step(Flow flow, EndpointUse step) {
        String system = Flow.writes(step);
        boolean handedOver = !flow.beginsAtGolden() && flow.reads() == null;
        if (system != null && !handedOver && !system.equals(flow.target())) {
            problems.add(flow.problem(
                    ErrorCode.FIELD_TWO_WRITERS,
                    step,
                    "Route " + flow.id() + " writes to " + system + ", but does not begin with golden:deliver?target="
                            + system));
        }
        String called = isCall(step) ? calledTarget(step) : null;
        if (called != null) {
            notices.add(new Problem(
                    ErrorCode.FIELD_TWO_WRITERS,
                    flow.document().file(),
                    flow.document().line(step.pointer()),
                    "Route " + flow.id() + " calls " + called + " by hand, which golden:deliver writes, too",
                    "Leave to golden:deliver what give names; if the call only reads, say httpMethod: GET."));
        }
    }

    private static boolean isCall(EndpointUse step) {
        String pointer = step.pointer();
        boolean sends = pointer.endsWith("/to") || pointer.endsWith("/to/uri") || pointer.contains("/wireTap");
        return sends && !"GET".equalsIgnoreCase(step.parameters().get("httpMethod"));
    }

    private @Nullable String calledTarget(EndpointUse step) {
        return policy.targets().keySet().stream()
                .sorted()
                .filter(target -> HTTP.contains(step.scheme())
                        ? isBelow(step.name(), host(target))
                        : isBelow(Places.address(step.address()), places.written(target)))
                .findFirst()
                .orElse(null);
    }

    private static boolean isBelow(String address, @Nullable String place) {
        return place != null && (address.equals(place) || address.startsWith(place + "/"));
    }

    private @Nullable String host(String target) {
        String base = places.base(target);
        try {
            return base == null ? null : URI.create(base).getAuthority();
        } catch (IllegalArgumentException noAddress) {
            return null;
        }
    }

    /** Two names of one place, each given the same field. */
    private void targets() {
        List<String> names = policy.targets().keySet().stream().sorted().toList();
        for (int second = 1; second < names.size(); second++) {
            for (String first : names.subList(0, second)) {
                both(first, names.get(second));
            }
        }
    }

    private void both(String first, String second) {
        String place = places.written(first);
        Set<Attribute> shared = EnumSet.noneOf(Attribute.class);
        shared.addAll(give(first));
        shared.retainAll(give(second));
        if (place != null && place.equals(places.written(second)) && !shared.isEmpty()) {
            problems.add(yaml.problem(
                    ErrorCode.FIELD_TWO_WRITERS,
                    "/targets/" + second + "/fields/give",
                    first + " and " + second + " are one place, and both are given "
                            + shared.stream().map(Attribute::path).toList()));
        }
    }

    private Set<Attribute> give(String target) {
        TargetPolicy known = policy.targets().get(target);
        return known == null ? Set.of() : known.give();
    }
}
