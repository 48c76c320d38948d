package dev.karat.engine.explain;

import dev.karat.engine.match.ClusterExplanation;
import dev.karat.engine.match.ClusterExplanation.Join;
import dev.karat.engine.match.ClusterExplanation.Refused;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The joins of a component as what they are: one tree per customer, whose nodes are records. */
final class JoinTree {
    private final ClusterExplanation told;
    private final Map<Long, List<Join>> joinsOf = new HashMap<>();

    JoinTree(ClusterExplanation told) {
        this.told = told;
        for (Join join : told.joins()) {
            joinsOf.computeIfAbsent(join.first().rid(), rid -> new ArrayList<>())
                    .add(join);
            joinsOf.computeIfAbsent(join.second().rid(), rid -> new ArrayList<>())
                    .add(join);
        }
    }

    /** All records of the customer of this one, itself included. */
    Set<Long> customer(long rid) {
        Set<Long> reached = new HashSet<>(List.of(rid));
        var next = new ArrayDeque<>(reached);
        while (!next.isEmpty()) {
            long at = next.remove();
            for (Join join : joinsOf.getOrDefault(at, List.of())) {
                long other = across(join, at);
                if (reached.add(other)) {
                    next.add(other);
                }
            }
        }
        return reached;
    }

    /** Joins among these records, in the order in which they happened. */
    List<Join> joins(Set<Long> rids) {
        return told.joins().stream()
                .filter(join -> rids.contains(join.first().rid()))
                .toList();
    }

    /** The joins that lead from one record to another, each from where the last one ended; empty if none do. */
    List<Join> path(long from, long to) {
        Map<Long, Join> cameBy = new HashMap<>();
        var next = new ArrayDeque<>(List.of(from));
        while (!next.isEmpty() && !cameBy.containsKey(to)) {
            long at = next.remove();
            for (Join join : joinsOf.getOrDefault(at, List.of())) {
                long other = across(join, at);
                if (other != from && cameBy.putIfAbsent(other, join) == null) {
                    next.add(other);
                }
            }
        }
        var path = new ArrayList<Join>();
        long at = to;
        for (Join join = cameBy.get(at); join != null; join = cameBy.get(at)) {
            path.add(join.second().rid() == at ? join : join.turned());
            at = across(join, at);
        }
        Collections.reverse(path);
        return path;
    }

    /** What would have joined these records to others, with one of these as the first. */
    List<Refused> refused(Set<Long> rids) {
        return told.refused().stream()
                .filter(one -> rids.contains(one.first().rid())
                        != rids.contains(one.second().rid()))
                .map(one -> rids.contains(one.first().rid()) ? one : one.turned())
                .toList();
    }

    private static long across(Join join, long from) {
        return join.first().rid() == from ? join.second().rid() : join.first().rid();
    }
}
