package dev.karat.engine.match;

import dev.karat.engine.normalize.Features;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The candidate index in memory. One thread writes; several may read while none writes. Narrowed forms of a key are
 * only kept while the key is borne by more nodes than the cap allows, which keeps the index to one entry per key.
 */
public final class MemoryCandidateIndex implements CandidateIndex {
    private static final long[] NOBODY = {};

    private final int cap;
    private final Nodes nodes = new Nodes();
    private final Postings postings = new Postings();

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
        var changed = new IntBag(2);
        long[] before = present >= 0 ? remove(rid) : NOBODY;
        int node = nodes.of(features);
        if (node >= 0) {
            nodes.join(node, rid);
        } else {
            node = nodes.create(rid, features);
            for (BlockingKey key : BlockingKeys.of(features)) {
                insert(key, 0, node, changed);
            }
        }
        return others(changed, rid, before);
    }

    @Override
    public long[] remove(long rid) {
        int node = nodes.of(rid);
        if (node < 0) {
            return NOBODY;
        }
        var changed = new IntBag(2);
        if (nodes.leave(node, rid)) {
            for (BlockingKey key : BlockingKeys.of(nodes.features(node))) {
                delete(key, 0, node, changed);
            }
            changed.sortUnique();
            long[] others = others(changed, rid, NOBODY);
            nodes.delete(node);
            return others;
        }
        return NOBODY;
    }

    @Override
    public long[] candidates(long rid) {
        int node = nodes.of(rid);
        if (node < 0) {
            return NOBODY;
        }
        var found = new IntBag(16);
        collect(nodes.features(node), found);
        found.add(node);
        return others(found, rid, NOBODY);
    }

    @Override
    public long[] candidates(Features features) {
        var found = new IntBag(16);
        collect(features, found);
        int node = nodes.of(features);
        if (node >= 0) {
            found.add(node);
        }
        found.sortUnique();
        return rids(found);
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

    private void insert(BlockingKey key, int depth, int node, IntBag changed) {
        long hash = key.at(depth);
        if (hash == 0) {
            return;
        }
        int bearers = postings.add(hash, node);
        if (bearers == cap + 1) {
            for (int bearer : bearers(hash)) {
                changed.add(bearer);
                narrow(bearer, key.hash(), depth, changed, true);
            }
        } else if (bearers > cap && depth < BlockingKey.DEPTH_MAX) {
            insert(key, depth + 1, node, changed);
        }
    }

    private void delete(BlockingKey key, int depth, int node, IntBag changed) {
        long hash = key.at(depth);
        if (hash == 0) {
            return;
        }
        boolean narrowed = postings.count(hash) > cap && depth < BlockingKey.DEPTH_MAX;
        if (narrowed) {
            delete(key, depth + 1, node, changed);
        }
        if (postings.remove(hash, node) == cap) {
            for (int bearer : bearers(hash)) {
                changed.add(bearer);
                narrow(bearer, key.hash(), depth, changed, false);
            }
        }
    }

    /** Enters or takes out the next narrowed form of one bearer of a key that crossed the cap. */
    private void narrow(int bearer, long key, int depth, IntBag changed, boolean enter) {
        if (depth == BlockingKey.DEPTH_MAX) {
            return;
        }
        for (BlockingKey own : BlockingKeys.of(nodes.features(bearer))) {
            if (own.hash() == key) {
                if (enter) {
                    insert(own, depth + 1, bearer, changed);
                } else {
                    delete(own, depth + 1, bearer, changed);
                }
                return;
            }
        }
    }

    private int[] bearers(long hash) {
        var bearers = new IntBag(cap + 1);
        postings.collect(hash, bearers);
        return bearers.toArray();
    }

    private void collect(Features features, IntBag into) {
        List<BlockingKey> keys = BlockingKeys.of(features);
        for (BlockingKey key : keys) {
            for (int depth = 0; depth <= BlockingKey.DEPTH_MAX && key.at(depth) != 0; depth++) {
                if (isEffective(key.at(depth))) {
                    postings.collect(key.at(depth), into);
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
        return Arrays.stream(concat(rids(found), more))
                .filter(other -> other != rid)
                .distinct()
                .sorted()
                .toArray();
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
