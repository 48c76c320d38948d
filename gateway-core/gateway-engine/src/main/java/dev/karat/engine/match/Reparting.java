package dev.karat.engine.match;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
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
    private final LinkGraph links;
    private final Clusterer clusterer;
    private final Customers customers;
    /** Records whose customers may be other ones. */
    private final TreeSet<Long> inside = new TreeSet<>();
    /** Records of the customers that have a link to one inside. */
    private final TreeSet<Long> border = new TreeSet<>();
    /** What hangs together with a cluster that was cut; null until it is asked for. */
    private @Nullable Set<Long> around;

    public Reparting(LinkGraph links, Clusterer clusterer, Customers customers) {
        this.links = links;
        this.clusterer = clusterer;
        this.customers = customers;
    }

    /**
     * Whom the change reached, and what they are now.
     *
     * @param rids the records, those without evidence among them
     * @param clusters those with evidence, as {@link Clusterer#cluster} tells them
     * @param cut of each cluster that grew too large and was cut, one of its records
     */
    public record Outcome(SortedSet<Long> rids, List<long[]> clusters, List<Long> cut) {}

    /**
     * Parts whoever a change can have reached.
     *
     * @param seeds what {@link LinkGraph#put} and {@link LinkGraph#remove} returned since customers were parted last
     */
    public Outcome part(Collection<Long> seeds) {
        grow(seeds);
        if (isAlone()) {
            return new Outcome(inside, List.of(new long[] {inside.first()}), List.of());
        }
        // Most often the change is that a record joins one of those that it is linked to.
        grow(linked(seeds));
        while (true) {
            findBorder();
            Set<Long> farther = new HashSet<>();
            Outcome outcome = attempt(farther);
            farther.removeAll(inside);
            if (farther.isEmpty()) {
                return outcome;
            }
            grow(farther);
        }
    }

    /** True for a record that nobody is linked to, and that was nobody's: most often a new one. */
    private boolean isAlone() {
        return inside.size() == 1
                && links.neighbours(inside.first()).length == 1
                && !customers.isDecided(inside.first());
    }

    private Set<Long> linked(Collection<Long> rids) {
        var linked = new TreeSet<Long>();
        Set<Integer> seen = new HashSet<>();
        for (long rid : rids) {
            if (seen.add(links.nodeOf(rid))) {
                for (long other : links.neighbours(rid)) {
                    linked.add(other);
                }
            }
        }
        return linked;
    }

    /** Takes records in, with all that are linked to them and were the same customer. */
    private void grow(Collection<Long> rids) {
        customers.read(rids);
        spread(rids, inside);
    }

    private void findBorder() {
        border.clear();
        Set<Long> beyond = linked(inside);
        beyond.removeAll(inside);
        if (!beyond.isEmpty()) {
            customers.read(beyond);
            spread(beyond, border);
        }
    }

    /** Those that say the same have the same neighbours, so that one of each customer is asked for them. */
    private record Place(int node, Object customer) {}

    private void spread(Collection<Long> from, Set<Long> into) {
        Set<Place> seen = new HashSet<>();
        Queue<Long> waiting = new ArrayDeque<>();
        for (Long rid : from) {
            if (into.add(rid)) {
                waiting.add(rid);
            }
        }
        while (!waiting.isEmpty()) {
            long rid = waiting.remove();
            Object customer = customers.of(rid);
            if (customer != null && seen.add(new Place(links.nodeOf(rid), customer))) {
                for (long other : links.neighbours(rid)) {
                    if (customer.equals(customers.of(other)) && !inside.contains(other) && into.add(other)) {
                        waiting.add(other);
                    }
                }
            }
        }
    }

    /** @param farther is given records that must be inside, too, for the outcome to be right */
    private Outcome attempt(Set<Long> farther) {
        var clusters = new ArrayList<long[]>();
        var cut = new ArrayList<Long>();
        var left = new TreeSet<>(inside);
        left.addAll(border);
        for (long rid : left) {
            if (customers.isDecided(rid) || isAroundCut(rid)) {
                farther.addAll(customers.whole(rid));
            }
        }
        while (!left.isEmpty()) {
            List<Member> members = component(left);
            if (members.size() < 2) {
                members.stream()
                        .filter(only -> inside.contains(only.rid()))
                        .forEach(only -> clusters.add(new long[] {only.rid()}));
                continue;
            }
            Clusterer.Parted parted = clusterer.part(members, links::neighbours, customers.constraints(members));
            parted.cut().forEach(rid -> farther.addAll(customers.whole(rid)));
            cut.addAll(parted.cut());
            for (long[] cluster : parted.clusters()) {
                int within = within(cluster);
                if (within > 0) {
                    clusters.add(cluster);
                    if (within < cluster.length) {
                        Arrays.stream(cluster).forEach(farther::add);
                    }
                }
            }
        }
        return new Outcome(inside, clusters, cut);
    }

    /** How many of these are inside. */
    private int within(long[] rids) {
        int within = 0;
        for (long rid : rids) {
            within += inside.contains(rid) ? 1 : 0;
        }
        return within;
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

    /** Removes one component from what is left, and returns those of it that are in the index. */
    private List<Member> component(NavigableSet<Long> left) {
        var members = new ArrayList<Member>();
        Set<Integer> seen = new HashSet<>();
        Queue<Long> waiting = new ArrayDeque<>();
        waiting.add(Objects.requireNonNull(left.pollFirst()));
        while (!waiting.isEmpty()) {
            long rid = waiting.remove();
            if (links.features(rid) != null) {
                members.add(customers.member(rid));
            }
            if (!seen.add(links.nodeOf(rid))) {
                continue;
            }
            for (long other : links.neighbours(rid)) {
                if (left.remove(other)) {
                    waiting.add(other);
                }
            }
        }
        return members;
    }
}
