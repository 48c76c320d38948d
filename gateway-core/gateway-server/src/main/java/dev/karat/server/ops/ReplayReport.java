package dev.karat.server.ops;

import dev.karat.api.error.ErrorCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of a replay of dead letters; of a dry run, what would come of it. Immutable.
 *
 * @param dryRun true if nothing was done
 * @param replayed letters that are done with and gone
 * @param failing letters that stay, because they fail again
 * @param letters one line per letter that was looked at, oldest first
 * @param next number of the last letter that was looked at if there are more after it, else null
 */
public record ReplayReport(
        boolean dryRun,
        int replayed,
        int failing,
        List<Tried> letters,
        @Nullable Long next) {
    public ReplayReport {
        letters = List.copyOf(letters);
    }

    static ReplayReport of(boolean dryRun, List<Tried> letters, @Nullable Long next) {
        int failing = (int)
                letters.stream().filter(one -> one.result() == Result.FAILS).count();
        return new ReplayReport(dryRun, letters.size() - failing, failing, letters, next);
    }

    /** What becomes of a letter. */
    public enum Result {
        /** It can be read now, and is stored. */
        TAKEN("can be read now"),
        /** The target is given the profile once more. */
        RETRIED("is delivered once more"),
        /** A newer version is stored, or the target was given the profile since. */
        OUTDATED("is outdated: something newer was stored or delivered since"),
        /** The customer was erased since. */
        ERASED("is of a customer who was erased since"),
        /** It fails again, and stays. */
        FAILS("fails again");

        private final String text;

        Result(String text) {
            this.text = text;
        }
    }

    /**
     * One letter.
     *
     * @param code why it fails; null if it does not
     * @param message for people, without personal data
     */
    public record Tried(long id, Result result, @Nullable ErrorCode code, String message) {
        static Tried of(long id, Result result) {
            return new Tried(id, result, null, result.text);
        }

        static Tried fails(long id, ErrorCode code, String message) {
            return new Tried(id, Result.FAILS, code, message);
        }

        /** One line for people. */
        String line() {
            return id + "  " + (code == null ? result.name() : code.name()) + "  " + message;
        }
    }
}
