package dev.karat.engine.match;

import dev.karat.api.model.RecordKey;
import dev.karat.engine.match.ClusterExplanation.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Joins units along links as far as the guards allow. Used once; not safe for several threads. */
final class Merger {
    /** Units of each side that are looked at to judge a bridge, at most. */
    private static final int JUDGED_MAX = 32;
    /** How often the threshold is raised for a cluster that is too large, at most. */
    private static final int RAISES_MAX = 30;
    /** Any record while nobody traces: the store may have to be read for what it is called. */
    private static final RecordKey UNTOLD = new RecordKey("-", "-", "-");

    private final Units units;
    private final UnitPairs pairs;
    private final Guards guards;
    private final boolean oneToOne;
    private final @Nullable MergeTrace trace;
    private final List<int[]> always = new ArrayList<>();
    private final List<int[]> never = new ArrayList<>();
    /** Units of which a steward said that they belong to others: a contradiction does not speak against them. */
    private final BitSet vouched = new BitSet();

    private final List<Integer> cut = new ArrayList<>();
    private final int[] root;
    private final IntBag[] cluster;

    /** @param trace is told of each step, null if nobody asked */
    Merger(
            Units units,
            UnitPairs pairs,
            Guards guards,
            Constraints constraints,
            boolean oneToOne,
            @Nullable MergeTrace trace) {
        this.units = units;
        this.pairs = pairs;
        this.guards = guards;
        this.oneToOne = oneToOne;
        this.trace = trace;
        this.root = new int[units.size()];
        this.cluster = new IntBag[units.size()];
        if (!constraints.isEmpty()) {
            Map<RecordKey, Integer> unitOf = unitOf(units);
            pairs(constraints.always(), unitOf, always);
            pairs(constraints.never(), unitOf, never);
        }
        for (int[] pair : always) {
            vouched.set(pair[0]);
            vouched.set(pair[1]);
        }
    }

    private static Map<RecordKey, Integer> unitOf(Units units) {
        Map<RecordKey, Integer> unitOf = new HashMap<>();
        for (int unit = 0; unit < units.size(); unit++) {
            for (Member member : units.members(unit)) {
                unitOf.put(member.key(), unit);
            }
        }
        return unitOf;
    }

    private static void pairs(Set<Constraints.Pair> pairs, Map<RecordKey, Integer> unitOf, List<int[]> into) {
        pairs.stream()
                .filter(pair -> unitOf.containsKey(pair.first()) && unitOf.containsKey(pair.second()))
                .map(pair -> new int[] {unitOf.get(pair.first()), unitOf.get(pair.second())})
                .filter(pair -> pair[0] != pair[1])
                .sorted(Arrays::compare)
                .forEach(into::add);
    }

    /** Joins whatever may be joined. */
    void merge(List<Clusterer.Link> links, double threshold) {
        int[] all = new int[units.size()];
        for (int unit = 0; unit < all.length; unit++) {
            all[unit] = unit;
        }
        merge(all, links, threshold, 0);
    }

    /** For each unit a number that it shares with the units of its cluster and no others. */
    int[] roots() {
        return root;
    }

    /** Of each cluster that grew too large, and was cut, its first unit. */
    List<Integer> cut() {
        return cut;
    }

    private void merge(int[] within, List<Clusterer.Link> links, double threshold, int raises) {
        if (trace != null) {
            trace.started(within);
        }
        for (int unit : within) {
            root[unit] = unit;
            cluster[unit] = new IntBag(2);
            cluster[unit].add(unit);
        }
        for (int[] pair : always) {
            if (isWithin(pair, within) && root[pair[0]] != root[pair[1]]) {
                take(Reason.STEWARD, pair[0], pair[1], forbidden(root[pair[0]], root[pair[1]]));
            }
        }
        var tooLarge = new Refusal.TooLarge(within.length, threshold);
        for (Clusterer.Link link : links) {
            int a = root[link.a()];
            int b = root[link.b()];
            if (a != b) {
                take(Reason.LINK, link.a(), link.b(), link.weight() < threshold ? tooLarge : objection(a, b));
            }
        }
        cutLarge(within, links, threshold, raises);
    }

    /** Joins the clusters of two units unless something speaks against it. */
    private void take(Reason reason, int a, int b, @Nullable Refusal refusal) {
        if (refusal == null) {
            join(root[a], root[b]);
        }
        if (trace != null) {
            trace.taken(reason, a, b, refusal);
        }
    }

    private void cutLarge(int[] within, List<Clusterer.Link> links, double threshold, int raises) {
        if (raises == RAISES_MAX) {
            return;
        }
        for (int unit : within) {
            if (root[unit] == unit && cluster[unit].size() > guards.membersMax()) {
                int[] large = cluster[unit].toArray();
                if (raises == 0) {
                    cut.add(unit);
                }
                Set<Integer> inside = new HashSet<>();
                Arrays.stream(large).forEach(inside::add);
                var rest = links.stream()
                        .filter(link -> inside.contains(link.a()) && inside.contains(link.b()))
                        .toList();
                merge(large, rest, threshold + guards.step(), raises + 1);
            }
        }
    }

    private static boolean isWithin(int[] pair, int[] within) {
        return Arrays.binarySearch(within, pair[0]) >= 0 && Arrays.binarySearch(within, pair[1]) >= 0;
    }

    private void join(int a, int b) {
        int kept = Math.min(a, b);
        int gone = Math.max(a, b);
        IntBag moved = cluster[gone];
        for (int i = 0; i < moved.size(); i++) {
            root[moved.get(i)] = kept;
            cluster[kept].add(moved.get(i));
        }
        moved.clear();
        cluster[kept].sortUnique();
    }

    private @Nullable Refusal objection(int a, int b) {
        Refusal refusal = forbidden(a, b);
        return refusal != null ? refusal : unsound(a, b);
    }

    private @Nullable Refusal forbidden(int a, int b) {
        for (int[] pair : never) {
            int first = root[pair[0]];
            int second = root[pair[1]];
            if ((first == a && second == b) || (first == b && second == a)) {
                return new Refusal.Never(key(pair[0]), key(pair[1]));
            }
        }
        String shared = oneToOne ? sharedSystem(a, b) : null;
        return shared == null ? null : new Refusal.OneToOne(shared);
    }

    /** What a refusal calls the unit. */
    private RecordKey key(int unit) {
        return trace == null ? UNTOLD : units.members(unit).get(0).key();
    }

    private @Nullable String sharedSystem(int a, int b) {
        Set<String> systems = new HashSet<>();
        for (int i = 0; i < cluster[a].size(); i++) {
            units.members(cluster[a].get(i))
                    .forEach(member -> systems.add(member.key().system()));
        }
        for (int i = 0; i < cluster[b].size(); i++) {
            for (Member member : units.members(cluster[b].get(i))) {
                if (systems.contains(member.key().system())) {
                    return member.key().system();
                }
            }
        }
        return null;
    }

    /**
     * Null if the pairs between the clusters carry the bridge, as far as they say anything. Where two records contradict
     * each other the others must speak clearly for one customer; against some contradictions nothing helps.
     */
    private @Nullable Refusal unsound(int a, int b) {
        int[] left = judged(cluster[a]);
        int[] right = judged(cluster[b]);
        double sum = 0;
        int speaking = 0;
        Refusal contradiction = null;
        for (int i : left) {
            for (int j : right) {
                if (pairs.isVeto(i, j)) {
                    return new Refusal.Contradiction(key(i), key(j));
                }
                if (pairs.contradict(i, j) && contradiction == null) {
                    contradiction = new Refusal.Contradiction(key(i), key(j));
                }
                if (!pairs.isSilent(i, j)) {
                    sum += pairs.share(i, j);
                    speaking++;
                }
            }
        }
        if (contradiction != null) {
            return sum >= guards.contradicted() * speaking ? null : contradiction;
        }
        return sum >= guards.bridge() * speaking ? null : new Refusal.WeakBridge(sum / speaking, guards.bridge());
    }

    /** The units by which a cluster is judged: those without a steward's word, as many as the limit allows. */
    private int[] judged(IntBag cluster) {
        return Arrays.stream(cluster.toArray())
                .filter(unit -> !vouched.get(unit))
                .limit(JUDGED_MAX)
                .toArray();
    }
}
