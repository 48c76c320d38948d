package dev.karat.engine.match;

import dev.karat.engine.normalize.Features;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The candidate index in memory. One thread writes; several may read while none writes. Narrowed forms of a key are
 * only kept while the key is borne by more nodes than the cap allows, which keeps the index to one entry per key.
 */
public final class MemoryCandidateIndex implements CandidateIndex {
    private static final long[] NOBODY = {};
    private static final IntBag NONE = new IntBag(0);

    private final int cap;
    private final Nodes nodes = new Nodes();
    private final Postings postings = new Postings();
    /** The keys of the record that is being written. */
    private final BlockingKeys keys = new BlockingKeys();

    /** @param cap distinct nodes that may bear an effective key, at least 2 */
    public MemoryCandidateIndex(int cap) {
        if (cap < 2) {
            throw new IllegalArgumentException("The cap is at least 2");
        }
        this.cap = cap;
    }

    @Override
    public long[] add(long rid, Features features) {
        int present = nodes.of(rid);
        if (present >= 0 && nodes.features(present).equals(features)) {
            return NOBODY;
        }
        long[] before = present >= 0 ? remove(rid) : NOBODY;
        int node = nodes.of(features);
        if (node >= 0) {
            nodes.join(node, rid);
            return others(NONE, rid, before);
        }
        node = nodes.create(rid, features);
        var changed = new IntBag(2);
        BlockingKeys own = keys.fill(features);
        for (int i = 0; i < own.size(); i++) {
            insert(own, i, 0, node, changed);
        }
        return others(changed, rid, before);
    }

    @Override
    public long[] remove(long rid) {
        int node = nodes.of(rid);
        if (node < 0 || !nodes.leave(node, rid)) {
            return NOBODY;
        }
        var changed = new IntBag(2);
        BlockingKeys own = keys.fill(nodes.features(node));
        for (int i = 0; i < own.size(); i++) {
            delete(own, i, 0, node, changed);
        }
        long[] others = others(changed, rid, NOBODY);
        nodes.delete(node);
        return others;
    }

    @Override
    public long[] candidates(long rid) {
        int node = nodes.of(rid);
        if (node < 0) {
            return NOBODY;
        }
        var found = new IntBag(64);
        collect(new BlockingKeys().fill(nodes.features(node)), found);
        found.add(node);
        return others(found, rid, NOBODY);
    }

    @Override
    public long[] candidates(Features features) {
        var found = new IntBag(64);
        collect(new BlockingKeys().fill(features), found);
        int node = nodes.of(features);
        if (node >= 0) {
            found.add(node);
        }
        found.sortUnique();
        return rids(found);
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
        collect(scratch.fill(nodes.features(node)), into);
        into.sortUnique();
        into.remove(node);
    }

    @Override
    public boolean isEffective(long form) {
        return postings.count(form) <= cap;
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

    private void insert(BlockingKeys of, int index, int depth, int node, IntBag changed) {
        long form = of.at(index, depth);
        if (form == 0) {
            return;
        }
        int bearers = postings.add(form, node);
        if (bearers == cap + 1) {
            crossed(of.at(index, 0), form, depth, changed, true);
        } else if (bearers > cap && depth < BlockingKeys.DEPTH_MAX) {
            insert(of, index, depth + 1, node, changed);
        }
    }

    private void delete(BlockingKeys of, int index, int depth, int node, IntBag changed) {
        long form = of.at(index, depth);
        if (form == 0) {
            return;
        }
        if (depth < BlockingKeys.DEPTH_MAX && postings.count(form) > cap) {
            delete(of, index, depth + 1, node, changed);
        }
        if (postings.remove(form, node) == cap) {
            crossed(of.at(index, 0), form, depth, changed, false);
        }
    }

    /** Enters or takes out the next narrowed form of every bearer of a form that crossed the cap. */
    private void crossed(long key, long form, int depth, IntBag changed, boolean enter) {
        var bearers = new IntBag(cap + 1);
        postings.collect(form, Integer.MAX_VALUE, bearers);
        for (int i = 0; i < bearers.size(); i++) {
            int bearer = bearers.get(i);
            changed.add(bearer);
            if (depth < BlockingKeys.DEPTH_MAX) {
                BlockingKeys own = new BlockingKeys().fill(nodes.features(bearer));
                int at = own.indexOf(key);
                if (enter) {
                    insert(own, at, depth + 1, bearer, changed);
                } else {
                    delete(own, at, depth + 1, bearer, changed);
                }
            }
        }
    }

    private void collect(BlockingKeys of, IntBag into) {
        for (int i = 0; i < of.size(); i++) {
            for (int depth = 0; depth <= BlockingKeys.DEPTH_MAX && of.at(i, depth) != 0; depth++) {
                if (postings.collect(of.at(i, depth), cap, into) <= cap) {
                    break;
                }
            }
        }
    }

    private long[] others(IntBag found, long rid, long[] more) {
        found.sortUnique();
        if (found.size() == 0 && more.length == 0) {
            return NOBODY;
        }
        long[] all = rids(found);
        if (more.length > 0) {
            all = concat(all, more);
            Arrays.sort(all);
        }
        int kept = 0;
        for (int i = 0; i < all.length; i++) {
            if (all[i] != rid && (i == 0 || all[i] != all[i - 1])) {
                all[kept++] = all[i];
            }
        }
        return Arrays.copyOf(all, kept);
    }

    private long[] rids(IntBag found) {
        int size = 0;
        for (int i = 0; i < found.size(); i++) {
            size += nodes.rids(found.get(i)).length;
        }
        long[] rids = new long[size];
        int at = 0;
        for (int i = 0; i < found.size(); i++) {
            long[] of = nodes.rids(found.get(i));
            System.arraycopy(of, 0, rids, at, of.length);
            at += of.length;
        }
        Arrays.sort(rids);
        return rids;
    }

    private static long[] concat(long[] a, long[] b) {
        long[] all = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        return all;
    }
}
