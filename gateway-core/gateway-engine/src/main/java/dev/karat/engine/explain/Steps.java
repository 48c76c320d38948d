package dev.karat.engine.explain;

import dev.karat.engine.match.ClusterExplanation.Join;
import dev.karat.engine.match.ClusterExplanation.Reason;
import dev.karat.engine.match.Member;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** Numbers the joins of one customer, and says of each which groups it brought together. Used once. */
final class Steps {
    private record Grown(List<Long> rids, int step) {}

    private final Function<Join, Link> linkOf;
    private final List<Step> steps = new ArrayList<>();
    /** Under each record the group that it is in. */
    private final Map<Long, Grown> groups = new HashMap<>();

    Steps(Function<Join, Link> linkOf) {
        this.linkOf = linkOf;
    }

    /**
     * At most {@code max} steps. Records that all say the same become one in a single step, however many they are.
     *
     * @param joins in the order in which they happened
     */
    List<Step> of(List<Join> joins, int max) {
        int next = 0;
        while (next < joins.size() && steps.size() < max) {
            int end = next + 1;
            while (end < joins.size() && areEqual(joins.get(next), joins.get(end))) {
                end++;
            }
            add(joins.subList(next, end));
            next = end;
        }
        return steps;
    }

    /** How many joins the steps are made of. */
    int joins() {
        return steps.stream()
                .mapToInt(step ->
                        step.link().reason() == Reason.EQUAL ? step.second().records() : 1)
                .sum();
    }

    private static boolean areEqual(Join join, Join next) {
        return join.reason() == Reason.EQUAL
                && next.reason() == Reason.EQUAL
                && next.first().rid() == join.first().rid();
    }

    private void add(List<Join> joins) {
        Join join = joins.get(0);
        Grown first = group(join.first());
        Grown second = group(join.second());
        var rids = new ArrayList<>(first.rids);
        rids.addAll(second.rids);
        joins.subList(1, joins.size()).forEach(more -> rids.add(more.second().rid()));
        var grown = new Grown(rids, steps.size() + 1);
        rids.forEach(rid -> groups.put(rid, grown));
        steps.add(new Step(
                grown.step,
                linkOf.apply(join),
                new Step.Group(first.rids.size(), first.step),
                new Step.Group(rids.size() - first.rids.size(), second.step)));
    }

    private Grown group(Member member) {
        return Objects.requireNonNullElseGet(groups.get(member.rid()), () -> new Grown(List.of(member.rid()), 0));
    }
}
