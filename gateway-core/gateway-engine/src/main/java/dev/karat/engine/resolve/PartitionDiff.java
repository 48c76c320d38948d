package dev.karat.engine.resolve;

import dev.karat.api.model.RecordKey;
import dev.karat.engine.match.MatchExplanation;
import dev.karat.engine.match.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What another model makes of the same records.
 *
 * @param merges how often several profiles become one
 * @param splits how often one profile becomes several
 * @param regroups how often several profiles become several others
 * @param recordsMoved records that come into another profile, where the parts that have most in common count as the same
 *     profile
 * @param changes strongest first, as many as were asked for
 */
public record PartitionDiff(int merges, int splits, int regroups, int recordsMoved, List<Change> changes) {
    public PartitionDiff {
        changes = List.copyOf(changes);
    }

    /** Changes in all, those that are not told included. */
    public int size() {
        return merges + splits + regroups;
    }

    /** What becomes of the profiles of a change. */
    public enum Kind {
        MERGE,
        SPLIT,
        REGROUP
    }

    /**
     * One change.
     *
     * @param before the profiles by the model that decides now, each in the order of its record keys
     * @param after the profiles by the other model
     * @param decisive the strongest pair of records that one model has together and the other has not
     */
    public record Change(Kind kind, List<List<RecordKey>> before, List<List<RecordKey>> after, DecisivePair decisive) {
        public Change {
            before = List.copyOf(before);
            after = List.copyOf(after);
        }
    }

    /**
     * Two records on which a change hangs.
     *
     * @param before what the model says that decides now
     * @param after what the other model says
     * @param refusal the guard that keeps the two apart although their comparison links them by both models; null if the
     *     comparison decides, or no key brings them together
     */
    public record DecisivePair(
            RecordKey first,
            RecordKey second,
            MatchExplanation before,
            MatchExplanation after,
            @Nullable Refusal refusal) {}
}
