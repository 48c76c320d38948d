package dev.karat.engine.resolve;

import dev.karat.api.model.RecordKey;
import dev.karat.engine.match.PairScorer;
import dev.karat.engine.normalize.Features;
import dev.karat.engine.resolve.PartitionDiff.Change;
import dev.karat.engine.resolve.PartitionDiff.DecisivePair;
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
    /** Pairs of one change that are looked at to find the strongest. */
    private static final int PAIRS_MAX = 20_000;

    private final List<InputRecord> records;
    private final Partition before;
    private final Partition after;
    private final PairScorer scorerBefore;
    private final PairScorer scorerAfter;

    private PartitionComparer(List<InputRecord> records, Partition before, Partition after) {
        this.records = records;
        this.before = before;
        this.after = after;
        this.scorerBefore = new PairScorer(before.model());
        this.scorerAfter = new PairScorer(after.model());
    }

    /**
     * What the other partition changes.
     *
     * @param before the partition that holds now
     * @param after the partition by another model
     * @param changesMax changes that are told one by one; all are counted
     */
    public static PartitionDiff compare(List<InputRecord> records, Partition before, Partition after, int changesMax) {
        return new PartitionComparer(records, before, after).compare(changesMax);
    }

    /** A change with the records that it touches, in the order of their keys. */
    private record Touched(Kind kind, List<Integer> records, int first, int second, double weight) {}

    private PartitionDiff compare(int changesMax) {
        var touched = new ArrayList<Touched>();
        int moved = 0;
        for (List<Integer> change : changes()) {
            change.sort(Comparator.comparing(this::key));
            touched.add(touched(change));
            moved += change.size() - kept(change);
        }
        touched.sort(Comparator.comparingDouble(Touched::weight)
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
        int[] clusters = new int[before.profiles()];
        for (int cluster = 0; cluster < clusters.length; cluster++) {
            clusters[components.root(cluster)]++;
        }
        int[] clustersAfter = new int[before.profiles()];
        for (int one : oneBefore) {
            clustersAfter[components.root(one)]++;
        }
        Map<Integer, List<Integer>> changes = new TreeMap<>();
        for (int record = 0; record < records.size(); record++) {
            int root = components.root(before.clusters()[record]);
            if (clusters[root] > 1 || clustersAfter[root] > 1) {
                changes.computeIfAbsent(root, any -> new ArrayList<>()).add(record);
            }
        }
        return changes.values();
    }

    private Touched touched(List<Integer> change) {
        int parts = distinct(change, before);
        int partsAfter = distinct(change, after);
        Kind kind = parts == 1 ? Kind.SPLIT : partsAfter == 1 ? Kind.MERGE : Kind.REGROUP;
        // What becomes one is decided by the model that has it together.
        return kind == Kind.SPLIT
                ? strongest(kind, change, before, after, scorerBefore)
                : strongest(kind, change, after, before, scorerAfter);
    }

    private Touched strongest(Kind kind, List<Integer> change, Partition together, Partition apart, PairScorer scorer) {
        var best = new Touched(kind, change, -1, -1, Double.NEGATIVE_INFINITY);
        List<Integer> different = different(change);
        int looked = 0;
        for (int i = 0; i < different.size() && looked < PAIRS_MAX; i++) {
            for (int j = i + 1; j < different.size() && looked < PAIRS_MAX; j++) {
                int a = different.get(i);
                int b = different.get(j);
                if (together.clusters()[a] == together.clusters()[b] && apart.clusters()[a] != apart.clusters()[b]) {
                    looked++;
                    double weight = scorer.weight(
                            records.get(a).features(), records.get(b).features());
                    if (weight > best.weight) {
                        best = new Touched(kind, change, a, b, weight);
                    }
                }
            }
        }
        return best;
    }

    /** One of all records that say the same and share their fate. */
    private List<Integer> different(List<Integer> change) {
        record Fate(Features features, int before, int after) {}
        Set<Fate> seen = new HashSet<>();
        return change.stream()
                .filter(record -> seen.add(
                        new Fate(records.get(record).features(), before.clusters()[record], after.clusters()[record])))
                .toList();
    }

    private static int distinct(List<Integer> change, Partition partition) {
        Set<Integer> clusters = new HashSet<>();
        change.forEach(record -> clusters.add(partition.clusters()[record]));
        return clusters.size();
    }

    /** Records that stay: the parts that have most in common are paired first. */
    private int kept(List<Integer> change) {
        Map<Long, Integer> common = new HashMap<>();
        var pairs = new ArrayList<Long>();
        for (int record : change) {
            long pair = ((long) before.clusters()[record] << 32) | after.clusters()[record];
            if (common.merge(pair, 1, Integer::sum) == 1) {
                pairs.add(pair);
            }
        }
        // Stable: pairs that have equally much in common stay in the order of their least keys.
        pairs.sort(Comparator.comparing((Long pair) -> common.getOrDefault(pair, 0))
                .reversed());
        Set<Long> used = new HashSet<>();
        int kept = 0;
        for (long pair : pairs) {
            long from = pair >>> 32;
            long to = ~(pair & 0xFFFFFFFFL);
            if (!used.contains(from) && !used.contains(to)) {
                used.add(from);
                used.add(to);
                kept += common.getOrDefault(pair, 0);
            }
        }
        return kept;
    }

    private Change told(Touched change) {
        InputRecord first = records.get(change.first);
        InputRecord second = records.get(change.second);
        return new Change(
                change.kind,
                groups(change.records, before),
                groups(change.records, after),
                new DecisivePair(
                        first.key(),
                        second.key(),
                        scorerBefore.explain(first.features(), second.features()),
                        scorerAfter.explain(first.features(), second.features())));
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
