package dev.karat.engine.match;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Parts the records of a component into customers: a pure function of the records' content, the model and the stewards'
 * decisions. Neither the order of the records nor, but for records that say exactly the same, their keys matter.
 *
 * <p>Links are taken strongest first. A link joins two clusters unless a guard objects: a steward's never, a
 * contradiction between any two of their records, or an average weight of all pairs between them that says that the link
 * is a false bridge. A cluster that is too large is done again with a higher threshold. Safe for several threads.
 */
public final class Clusterer {
    private static final Comparator<Member> BY_KEY = Comparator.comparing(Member::key);
    private static final Comparator<Member> BY_RID = Comparator.comparingLong(Member::rid);

    private final MatchModel model;
    private final boolean oneToOne;

    public Clusterer(MatchModel model) {
        this(model, false);
    }

    /** @param oneToOne true if no two records of one system may be one customer */
    public Clusterer(MatchModel model, boolean oneToOne) {
        this.model = model;
        this.oneToOne = oneToOne;
    }

    /**
     * The clusters as rids: each in the order of its record keys, and they in the order of their least keys. A record
     * without any link is a cluster by itself.
     */
    public List<long[]> cluster(Collection<Member> members, Neighbours neighbours, Constraints constraints) {
        return part(members, neighbours, constraints).clusters();
    }

    /**
     * Records as they were parted.
     *
     * @param clusters as {@link Clusterer#cluster} tells them
     * @param cut of each cluster that grew too large and was cut, one of its records as its rid
     */
    public record Parted(List<long[]> clusters, List<Long> cut) {}

    /** The clusters, and what was cut to get them. */
    public Parted part(Collection<Member> members, Neighbours neighbours, Constraints constraints) {
        return part(members, neighbours, constraints, rid -> true, BY_KEY);
    }

    /**
     * Some of the clusters, in the order of their least rids and each in that of its own, and what was cut to get them.
     * Keys are not asked for where the content decides.
     *
     * @param wanted tells of a rid whether the cluster that it is in is asked for
     */
    Parted part(Collection<Member> members, Neighbours neighbours, Constraints constraints, LongPredicate wanted) {
        return part(members, neighbours, constraints, wanted, BY_RID);
    }

    private Parted part(
            Collection<Member> members,
            Neighbours neighbours,
            Constraints constraints,
            LongPredicate wanted,
            Comparator<Member> order) {
        var units = units(members, constraints);
        var merger = merger(units, neighbours, constraints, null);
        return new Parted(
                clusters(units, merger.roots(), wanted, order),
                merger.cut().stream()
                        .map(unit -> units.members(unit).get(0).rid())
                        .toList());
    }

    /** How the clusters come about: the same run as {@link #cluster}, with its steps noted. */
    public ClusterExplanation explain(Collection<Member> members, Neighbours neighbours, Constraints constraints) {
        // Those of a unit are told in the order of their keys.
        var units = units(members.stream().sorted(BY_KEY).toList(), constraints);
        var trace = new MergeTrace(units);
        return trace.explanation(merger(units, neighbours, constraints, trace).roots());
    }

    private Units units(Collection<Member> members, Constraints constraints) {
        return Units.of(members, constraints, new PairScorer(model), model.linkWeight(), oneToOne);
    }

    private Merger merger(Units units, Neighbours neighbours, Constraints constraints, @Nullable MergeTrace trace) {
        var pairs = new UnitPairs(units, new PairScorer(model), model.guards());
        var merger = new Merger(units, pairs, model.guards(), constraints, oneToOne, trace);
        merger.merge(links(units, pairs, neighbours), model.linkWeight());
        return merger;
    }

    /** Links between units, strongest first, ties in the order of the units. */
    private List<Link> links(Units units, UnitPairs weighed, Neighbours neighbours) {
        var links = new ArrayList<Link>();
        for (long pair : pairs(units, neighbours)) {
            int a = (int) (pair >>> 32);
            int b = (int) pair;
            double weight = weighed.weight(a, b);
            if (weight >= model.linkWeight()) {
                links.add(new Link(a, b, weight));
            }
        }
        links.sort(Link.STRONGEST_FIRST);
        return links;
    }

    /** Pairs of units that are compared, each once: the lower unit in the high half of the number. */
    private static long[] pairs(Units units, Neighbours neighbours) {
        long[] pairs = new long[16];
        int size = 0;
        for (int unit = 0; unit < units.size(); unit++) {
            // Those of a unit say the same, so they are compared with the same ones.
            for (long rid : neighbours.of(units.members(unit).get(0).rid())) {
                int other = units.of(rid);
                if (other >= 0 && other != unit) {
                    if (size == pairs.length) {
                        pairs = Arrays.copyOf(pairs, 2 * size);
                    }
                    pairs[size++] = ((long) Math.min(unit, other) << 32) | Math.max(unit, other);
                }
            }
        }
        return SortedLongs.of(pairs, size);
    }

    private static List<long[]> clusters(Units units, int[] roots, LongPredicate wanted, Comparator<Member> order) {
        Map<Integer, List<Member>> byRoot = new HashMap<>();
        for (int unit = 0; unit < units.size(); unit++) {
            byRoot.computeIfAbsent(roots[unit], root -> new ArrayList<>()).addAll(units.members(unit));
        }
        return byRoot.values().stream()
                .filter(cluster -> cluster.stream().anyMatch(member -> wanted.test(member.rid())))
                .peek(cluster -> cluster.sort(order))
                .sorted(Comparator.comparing((List<Member> cluster) -> cluster.get(0), order))
                .map(cluster -> cluster.stream().mapToLong(Member::rid).toArray())
                .toList();
    }

    /** One link between two units, of which the first has the lower number. */
    record Link(int a, int b, double weight) {
        static final Comparator<Link> STRONGEST_FIRST = Comparator.comparingDouble(Link::weight)
                .reversed()
                .thenComparingInt(Link::a)
                .thenComparingInt(Link::b);
    }
}
