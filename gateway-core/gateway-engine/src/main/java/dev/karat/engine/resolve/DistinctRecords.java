package dev.karat.engine.resolve;

import dev.karat.engine.normalize.Features;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The records of a set with equal ones taken together, in the order of their content: whatever is computed node by node
 * does not depend on the order of the input. Immutable.
 */
final class DistinctRecords {
    private final List<Features> features = new ArrayList<>();
    private final List<int[]> records = new ArrayList<>();
    private final int[] nodeOf;

    private DistinctRecords(int size) {
        nodeOf = new int[size];
    }

    static DistinctRecords of(List<InputRecord> input) {
        int[] order = IntStream.range(0, input.size())
                .boxed()
                .sorted(Comparator.comparingLong(
                                (Integer i) -> input.get(i).features().hash())
                        .thenComparing(i -> input.get(i).key()))
                .mapToInt(Integer::intValue)
                .toArray();
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
