package dev.karat.engine.resolve;

/** Pairs that a person wants to look at, by what their score says and what became of them. */
public enum PairGroup {
    /** The score links them, but they are two profiles: something between their profiles contradicts. */
    NOT_FOLLOWED(50, true),
    /** Two profiles, with a score between the two thresholds. */
    REVIEW(100, true),
    /** One profile through other records, though their own score does not link them. */
    THROUGH_OTHERS(50, false),
    /** One profile, and the score links them. */
    LINKED(15, false),
    /** Two profiles, with a score below both thresholds. */
    REFUSED(15, true),
    /** One profile, though the truth says that they are two customers. */
    WRONG(15, true),
    /** Two profiles, though the truth says that they are one customer. */
    MISSED(15, false);

    private final int shown;
    private final boolean strongest;

    PairGroup(int shown, boolean strongest) {
        this.shown = shown;
        this.strongest = strongest;
    }

    /** How many pairs of it a report shows, at most. */
    public int shown() {
        return shown;
    }

    /** True if its pairs of the greatest weight are shown, false if those of the least. */
    public boolean strongest() {
        return strongest;
    }

    /** True if the pairs' own scores do not settle what became of them. */
    public boolean isDoubtful() {
        return this == NOT_FOLLOWED || this == REVIEW || this == THROUGH_OTHERS;
    }

    /** The group of a pair by its weight and the two thresholds, all in bits. */
    static PairGroup of(double weight, double linkWeight, double reviewWeight, boolean together) {
        if (weight >= linkWeight) {
            return together ? LINKED : NOT_FOLLOWED;
        }
        if (together) {
            return THROUGH_OTHERS;
        }
        return weight >= reviewWeight ? REVIEW : REFUSED;
    }
}
