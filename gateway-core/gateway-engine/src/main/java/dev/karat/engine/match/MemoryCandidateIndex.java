package dev.karat.engine.match;

import dev.karat.engine.normalize.Features;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The candidate index in memory. One thread writes; several may read while none writes. Narrowed forms of a key are
 * only kept while the key is borne by more nodes than the cap allows, which keeps the index to one entry per key.
 */
public final class MemoryCandidateIndex implements CandidateIndex {
    private static final long[] NOBODY = {};
    private static final IntBag NONE = new IntBag(0);

    private final Nodes nodes = new Nodes();
    private final NodeKeys index;
    /** Nodes of which the last change made other identifiers count, ascending. */
    private final IntBag reweighed = new IntBag(2);

    /**
     * An index in which any number of customers may bear an identifier.
     *
     * @param cap distinct nodes that may bear an effective key, at least 2
     */
    public MemoryCandidateIndex(int cap) {
        this(cap, List.of());
    }

    /**
     * An empty index.
     *
     * @param cap distinct nodes that may bear an effective key, at least 2
     * @param rules how many customers may bear an identifier
     */
    public MemoryCandidateIndex(int cap, List<IdentifierRule> rules) {
        index = new NodeKeys(cap, rules, 0, nodes::features, 0, 1);
    }

    @Override
    public long[] add(long rid, Features features) {
        int present = nodes.of(rid);
        if (present >= 0 && nodes.features(present).equals(features)) {
            return NOBODY;
        }
        reweighed.clear();
        long[] before = present >= 0 ? leave(present, rid) : NOBODY;
        int node = nodes.of(features);
        if (node >= 0) {
            nodes.join(node, rid);
            return others(NONE, rid, before);
        }
        node = nodes.create(rid, features);
        var changed = new IntBag(2);
        index.add(node, changed);
        reweigh(changed);
        nodes.crowd(node, index.crowded(features));
        return others(changed, rid, before);
    }

    @Override
    public long[] remove(long rid) {
        reweighed.clear();
        int node = nodes.of(rid);
        return node < 0 ? NOBODY : leave(node, rid);
    }

    /** See {@link Nodes#renumber}. */
    void renumber(LongUnaryOperator now) {
        nodes.renumber(now);
    }

    private long[] leave(int node, long rid) {
        if (!nodes.leave(node, rid)) {
            return NOBODY;
        }
        var changed = new IntBag(2);
        index.remove(node, changed);
        reweigh(changed);
        long[] others = others(changed, rid, NOBODY);
        nodes.delete(node);
        return others;
    }

    /** Notes of the nodes that a change reached which of their identifiers count now. */
    private void reweigh(IntBag changed) {
        int from = changed.size();
        index.takeCrossed(changed);
        for (int i = from; i < changed.size(); i++) {
            int node = changed.get(i);
            nodes.crowd(node, index.crowded(nodes.features(node)));
            reweighed.add(node);
        }
        if (changed.size() > from) {
            reweighed.sortUnique();
        }
    }

    /** True if the last change made other identifiers of the node count: whatever it was compared with weighs anew. */
    boolean isReweighed(int node) {
        return reweighed.contains(node);
    }

    @Override
    public long[] candidates(long rid) {
        int node = nodes.of(rid);
        if (node < 0) {
            return NOBODY;
        }
        var found = new IntBag(64);
        index.collect(new BlockingKeys().fill(nodes.features(node)), found);
        found.add(node);
        return others(found, rid, NOBODY);
    }

    @Override
    public long[] candidates(Features features) {
        var found = new IntBag(64);
        index.collect(new BlockingKeys().fill(features), found);
        int node = nodes.of(features);
        if (node >= 0) {
            found.add(node);
        }
        return rids(found, NOBODY);
    }

    /** The node of a record, or -1: a small number that is used again once nobody has it. */
    int nodeOf(long rid) {
        return nodes.of(rid);
    }

    Features featuresOf(int node) {
        return nodes.features(node);
    }

    /** Rids of the node's records, ascending; not to be changed. */
    long[] ridsOf(int node) {
        return nodes.rids(node);
    }

    /** Numbers of nodes are below this one. */
    int nodesEnd() {
        return nodes.end();
    }

    /**
     * Puts the nodes that a node is compared with into a bag, ascending, each once, without itself.
     *
     * @param scratch keys that may be overwritten
     */
    void candidateNodes(int node, BlockingKeys scratch, IntBag into) {
        into.clear();
        index.collect(scratch.fill(nodes.features(node)), into);
        into.sortUnique();
        into.remove(node);
    }

    /** Looks at what these nodes say before they are compared. */
    void touch(IntBag found, BlockingKeys scratch) {
        index.touch(found, scratch);
    }

    @Override
    public boolean isEffective(long form, int depth) {
        return index.isEffective(form, depth);
    }

    @Override
    public @Nullable Features features(long rid) {
        int node = nodes.of(rid);
        return node < 0 ? null : nodes.features(node);
    }

    @Override
    public int size() {
        return nodes.records();
    }

    private long[] others(IntBag found, long rid, long[] more) {
        long[] all = rids(found, more);
        int at = Arrays.binarySearch(all, rid);
        if (at < 0) {
            return all;
        }
        long[] others = Arrays.copyOf(all, all.length - 1);
        System.arraycopy(all, at + 1, others, at, others.length - at);
        return others;
    }

    /** Rids of some nodes' records and some more, ascending, each once. */
    long[] rids(IntBag of, long[] more) {
        int size = more.length;
        for (int i = 0; i < of.size(); i++) {
            size += nodes.rids(of.get(i)).length;
        }
        if (size == 0) {
            return NOBODY;
        }
        long[] rids = Arrays.copyOf(more, size);
        int at = more.length;
        for (int i = 0; i < of.size(); i++) {
            long[] ofNode = nodes.rids(of.get(i));
            System.arraycopy(ofNode, 0, rids, at, ofNode.length);
            at += ofNode.length;
        }
        return SortedLongs.of(rids, size);
    }
}
