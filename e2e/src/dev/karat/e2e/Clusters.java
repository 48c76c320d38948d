package dev.karat.e2e;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Records by the cluster that they belong to. */
record Clusters(Map<String, String> clusterOf) {
    int count() {
        return new HashSet<>(clusterOf.values()).size();
    }

    /** Clusters that hold the same records in both. */
    long sharedWith(Clusters other) {
        Collection<Set<String>> theirs = new HashSet<>(other.members().values());
        return members().values().stream().filter(theirs::contains).count();
    }

    private Map<String, Set<String>> members() {
        var members = new TreeMap<String, Set<String>>();
        clusterOf.forEach((record, cluster) ->
                members.computeIfAbsent(cluster, name -> new TreeSet<>()).add(record));
        return members;
    }

    /** Precision and recall over pairs, where the other clusters are the truth. */
    String against(Clusters truth) {
        long right = pairs(together(truth).values());
        double precision = (double) right / Math.max(1, pairs(sizes(clusterOf).values()));
        double recall =
                (double) right / Math.max(1, pairs(sizes(truth.clusterOf).values()));
        double f1 = precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
        return String.format(Locale.ROOT, "F1 %.3f, precision %.3f, recall %.3f", f1, precision, recall);
    }

    private Map<String, Long> together(Clusters truth) {
        var both = new HashMap<String, String>();
        clusterOf.forEach((record, cluster) -> both.put(record, cluster + " " + truth.clusterOf.get(record)));
        return sizes(both);
    }

    private static Map<String, Long> sizes(Map<String, String> clusters) {
        var sizes = new HashMap<String, Long>();
        clusters.values().forEach(cluster -> sizes.merge(cluster, 1L, Long::sum));
        return sizes;
    }

    private static long pairs(Collection<Long> sizes) {
        return sizes.stream().mapToLong(size -> size * (size - 1) / 2).sum();
    }
}
