package dev.karat.engine.match;

import dev.karat.engine.normalize.Features;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Records with equal features are one node. Nodes have small numbers that are used again. Not safe for several threads
 * while it is written to.
 */
final class Nodes {
    private static final long[] NO_RIDS = {};

    private LongLongMap nodeOfRid = new LongLongMap();
    /** First node of each content hash; nodes of one hash but other content are chained. */
    private final LongLongMap nodeOfHash = new LongLongMap();

    private final List<@Nullable Features> features = new ArrayList<>();
    private final List<long[]> rids = new ArrayList<>();
    private final IntBag free = new IntBag(16);

    /** Numbers of nodes are below this one. */
    int end() {
        return features.size();
    }

    /** Number of records. */
    int records() {
        return nodeOfRid.size();
    }

    /** The node of a record, or -1. */
    int of(long rid) {
        long node = nodeOfRid.get(rid);
        return node == LongLongMap.NONE ? -1 : (int) node;
    }

    /** The node with these features, or -1. */
    int of(Features wanted) {
        for (long key = wanted.hash(); ; key++) {
            long node = nodeOfHash.get(key);
            if (node == LongLongMap.NONE) {
                return -1;
            }
            if (wanted.equals(features.get((int) node))) {
                return (int) node;
            }
        }
    }

    Features features(int node) {
        return Objects.requireNonNull(features.get(node));
    }

    /** Notes which identifiers of a node are not used now. */
    void crowd(int node, int bits) {
        features.set(node, features(node).withCrowded(bits));
    }

    /** Rids of the node's records, ascending; not to be changed. */
    long[] rids(int node) {
        return rids.get(node);
    }

    /** Puts a record into an existing node. */
    void join(int node, long rid) {
        long[] known = rids.get(node);
        long[] more = Arrays.copyOf(known, known.length + 1);
        int at = ~Arrays.binarySearch(known, rid);
        System.arraycopy(known, at, more, at + 1, known.length - at);
        more[at] = rid;
        rids.set(node, more);
        nodeOfRid.put(rid, node);
    }

    /**
     * Gives the records other numbers.
     *
     * @param now by the number that a record has
     */
    void renumber(LongUnaryOperator now) {
        nodeOfRid = new LongLongMap();
        for (int node = 0; node < rids.size(); node++) {
            long[] changed = Arrays.stream(rids.get(node)).map(now).sorted().toArray();
            rids.set(node, changed);
            for (long rid : changed) {
                nodeOfRid.put(rid, node);
            }
        }
    }

    /** Makes a node for features that have none yet. */
    int create(long rid, Features content) {
        int node;
        if (free.size() > 0) {
            node = free.removeLast();
            features.set(node, content);
            rids.set(node, new long[] {rid});
        } else {
            node = features.size();
            features.add(content);
            rids.add(new long[] {rid});
        }
        long key = content.hash();
        while (nodeOfHash.get(key) != LongLongMap.NONE) {
            key++;
        }
        nodeOfHash.put(key, node);
        nodeOfRid.put(rid, node);
        return node;
    }

    /** Takes a record out of its node, and tells whether the node is empty now; an empty one is to be deleted. */
    boolean leave(int node, long rid) {
        nodeOfRid.remove(rid);
        long[] left = Arrays.stream(rids.get(node)).filter(r -> r != rid).toArray();
        rids.set(node, left.length == 0 ? NO_RIDS : left);
        return left.length == 0;
    }

    /** Deletes an empty node. */
    void delete(int node) {
        long start = features(node).hash();
        long key = start;
        while (nodeOfHash.get(key) != node) {
            key++;
        }
        // The chain of this hash moves up by one, so that no gap ends a later search too early.
        for (long next = nodeOfHash.get(key + 1);
                next != LongLongMap.NONE && features((int) next).hash() <= key;
                next = nodeOfHash.get(key + 1)) {
            nodeOfHash.put(key, next);
            key++;
        }
        nodeOfHash.remove(key);
        features.set(node, null);
        free.add(node);
    }
}
