package dev.karat.engine.match;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Parts records into customers anew after a change, without looking at all that hangs together: weak links that the
 * guards refuse hang thousands of customers together in a large population, and none of them changes by it.
 *
 * <p>The outcome is that of parting everything. Clusters grow along links, strongest first, and a refused link leaves no
 * trace. So a customer whose records, links and weights are as before becomes what it was, unless a cluster that did
 * change joins it. Those that changed are parted together with all customers that they have a link to; whoever is joined
 * counts as changed, and it is done again. What a steward decided, and a cluster that grows too large, reach farther:
 * there everything that hangs together is parted. Used once, by one thread.
 */
public final class Reparting {
    /** What the records are marked with that are parted; those at the border bear the number of the attempt. */
    private static final long INSIDE = 0;

    private final LinkGraph links;
    private final Clusterer clusterer;
    private final Memberships memberships;
    private final Customers customers;
    private final LongLongMap marks = new LongLongMap();
    /** Neighbours by node, since each attempt asks for them; links do not change while customers are parted. */
    private final Map<Integer, long[]> known = new HashMap<>();
    /** Records whose customers may be other ones. */
    private final List<Long> inside = new ArrayList<>();
    /** Records of the customers that have a link to one inside. */
    private final List<Long> border = new ArrayList<>();

    private long attempt;
    /** What hangs together with a cluster that was cut; null until it is asked for. */
    private @Nullable Set<Long> around;

    public Reparting(LinkGraph links, Clusterer clusterer, Memberships memberships, Customers customers) {
        this.links = links;
        this.clusterer = clusterer;
        this.memberships = memberships;
        this.customers = customers;
    }

    /**
     * Whom the change reached, and what they are now.
     *
     * @param rids the records, those without evidence among them
     * @param clusters those with evidence, each in the order of its rids
     * @param cut of each cluster that grew too large and was cut, one of its records
     */
    public record Outcome(SortedSet<Long> rids, List<long[]> clusters, List<Long> cut) {
        /**
         * The same without those customers that are what they were: nobody came, nobody went, and none of them changed.
         *
         * @param changed records that say something else than before
         * @param customers tells whose each record was, as {@link Memberships#of} does
         */
        public Outcome news(Set<Long> changed, LongUnaryOperator customers) {
            var sizes = new HashMap<Long, Integer>();
            rids.forEach(rid -> sizes.merge(customers.applyAsLong(rid), 1, Integer::sum));
            sizes.remove(Memberships.NOBODY);
            var reached = new TreeSet<>(rids);
            var news = new ArrayList<long[]>();
            for (long[] cluster : clusters) {
                long customer = customers.applyAsLong(cluster[0]);
                boolean same = sizes.getOrDefault(customer, 0) == cluster.length
                        && Arrays.stream(cluster)
                                .allMatch(rid -> customers.applyAsLong(rid) == customer && !changed.contains(rid));
                if (same) {
                    Arrays.stream(cluster).forEach(reached::remove);
                } else {
                    news.add(cluster);
                }
            }
            return new Outcome(reached, news, cut);
        }
    }

    /**
     * Parts whoever a change can have reached.
     *
     * @param seeds what {@link LinkGraph#put} and {@link LinkGraph#remove} returned since customers were parted last
     */
    public Outcome part(Collection<Long> seeds) {
        spread(seeds, INSIDE, inside);
        if (isAlone()) {
            return outcome(List.of(new long[] {inside.get(0)}), List.of());
        }
        // Most often the change is that a record joins one of those that it is linked to.
        spread(linked(seeds), INSIDE, inside);
        while (true) {
            attempt++;
            border.clear();
            spread(linked(inside), attempt, border);
            Set<Long> farther = new HashSet<>();
            Outcome outcome = attempt(farther);
            farther.removeIf(rid -> marks.get(rid) == INSIDE);
            if (farther.isEmpty()) {
                return outcome;
            }
            spread(farther, INSIDE, inside);
        }
    }

    private Outcome outcome(List<long[]> clusters, List<Long> cut) {
        return new Outcome(new TreeSet<>(inside), clusters, cut);
    }

    /** True for a record that nobody is linked to, and that was nobody's: most often a new one. */
    private boolean isAlone() {
        return inside.size() == 1 && neighbours(inside.get(0)).length == 1 && !customers.isDecided(inside.get(0));
    }

    private long[] neighbours(long rid) {
        int node = links.nodeOf(rid);
        return node < 0 ? links.neighbours(rid) : known.computeIfAbsent(node, unknown -> links.neighbours(rid));
    }

    /** Those that are linked to one of these, and these, some perhaps several times. */
    private List<Long> linked(Collection<Long> rids) {
        var linked = new ArrayList<Long>();
        var seen = new LongLongMap();
        for (long rid : rids) {
            if (isFirst(links.nodeOf(rid), seen)) {
                for (long other : neighbours(rid)) {
                    linked.add(other);
                }
            }
        }
        return linked;
    }

    private static boolean isFirst(long key, LongLongMap seen) {
        if (seen.get(key) != LongLongMap.NONE) {
            return false;
        }
        seen.put(key, 0);
        return true;
    }

    /** Marks records, and all that are linked to them and were the same customer, unless they are inside. */
    private void spread(Collection<Long> from, long mark, List<Long> into) {
        int at = into.size();
        from.forEach(rid -> take(rid, mark, into));
        // Those that say the same have the same neighbours, so that one of each customer is asked for them.
        var customerAt = new LongLongMap();
        for (; at < into.size(); at++) {
            long rid = into.get(at);
            long customer = memberships.of(rid);
            int node = links.nodeOf(rid);
            if (customer != Memberships.NOBODY && customerAt.get(node) != customer) {
                customerAt.put(node, customer);
                for (long other : neighbours(rid)) {
                    if (memberships.of(other) == customer) {
                        take(other, mark, into);
                    }
                }
            }
        }
    }

    private void take(long rid, long mark, List<Long> into) {
        long now = marks.get(rid);
        if (now != INSIDE && now != mark) {
            marks.put(rid, mark);
            into.add(rid);
        }
    }

    private boolean isParted(long rid) {
        long mark = marks.get(rid);
        return mark == INSIDE || mark == attempt;
    }

    /** @param farther is given records that must be inside, too, for the outcome to be right */
    private Outcome attempt(Set<Long> farther) {
        var clusters = new ArrayList<long[]>();
        var cut = new ArrayList<Long>();
        inside.forEach(rid -> lookFarther(rid, farther));
        border.forEach(rid -> lookFarther(rid, farther));
        var parted = new LongLongMap();
        // In the order of the records, so that profiles are minted in the order in which they came.
        for (long rid : inside.stream().sorted().toList()) {
            if (isFirst(rid, parted)) {
                List<Member> members = component(rid, parted);
                if (members.size() == 1 && members.get(0).rid() == rid) {
                    clusters.add(new long[] {rid});
                } else if (members.size() > 1) {
                    part(members, clusters, cut, farther);
                }
            }
        }
        return outcome(clusters, cut);
    }

    private void lookFarther(long rid, Set<Long> farther) {
        if (customers.isDecided(rid) || isAroundCut(rid)) {
            farther.addAll(customers.whole(rid));
        }
    }

    private void part(List<Member> members, List<long[]> clusters, List<Long> cut, Set<Long> farther) {
        Clusterer.Parted parted = clusterer.part(
                members, this::neighbours, customers.constraints(members), rid -> marks.get(rid) == INSIDE);
        parted.cut().forEach(rid -> farther.addAll(customers.whole(rid)));
        cut.addAll(parted.cut());
        for (long[] cluster : parted.clusters()) {
            clusters.add(cluster);
            Arrays.stream(cluster)
                    .filter(rid -> marks.get(rid) != INSIDE)
                    .findFirst()
                    .ifPresent(joined -> Arrays.stream(cluster).forEach(farther::add));
        }
    }

    private boolean isAroundCut(long rid) {
        if (customers.cut().isEmpty()) {
            return false;
        }
        if (around == null) {
            around = new HashSet<>();
            customers.cut().forEach(cut -> around.addAll(customers.whole(cut)));
        }
        return around.contains(rid);
    }

    /**
     * Those of one component that are in the index.
     *
     * @param parted is given all records of the component
     */
    private List<Member> component(long start, LongLongMap parted) {
        var members = new ArrayList<Member>();
        var seen = new LongLongMap();
        Queue<Long> waiting = new ArrayDeque<>();
        waiting.add(start);
        while (!waiting.isEmpty()) {
            long rid = waiting.remove();
            if (links.nodeOf(rid) >= 0) {
                members.add(customers.member(rid));
            }
            if (isFirst(links.nodeOf(rid), seen)) {
                for (long other : neighbours(rid)) {
                    if (isParted(other) && isFirst(other, parted)) {
                        waiting.add(other);
                    }
                }
            }
        }
        return members;
    }
}
