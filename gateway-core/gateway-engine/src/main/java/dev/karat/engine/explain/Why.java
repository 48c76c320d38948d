package dev.karat.engine.explain;

import dev.karat.api.model.RecordKey;
import dev.karat.engine.match.MatchModel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why two stored records are one customer, or why they are two.
 *
 * @param goldenId the profile of the first record; null if it belongs to none
 * @param otherGoldenId the profile of the second record; null if it belongs to none
 * @param evidence what the comparison of the two says; null if one of them says nothing of who it is
 * @param path what leads from the first to the second, link by link; empty if nothing does
 * @param refused what would have joined their customers; empty if they are one
 * @param model by which it was decided
 */
public record Why(
        RecordKey record,
        @Nullable String goldenId,
        RecordKey other,
        @Nullable String otherGoldenId,
        Outcome outcome,
        @Nullable Evidence evidence,
        List<Link> path,
        List<Apart> refused,
        MatchModel model) {
    public Why {
        path = List.copyOf(path);
        refused = List.copyOf(refused);
    }

    /** What decided. */
    public enum Outcome {
        EQUAL(true, "Both say exactly the same, and it is enough to tell a customer by."),
        STEWARD(true, "A steward said that they are one customer."),
        LINKED(true, "What they have in common weighs enough."),
        THROUGH_OTHERS(true, "Other records link them; their own comparison does not."),
        FOLLOWS(true, "One of them holds what Karat wrote there from this customer's profile, and follows it."),
        REFUSED(false, "Something would join them, but a guard keeps their records apart."),
        NOT_COMPARED(false, "Their comparison would link them, but no key brings them together."),
        DOUBTFUL(false, "What they have in common weighs too little to link them; a person should look."),
        DISTINCT(false, "What they have in common weighs too little."),
        WITHOUT_EVIDENCE(
                false,
                "At least one of them says nothing of who it is: it is deleted, holds only what Karat wrote there,"
                        + " or says too little.");

        private final boolean together;
        private final String text;

        Outcome(boolean together, String text) {
            this.together = together;
            this.text = text;
        }

        /** True if the two are one customer. */
        public boolean isTogether() {
            return together;
        }

        /** One sentence for people. */
        public String text() {
            return text;
        }
    }
}
