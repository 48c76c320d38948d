package dev.karat.engine.match;

import dev.karat.engine.normalize.Features;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Which nodes bear which keys, with the rule by which a crowded key gives way to its narrowed forms. Narrowed forms are
 * kept only while they are needed. One thread writes; several may read while none writes.
 */
final class NodeKeys {
    private final int cap;
    private final Postings postings;
    private final IdentifierBearers identifiers;
    private final IntFunction<Features> features;
    private final int part;
    private final int parts;
    /** The keys of the node that is being written. */
    private final BlockingKeys keys = new BlockingKeys();

    /**
     * @param cap nodes that may bear an effective key, at least 2; each narrowed form may be borne by twice as many
     * @param rules which identifiers are counted, and how many customers may bear one
     * @param expected keys that are expected, 0 if nobody knows
     * @param features what a node says
     * @param part which of the keys these are, from 0; several threads may each keep theirs
     * @param parts number of parts into which the keys are shared out
     */
    NodeKeys(int cap, List<IdentifierRule> rules, int expected, IntFunction<Features> features, int part, int parts) {
        if (cap < 2) {
            throw new IllegalArgumentException("The cap is at least 2");
        }
        this.cap = cap;
        this.postings = new Postings(expected);
        this.identifiers = new IdentifierBearers(rules);
        this.features = features;
        this.part = part;
        this.parts = parts;
    }

    private boolean isMine(long key) {
        return parts == 1 || (key >>> 40) % parts == part;
    }

    /** Enters a node; nodes whose candidates may have changed because a key crossed its cap go into the bag. */
    void add(int node, IntBag changed) {
        BlockingKeys own = keys.fill(features.apply(node));
        own.touched(postings.touch(own));
        for (int i = 0; i < own.size(); i++) {
            if (isMine(own.at(i, 0))) {
                insert(own, i, 0, node, changed);
            }
        }
    }

    /** Takes a node out, and tells the same as {@link #add}. */
    void remove(int node, IntBag changed) {
        BlockingKeys own = keys.fill(features.apply(node));
        for (int i = 0; i < own.size(); i++) {
            if (isMine(own.at(i, 0))) {
                delete(own, i, 0, node, changed);
            }
        }
    }

    boolean isEffective(long form, int depth) {
        return postings.count(form) <= cap(depth);
    }

    /** A narrowed form says more, so that more nodes may bear it. */
    private int cap(int depth) {
        return cap << depth;
    }

    private void insert(BlockingKeys of, int index, int depth, int node, IntBag changed) {
        long form = of.at(index, depth);
        if (form == 0) {
            return;
        }
        int bearers = postings.add(form, node);
        if (depth == 0 && identifiers.isCounted(of.kind(index), bearers)) {
            count(of.kind(index), form, node);
        }
        if (bearers == cap(depth) + 1) {
            crossed(of.at(index, 0), form, depth, changed, true);
        } else if (bearers > cap(depth) && depth < BlockingKeys.DEPTH_MAX) {
            insert(of, index, depth + 1, node, changed);
        }
    }

    private void delete(BlockingKeys of, int index, int depth, int node, IntBag changed) {
        long form = of.at(index, depth);
        if (form == 0) {
            return;
        }
        if (depth < BlockingKeys.DEPTH_MAX && postings.count(form) > cap(depth)) {
            delete(of, index, depth + 1, node, changed);
        }
        int bearers = postings.remove(form, node);
        if (depth == 0 && identifiers.isCounted(of.kind(index), bearers + 1)) {
            identifiers.remove(form, of.kind(index), features.apply(node), bearers);
        }
        if (bearers == cap(depth)) {
            crossed(of.at(index, 0), form, depth, changed, false);
        }
    }

    /** Counts who bears an identifier: one more node, or all of them where they were too few to be counted before. */
    private void count(KeyKind kind, long value, int node) {
        if (identifiers.isKnown(value)) {
            identifiers.add(value, kind, features.apply(node));
            return;
        }
        var bearers = new IntBag(64);
        postings.collect(value, Integer.MAX_VALUE, bearers);
        for (int i = 0; i < bearers.size(); i++) {
            identifiers.add(value, kind, features.apply(bearers.get(i)));
        }
    }

    /** Puts the nodes into a bag of which an identifier became crowded or ceased to be since the last time. */
    void takeCrossed(IntBag into) {
        for (long value : identifiers.takeCrossed()) {
            postings.collect(value, Integer.MAX_VALUE, into);
        }
    }

    /** Which of a record's identifiers too many customers bear, as {@link Features#withCrowded} takes them. */
    int crowded(Features of) {
        return identifiers.crowded(of);
    }

    /** Enters or takes out the next narrowed form of every bearer of a form that crossed the cap. */
    private void crossed(long key, long form, int depth, IntBag changed, boolean enter) {
        var bearers = new IntBag(cap(depth) + 1);
        postings.collect(form, Integer.MAX_VALUE, bearers);
        for (int i = 0; i < bearers.size(); i++) {
            int bearer = bearers.get(i);
            changed.add(bearer);
            if (depth < BlockingKeys.DEPTH_MAX) {
                BlockingKeys own = new BlockingKeys().fill(features.apply(bearer));
                int at = own.indexOf(key);
                if (enter) {
                    insert(own, at, depth + 1, bearer, changed);
                } else {
                    delete(own, at, depth + 1, bearer, changed);
                }
            }
        }
    }

    /** Looks at what these nodes say, all at once, before they are compared one after the other; see {@link Postings#touch}. */
    void touch(IntBag nodes, BlockingKeys scratch) {
        long touched = 0;
        for (int i = 0; i < nodes.size(); i++) {
            touched += features.apply(nodes.get(i)).birthDate();
        }
        for (int i = 0; i < nodes.size(); i++) {
            touched += features.apply(nodes.get(i)).touch();
        }
        scratch.touched(touched);
    }

    /** Puts the nodes that bear an effective form of these keys into a bag, in any order, some of them repeatedly. */
    void collect(BlockingKeys of, IntBag into) {
        of.touched(postings.touch(of));
        for (int i = 0; i < of.size(); i++) {
            int end = isMine(of.at(i, 0)) ? BlockingKeys.DEPTH_MAX : -1;
            for (int depth = 0; depth <= end && of.at(i, depth) != 0; depth++) {
                if (postings.collect(of.at(i, depth), cap(depth), into) <= cap(depth)) {
                    break;
                }
            }
        }
    }
}
