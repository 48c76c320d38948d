package dev.karat.engine.resolve;

import dev.karat.engine.match.CandidatePairs;
import dev.karat.engine.normalize.Features;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The records of a set with equal ones taken together, in the order of their content: whatever is computed node by node
 * does not depend on the order of the input. Immutable but for {@link #weigh}.
 */
final class DistinctRecords {
    private final List<Features> features = new ArrayList<>();
    private final List<int[]> records = new ArrayList<>();
    private final int[] nodeOf;

    private DistinctRecords(int size) {
        nodeOf = new int[size];
    }

    static DistinctRecords of(List<InputRecord> input) {
        // By hash first, which nearly always decides: hashes of one part of the range are sorted at a time.
        long[] hashes = new long[input.size()];
        for (int i = 0; i < hashes.length; i++) {
            hashes[i] = input.get(i).features().hash();
        }
        int[] order = order(hashes, input);
        var distinct = new DistinctRecords(input.size());
        for (int start = 0; start < order.length; ) {
            Features content = input.get(order[start]).features();
            int end = start + 1;
            while (end < order.length && input.get(order[end]).features().equals(content)) {
                end++;
            }
            distinct.add(content, Arrays.copyOfRange(order, start, end));
            start = end;
        }
        return distinct;
    }

    private static int[] order(long[] hashes, List<InputRecord> input) {
        int buckets = Integer.highestOneBit(Math.max(1, hashes.length / 8));
        int shift = Long.numberOfLeadingZeros(buckets) + 1;
        int[] starts = new int[buckets + 1];
        for (long hash : hashes) {
            starts[bucket(hash, shift) + 1]++;
        }
        for (int i = 0; i < buckets; i++) {
            starts[i + 1] += starts[i];
        }
        int[] filled = starts.clone();
        int[] order = new int[hashes.length];
        for (int i = 0; i < hashes.length; i++) {
            order[filled[bucket(hashes[i], shift)]++] = i;
        }
        for (int i = 0; i < buckets; i++) {
            sort(order, starts[i], starts[i + 1], hashes, input);
        }
        return order;
    }

    /** The place of a hash among parts of the range of equal size, in the order of signed numbers. */
    private static int bucket(long hash, int shift) {
        return shift == 64 ? 0 : (int) ((hash ^ Long.MIN_VALUE) >>> shift);
    }

    private static void sort(int[] order, int from, int to, long[] hashes, List<InputRecord> input) {
        if (to - from > 1) {
            Integer[] boxed = new Integer[to - from];
            for (int i = from; i < to; i++) {
                boxed[i - from] = order[i];
            }
            Arrays.sort(
                    boxed,
                    Comparator.comparingLong((Integer i) -> hashes[i])
                            .thenComparing(i -> input.get(i).key()));
            for (int i = from; i < to; i++) {
                order[i] = boxed[i - from];
            }
        }
    }

    private void add(Features content, int[] of) {
        for (int record : of) {
            nodeOf[record] = features.size();
        }
        features.add(content);
        records.add(of);
    }

    int size() {
        return features.size();
    }

    Features features(int node) {
        return features.get(node);
    }

    List<Features> features() {
        return Collections.unmodifiableList(features);
    }

    /**
     * Notes which identifiers are not used because too many customers bear them.
     *
     * @return what was noted: for the content of a node the same content as it is weighed
     */
    Map<Features, Features> weigh(CandidatePairs pairs) {
        Map<Features, Features> weighed = new HashMap<>();
        pairs.takeCrowded((node, content) -> {
            features.set(node, content);
            weighed.put(content, content);
        });
        return weighed;
    }

    /** Indexes of the records that have the node's features, in the order of their keys; not to be changed. */
    int[] records(int node) {
        return records.get(node);
    }

    int[] counts() {
        return records.stream().mapToInt(of -> of.length).toArray();
    }

    /** The node of a record. */
    int of(int record) {
        return nodeOf[record];
    }
}
