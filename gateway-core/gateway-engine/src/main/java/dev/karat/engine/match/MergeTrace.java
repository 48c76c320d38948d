package dev.karat.engine.match;

import dev.karat.engine.match.ClusterExplanation.Join;
import dev.karat.engine.match.ClusterExplanation.Reason;
import dev.karat.engine.match.ClusterExplanation.Refused;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Notes what a {@link Merger} does, for whoever asked. Not safe for several threads. */
final class MergeTrace {
    private final Units units;
    private final List<Joined> joins = new ArrayList<>();
    private final List<Kept> refused = new ArrayList<>();

    private record Joined(Reason reason, int a, int b) {}

    private record Kept(int a, int b, Refusal refusal) {}

    MergeTrace(Units units) {
        this.units = units;
    }

    /** These units, in ascending order, are parted anew: what became of the links among them does not hold any more. */
    void started(int[] within) {
        joins.removeIf(join -> holds(within, join.a) && holds(within, join.b));
        refused.removeIf(kept -> holds(within, kept.a) && holds(within, kept.b));
    }

    /** @param refusal what kept the two apart; null if they were joined */
    void taken(Reason reason, int a, int b, @Nullable Refusal refusal) {
        if (refusal == null) {
            joins.add(new Joined(reason, a, b));
        } else {
            refused.add(new Kept(a, b, refusal));
        }
    }

    /** @param roots for each unit a number that it shares with the units of its cluster and no others */
    ClusterExplanation explanation(int[] roots) {
        var told = new ArrayList<Join>();
        for (int unit = 0; unit < units.size(); unit++) {
            List<Member> equal = units.members(unit);
            equal.subList(1, equal.size()).forEach(other -> told.add(new Join(Reason.EQUAL, equal.get(0), other)));
        }
        joins.forEach(join -> told.add(join(join)));
        List<Refused> apart = refused.stream()
                .filter(kept -> roots[kept.a] != roots[kept.b])
                .map(kept -> new Refused(member(kept.a), member(kept.b), kept.refusal))
                .toList();
        return new ClusterExplanation(told, apart);
    }

    /** The record with the lesser key comes first. */
    private Join join(Joined joined) {
        var join = new Join(joined.reason, member(joined.a), member(joined.b));
        return join.first().key().compareTo(join.second().key()) < 0 ? join : join.turned();
    }

    private Member member(int unit) {
        return units.members(unit).get(0);
    }

    private static boolean holds(int[] units, int unit) {
        return Arrays.binarySearch(units, unit) >= 0;
    }
}
