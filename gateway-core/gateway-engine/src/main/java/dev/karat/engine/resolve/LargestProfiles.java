package dev.karat.engine.resolve;

import dev.karat.api.model.RecordKey;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Finds the largest profiles of a partition; of equal ones, those with the least keys. */
final class LargestProfiles {
    private final List<InputRecord> records;
    private final Partition partition;

    LargestProfiles(List<InputRecord> records, Partition partition) {
        this.records = records;
        this.partition = partition;
    }

    List<ResolveReport.Profile> find() {
        int[] sizes = partition.sizes();
        int[] least = least();
        var best = new Best<Integer>(
                ResolveReport.PROFILES_MAX,
                Comparator.comparingInt((Integer cluster) -> -sizes[cluster])
                        .thenComparing(cluster -> records.get(least[cluster]).key()));
        for (int cluster = 0; cluster < sizes.length; cluster++) {
            if (sizes[cluster] > 1) {
                best.offer(cluster);
            }
        }
        List<Integer> largest = best.inOrder();
        Map<Integer, Best<RecordKey>> keys = keys(largest);
        return largest.stream()
                .map(cluster -> new ResolveReport.Profile(
                        ClusterOutput.goldenId(records.get(least[cluster]).key()),
                        sizes[cluster],
                        Objects.requireNonNull(keys.get(cluster)).inOrder()))
                .toList();
    }

    /** For each profile the record of the least key. */
    private int[] least() {
        int[] least = new int[partition.profiles()];
        Arrays.fill(least, -1);
        for (int record = 0; record < records.size(); record++) {
            int cluster = partition.clusters()[record];
            if (least[cluster] < 0
                    || records.get(record)
                                    .key()
                                    .compareTo(records.get(least[cluster]).key())
                            < 0) {
                least[cluster] = record;
            }
        }
        return least;
    }

    private Map<Integer, Best<RecordKey>> keys(List<Integer> profiles) {
        var keys = new LinkedHashMap<Integer, Best<RecordKey>>();
        for (Integer profile : profiles) {
            keys.put(profile, new Best<>(ResolveReport.KEYS_MAX, Comparator.<RecordKey>naturalOrder()));
        }
        for (int record = 0; record < records.size(); record++) {
            Best<RecordKey> of = keys.get(partition.clusters()[record]);
            if (of != null) {
                of.offer(records.get(record).key());
            }
        }
        return keys;
    }
}
