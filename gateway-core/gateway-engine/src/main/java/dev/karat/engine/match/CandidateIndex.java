package dev.karat.engine.match;

import dev.karat.engine.normalize.Features;
import org.jspecify.annotations.Nullable;

/**
 * Finds the records that a record is compared with. Records with equal features are one node. Two nodes are compared if
 * and only if they share an effective key; a key is effective while at most {@code cap} nodes bear it, beyond that its
 * narrowed forms are, to depth {@link BlockingKeys#DEPTH_MAX}, each of which twice as many may bear. Whether a key is effective depends on the present nodes
 * only, never on the order in which they came. Records are named by numbers (rids) that the caller gives.
 */
public interface CandidateIndex {
    /**
     * Adds a record, or replaces the features of one.
     *
     * @return rids of other records whose links may have changed because a key crossed the cap, or an identifier of theirs
     *     the number of its bearers, ascending
     */
    long[] add(long rid, Features features);

    /**
     * Removes a record; without effect if it is not there.
     *
     * @return rids of other records whose links may have changed because a key crossed the cap, or an identifier of theirs
     *     the number of its bearers, ascending
     */
    long[] remove(long rid);

    /** Rids of all other records that the record is compared with, ascending, those with equal features included. */
    long[] candidates(long rid);

    /** Rids of all records that a record with these features would be compared with as matters stand, ascending. */
    long[] candidates(Features features);

    /**
     * True if one form of a key is borne by so few records that it brings them together.
     *
     * @param depth how often the key was narrowed, from 0 to {@link BlockingKeys#DEPTH_MAX}
     */
    boolean isEffective(long form, int depth);

    /** The features of a record as they are weighed now, or null if it is not there. */
    @Nullable
    Features features(long rid);

    /** Number of records. */
    int size();
}
