package dev.karat.engine.resolve;

import dev.karat.api.model.RecordKey;
import dev.karat.engine.resolve.DecisivePairs.Strongest;
import dev.karat.engine.resolve.PartitionDiff.Change;
import dev.karat.engine.resolve.PartitionDiff.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Compares two partitions of the same records. The result depends on the partitions and the record keys only, not on the
 * order of the records or the numbers of the clusters.
 */
public final class PartitionComparer {
    private final List<InputRecord> records;
    private final Partition before;
    private final Partition after;
    private final DecisivePairs pairs;

    private PartitionComparer(List<InputRecord> records, Partition before, Partition after, boolean oneToOne) {
        this.records = records;
        this.before = before;
        this.after = after;
        this.pairs = new DecisivePairs(records, before, after, oneToOne);
    }

    /**
     * What the other partition changes.
     *
     * @param before the partition that holds now
     * @param after the partition by another model
     * @param oneToOne true if no two records of one system may be one customer
     * @param changesMax changes that are told one by one; all are counted
     */
    public static PartitionDiff compare(
            List<InputRecord> records, Partition before, Partition after, boolean oneToOne, int changesMax) {
        return new PartitionComparer(records, before, after, oneToOne).compare(changesMax);
    }

    /** A change with the records that it touches, in the order of their keys. */
    private record Touched(Kind kind, List<Integer> records, Strongest pair) {
        boolean isSplit() {
            return kind == Kind.SPLIT;
        }
    }

    private PartitionDiff compare(int changesMax) {
        var touched = new ArrayList<Touched>();
        int moved = 0;
        for (List<Integer> change : changes()) {
            change.sort(Comparator.comparing(this::key));
            Kind kind = kind(change);
            touched.add(new Touched(kind, change, pairs.strongest(change, kind == Kind.SPLIT)));
            moved += change.size() - kept(change);
        }
        touched.sort(Comparator.comparingDouble((Touched change) -> change.pair.weight())
                .reversed()
                .thenComparing(change -> key(change.records.get(0))));
        return new PartitionDiff(
                count(touched, Kind.MERGE),
                count(touched, Kind.SPLIT),
                count(touched, Kind.REGROUP),
                moved,
                touched.stream().limit(changesMax).map(this::told).toList());
    }

    private static int count(List<Touched> touched, Kind kind) {
        return (int) touched.stream().filter(change -> change.kind == kind).count();
    }

    private Change told(Touched change) {
        return new Change(
                change.kind,
                groups(change.records, before),
                groups(change.records, after),
                pairs.told(change.pair, change.records, change.isSplit()));
    }

    /** Records that hang together through a cluster of either partition, where the two differ. */
    private Collection<List<Integer>> changes() {
        var components = new Components(before.profiles());
        int[] oneBefore = new int[after.profiles()];
        for (int record = 0; record < records.size(); record++) {
            oneBefore[after.clusters()[record]] = before.clusters()[record];
        }
        for (int record = 0; record < records.size(); record++) {
            components.join(before.clusters()[record], oneBefore[after.clusters()[record]]);
        }
        int[] clustersBefore = new int[before.profiles()];
        for (int cluster = 0; cluster < clustersBefore.length; cluster++) {
            clustersBefore[components.root(cluster)]++;
        }
        int[] clustersAfter = new int[before.profiles()];
        for (int one : oneBefore) {
            clustersAfter[components.root(one)]++;
        }
        Map<Integer, List<Integer>> changes = new TreeMap<>();
        for (int record = 0; record < records.size(); record++) {
            int root = components.root(before.clusters()[record]);
            if (clustersBefore[root] > 1 || clustersAfter[root] > 1) {
                changes.computeIfAbsent(root, any -> new ArrayList<>()).add(record);
            }
        }
        return changes.values();
    }

    private Kind kind(List<Integer> change) {
        if (groups(change, before).size() == 1) {
            return Kind.SPLIT;
        }
        return groups(change, after).size() == 1 ? Kind.MERGE : Kind.REGROUP;
    }

    /** Records that stay: the parts that have most in common are paired first. */
    private int kept(List<Integer> change) {
        Map<Long, Integer> common = new HashMap<>();
        var parts = new ArrayList<Long>();
        for (int record : change) {
            long part = ((long) before.clusters()[record] << 32) | after.clusters()[record];
            if (common.merge(part, 1, Integer::sum) == 1) {
                parts.add(part);
            }
        }
        // Stable: parts that are equally large stay in the order of their least keys.
        parts.sort(Comparator.comparing((Long part) -> common.getOrDefault(part, 0))
                .reversed());
        Set<Long> from = new HashSet<>();
        Set<Long> to = new HashSet<>();
        int kept = 0;
        for (long part : parts) {
            long profile = part >>> 32;
            long profileAfter = part & 0xFFFFFFFFL;
            if (!from.contains(profile) && !to.contains(profileAfter)) {
                from.add(profile);
                to.add(profileAfter);
                kept += common.getOrDefault(part, 0);
            }
        }
        return kept;
    }

    private List<List<RecordKey>> groups(List<Integer> change, Partition partition) {
        Map<Integer, List<RecordKey>> groups = new HashMap<>();
        var inOrder = new ArrayList<List<RecordKey>>();
        for (int record : change) {
            groups.computeIfAbsent(partition.clusters()[record], cluster -> {
                        var group = new ArrayList<RecordKey>();
                        inOrder.add(group);
                        return group;
                    })
                    .add(key(record));
        }
        return inOrder;
    }

    private RecordKey key(int record) {
        return records.get(record).key();
    }
}
