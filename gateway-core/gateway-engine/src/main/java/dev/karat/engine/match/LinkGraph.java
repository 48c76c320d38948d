package dev.karat.engine.match;

import dev.karat.engine.normalize.Features;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The records in memory and their links: two records are linked if and only if they are compared and weigh enough. What
 * is linked depends on the present records and the model only, never on the order in which they came, so that taking a
 * change back is making the opposite one. For one thread.
 */
public final class LinkGraph {
    private static final long[] NOBODY = {};
    private static final int[] UNLINKED = {};

    private final MemoryCandidateIndex index;
    private final MatchModel model;
    private final PairScorer scorer;
    private final BlockingKeys scratch = new BlockingKeys();
    private final IntBag found = new IntBag(64);
    private final IntBag walked = new IntBag(64);
    private int[][] linked = new int[64][];
    /** The round in which a node was walked to last. */
    private int[] rounds = new int[64];

    private int round;

    public LinkGraph(MatchModel model) {
        this.model = model;
        index = new MemoryCandidateIndex(model.keyCap(), model.identifiers());
        scorer = new PairScorer(model);
        Arrays.fill(linked, UNLINKED);
    }

    /** What the records are compared with. */
    public CandidateIndex index() {
        return index;
    }

    /** Adds a record without its links; {@link #linkAll} follows when all are there. */
    public void enter(long rid, Features features) {
        index.add(rid, features);
    }

    /** Finds the links of all records, on all processors. */
    public void linkAll() {
        makeRoom();
        int[][] all = AllLinks.of(index, model);
        System.arraycopy(all, 0, linked, 0, all.length);
    }

    /**
     * Gives the records other numbers, each its own; what it says and its links stay.
     *
     * @param now by the number that a record has
     */
    public void renumber(LongUnaryOperator now) {
        index.renumber(now);
    }

    /**
     * Adds a record, or replaces what it says.
     *
     * @return where customers may be other ones by it, as rids, ascending: the record, those whose links or weights are
     *     other ones now, and all that were linked to one of them before and are not any more; empty if it says what it
     *     said
     */
    public long[] put(long rid, Features features) {
        int before = index.nodeOf(rid);
        if (before >= 0 && index.featuresOf(before).equals(features)) {
            return NOBODY;
        }
        walked.clear();
        leave(before);
        long[] reached = index.add(rid, features);
        return changed(reached, index.nodeOf(rid), before < 0);
    }

    /** Takes a record out, without effect if it is not there; returns what {@link #put} returns, without itself. */
    public long[] remove(long rid) {
        int before = index.nodeOf(rid);
        if (before < 0) {
            return NOBODY;
        }
        walked.clear();
        leave(before);
        return changed(index.remove(rid), -1, false);
    }

    /** Rids of the records that hang together with this one, ascending, itself included; empty if it is not there. */
    public long[] component(long rid) {
        int node = index.nodeOf(rid);
        if (node < 0) {
            return NOBODY;
        }
        if (linked[node].length == 0 && !isOne(node)) {
            return new long[] {rid};
        }
        startWalk();
        walk(node);
        return index.rids(walked, NOBODY);
    }

    /**
     * Rids of the records that hang together, ascending, where they are many.
     *
     * @param size how many records that say different things hang together at most elsewhere
     */
    public List<long[]> componentsLargerThan(int size) {
        var large = new ArrayList<long[]>();
        round++;
        for (int node = 0; node < index.nodesEnd(); node++) {
            if (index.ridsOf(node).length > 0) {
                walked.clear();
                walk(node);
                if (walked.size() > size) {
                    large.add(index.rids(walked, NOBODY));
                }
            }
        }
        return large;
    }

    /** Rids of records that say the same and of those that are linked to this one. */
    public long[] neighbours(long rid) {
        int node = index.nodeOf(rid);
        if (node < 0) {
            return NOBODY;
        }
        walked.clear();
        walked.add(node);
        walked.addAll(linked[node], 0, linked[node].length);
        return index.rids(walked, NOBODY);
    }

    /** A number that records share which say the same; -1 if the record is not there. */
    int nodeOf(long rid) {
        return index.nodeOf(rid);
    }

    public @Nullable Features features(long rid) {
        return index.features(rid);
    }

    /** True if records that all say what the node says are one customer by that alone. */
    private boolean isOne(int node) {
        Features features = index.featuresOf(node);
        return index.ridsOf(node).length == 1 || scorer.links(features, features);
    }

    /** A record leaves its node: notes who was linked to it, and cuts the links of a node that will be empty. */
    private void leave(int node) {
        if (node < 0) {
            return;
        }
        walked.add(node);
        walked.addAll(linked[node], 0, linked[node].length);
        if (index.ridsOf(node).length == 1) {
            for (int other : linked[node]) {
                linked[other] = without(linked[other], node);
            }
            linked[node] = UNLINKED;
        }
    }

    /**
     * Brings the links up to date after a change, and tells where customers may be other ones.
     *
     * @param reached rids of other records whose candidates may be other ones
     * @param node the node of the changed record, -1 if it is gone
     * @param only true if the change can only have taken candidates from those it reached; it may still have made other
     *     identifiers of theirs count
     */
    private long[] changed(long[] reached, int node, boolean only) {
        makeRoom();
        var others = new IntBag(4);
        var links = new ArrayList<int[]>();
        for (long rid : reached) {
            int other = index.nodeOf(rid);
            boolean reweighed = index.isReweighed(other);
            int[] now = only && !reweighed ? kept(other) : found(other);
            if (reweighed || !Arrays.equals(now, linked[other])) {
                walked.add(other);
                others.add(other);
                links.add(now);
            }
        }
        for (int i = 0; i < others.size(); i++) {
            for (int end : linked[others.get(i)]) {
                if (Arrays.binarySearch(links.get(i), end) < 0) {
                    walked.add(end);
                }
            }
            link(others.get(i), links.get(i));
        }
        if (node >= 0) {
            walked.add(node);
            if (index.ridsOf(node).length == 1) {
                link(node, found(node));
            }
        }
        walked.sortUnique();
        return index.rids(walked, NOBODY);
    }

    private void makeRoom() {
        int size = linked.length;
        if (index.nodesEnd() > size) {
            linked = Arrays.copyOf(linked, index.nodesEnd() + (index.nodesEnd() >> 1));
            Arrays.fill(linked, size, linked.length, UNLINKED);
            rounds = Arrays.copyOf(rounds, linked.length);
        }
    }

    /** The nodes that a node is linked to as matters stand. */
    private int[] found(int node) {
        index.candidateNodes(node, scratch, found);
        Features features = index.featuresOf(node);
        int size = 0;
        index.touch(found, scratch);
        for (int i = 0; i < found.size(); i++) {
            if (scorer.links(features, index.featuresOf(found.get(i)))) {
                found.set(size++, found.get(i));
            }
        }
        return size == 0 ? UNLINKED : found.toArray(size);
    }

    /** The links of a node that still are between candidates. */
    private int[] kept(int node) {
        int[] links = linked[node];
        if (links.length == 0) {
            return links;
        }
        index.candidateNodes(node, scratch, found);
        int[] kept = Arrays.stream(links).filter(other -> found.contains(other)).toArray();
        return kept.length == links.length ? links : kept;
    }

    /** Sets the links of a node, on both sides. */
    private void link(int node, int[] now) {
        int[] before = linked[node];
        linked[node] = now;
        for (int other : before) {
            if (Arrays.binarySearch(now, other) < 0) {
                linked[other] = without(linked[other], node);
            }
        }
        for (int other : now) {
            if (Arrays.binarySearch(before, other) < 0) {
                linked[other] = with(linked[other], node);
            }
        }
    }

    private static int[] with(int[] nodes, int node) {
        int at = Arrays.binarySearch(nodes, node);
        if (at >= 0) {
            return nodes;
        }
        int[] more = Arrays.copyOf(nodes, nodes.length + 1);
        System.arraycopy(nodes, ~at, more, ~at + 1, nodes.length - ~at);
        more[~at] = node;
        return more;
    }

    private static int[] without(int[] nodes, int node) {
        int at = Arrays.binarySearch(nodes, node);
        if (at < 0) {
            return nodes;
        }
        int[] less = new int[nodes.length - 1];
        System.arraycopy(nodes, 0, less, 0, at);
        System.arraycopy(nodes, at + 1, less, at, less.length - at);
        return less.length == 0 ? UNLINKED : less;
    }

    private void startWalk() {
        round++;
        walked.clear();
    }

    /** Notes a node and all that hang together with it. */
    private void walk(int start) {
        if (rounds[start] == round) {
            return;
        }
        int at = walked.size();
        rounds[start] = round;
        walked.add(start);
        while (at < walked.size()) {
            for (int other : linked[walked.get(at++)]) {
                if (rounds[other] != round) {
                    rounds[other] = round;
                    walked.add(other);
                }
            }
        }
    }
}
