package dev.karat.camel.check;

import dev.karat.api.error.ErrorCode;
import dev.karat.camel.routes.EndpointUse;
import dev.karat.engine.config.Problem;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds ways on which a value comes back to where it was. A system that is written and read under one name is none:
 * what Karat wrote there is known, and no evidence. Under another name, or through routes of one's own, it would come
 * back as somebody's own word, and never die.
 */
final class CycleCheck {
    private static final String GOLDEN = "golden";

    private final Places places;
    private final List<Edge> edges = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private final List<Problem> notices = new ArrayList<>();

    CycleCheck(Places places) {
        this.places = places;
    }

    /**
     * A step of a route.
     *
     * @param system whose records flow there, where a connector knows it
     */
    private record Edge(
            String from,
            String to,
            Flow flow,
            EndpointUse step,
            @Nullable String system) {}

    List<Problem> problems() {
        return problems;
    }

    /** Routes that hand to each other: a way to try again, or a mistake. */
    List<Problem> notices() {
        return notices;
    }

    void run(List<Flow> flows) {
        flows.forEach(this::add);
        edges.stream().filter(edge -> edge.from().equals(GOLDEN)).forEach(this::throughGolden);
        Set<String> told = new HashSet<>();
        edges.stream().filter(edge -> !edge.from().equals(GOLDEN)).forEach(edge -> amongRoutes(edge, told));
    }

    private void add(Flow flow) {
        EndpointUse from = flow.from();
        String read = flow.reads();
        String start =
                flow.beginsAtGolden() ? GOLDEN : read != null ? places.read(read) : from == null ? null : at(from);
        if (start == null) {
            return;
        }
        for (EndpointUse step : flow.steps()) {
            String written = Flow.writes(step);
            boolean ingests = step.address().equals("golden:ingest");
            String end = ingests ? GOLDEN : written != null ? places.written(written) : at(step);
            if (end != null) {
                edges.add(new Edge(start, end, flow, step, ingests ? read : written));
            }
        }
    }

    private static String at(EndpointUse use) {
        return Places.address(use.address());
    }

    private void throughGolden(Edge out) {
        List<Edge> reached = reached(out);
        reached.stream()
                .filter(edge -> edge.to().equals(GOLDEN) && !isKnown(edge, reached))
                .findFirst()
                .ifPresent(back -> problems.add(out.flow()
                        .problem(
                                ErrorCode.ROUTE_CYCLE,
                                out.step(),
                                "What route " + out.flow().id() + " writes comes back into golden:ingest by route "
                                        + back.flow().id() + ", as if "
                                        + Objects.requireNonNullElse(back.system(), "somebody else") + " said it")));
    }

    /** True if only deliveries to the system that is read there lead to it. */
    private static boolean isKnown(Edge back, List<Edge> reached) {
        return back.system() != null
                && reached.stream()
                        .filter(edge -> edge.to().equals(back.from()))
                        .allMatch(edge -> back.system().equals(edge.system()));
    }

    private void amongRoutes(Edge edge, Set<String> told) {
        List<Edge> reached = edge.to().equals(GOLDEN) ? List.of() : reached(edge);
        boolean circle = reached.stream().anyMatch(next -> next.to().equals(edge.from()))
                && reached.stream().noneMatch(next -> told.contains(next.flow().id()));
        if (circle && told.add(edge.flow().id())) {
            notices.add(new Problem(
                    ErrorCode.ROUTE_CYCLE,
                    edge.flow().document().file(),
                    edge.flow().document().line(edge.step().pointer()),
                    "What route " + edge.flow().id() + " hands over comes back to it",
                    "Make sure that something ends it."));
        }
    }

    /** The edge, and those that lead on from where it ends, not beyond golden:ingest. */
    private List<Edge> reached(Edge start) {
        var reached = new ArrayList<Edge>(List.of(start));
        var next = new ArrayDeque<Edge>(reached);
        while (!next.isEmpty()) {
            Edge edge = next.remove();
            for (Edge one : edges) {
                if (!edge.to().equals(GOLDEN) && one.from().equals(edge.to()) && !reached.contains(one)) {
                    reached.add(one);
                    next.add(one);
                }
            }
        }
        return reached;
    }
}
