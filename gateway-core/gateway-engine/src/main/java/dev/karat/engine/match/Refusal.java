package dev.karat.engine.match;

import dev.karat.api.model.RecordKey;
import java.util.Locale;

/** Why a guard kept two groups of records apart although a link or a steward's word would have joined them. */
public sealed interface Refusal {
    /** One word for programs, such as {@code contradiction}. */
    String guard();

    /** One sentence for people; it names records but no values of theirs. */
    String text();

    /** A steward said that these two records are two customers. */
    record Never(RecordKey first, RecordKey second) implements Refusal {
        @Override
        public String guard() {
            return "never";
        }

        @Override
        public String text() {
            return "A steward said that " + name(first) + " and " + name(second) + " are two customers.";
        }
    }

    /** Both groups hold a record of this system, which holds no customer twice. */
    record OneToOne(String system) implements Refusal {
        @Override
        public String guard() {
            return "oneToOne";
        }

        @Override
        public String text() {
            return "Both have a record of " + (system.isEmpty() ? "the same system" : system)
                    + ", which holds no customer twice.";
        }
    }

    /** These two records surely contradict each other. */
    record Contradiction(RecordKey first, RecordKey second) implements Refusal {
        @Override
        public String guard() {
            return "contradiction";
        }

        @Override
        public String text() {
            return name(first) + " and " + name(second) + " contradict each other.";
        }
    }

    /**
     * All pairs between the groups together say that the link is a false bridge.
     *
     * @param average what they weigh on the average, in bits
     * @param needed what they would have to weigh, in bits
     */
    record WeakBridge(double average, double needed) implements Refusal {
        @Override
        public String guard() {
            return "weakBridge";
        }

        @Override
        public String text() {
            return String.format(
                    Locale.ROOT,
                    "All pairs between the two weigh %.1f bits on the average, and it takes %.1f.",
                    average,
                    needed);
        }
    }

    /**
     * The link weighs too little for a cluster that grew too large and was cut.
     *
     * @param records distinct records that hung together
     * @param threshold what a link has to weigh among them, in bits
     */
    record TooLarge(int records, double threshold) implements Refusal {
        @Override
        public String guard() {
            return "tooLarge";
        }

        @Override
        public String text() {
            return String.format(
                    Locale.ROOT,
                    "%d distinct records hung together, which are too many: among them a link holds from %.1f bits.",
                    records,
                    threshold);
        }
    }

    private static String name(RecordKey key) {
        return key.system().isEmpty() ? key.id() : key.system() + ":" + key.id();
    }
}
