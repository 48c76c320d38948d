package dev.karat.server.ops;

import dev.karat.api.error.ErrorCode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a comparison of a target with what it should hold stands or ended. Ids and names of fields only.
 *
 * @param by login of who asked for it
 * @param sample records that were to be compared, chosen by chance; 0 for all
 * @param chosen records that are compared
 * @param compared records that were compared; those that a delivery changed meanwhile are left out
 * @param differing of these, records that do not hold what they should
 * @param gone of these, records that the target does not have any more
 * @param percent share of the compared records that differ, 0 to 100
 * @param finishedAt null while it runs
 * @param error why it ended early, or null
 * @param examples the first ones that differ
 */
public record DriftStatus(
        State state,
        String by,
        int sample,
        int chosen,
        int compared,
        int differing,
        int gone,
        double percent,
        Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable ErrorCode error,
        List<Example> examples) {
    public DriftStatus {
        examples = List.copyOf(examples);
    }

    /** What it is doing. */
    public enum State {
        RUNNING,
        DONE,
        FAILED
    }

    /**
     * One record that differs.
     *
     * @param record its id at the target, masked if it is an address
     * @param gone the target does not have it any more
     */
    public record Example(String goldenId, String record, boolean gone, List<Field> fields) {
        public Example {
            fields = List.copyOf(fields);
        }
    }

    /**
     * A field that differs.
     *
     * @param how {@code missing} at the target, {@code other} there, or {@code extra}: filled there and to be empty
     */
    public record Field(String field, String how) {}
}
