package dev.karat.engine.explain;

/**
 * One step in which two groups of records became one.
 *
 * @param number from 1, in the order in which it happened
 * @param link the two records on which it hangs
 * @param first the group of the first of them before the step
 * @param second the group of the second
 */
public record Step(int number, Link link, Group first, Group second) {
    /**
     * Records that were one customer already.
     *
     * @param step number of the step that made the group; 0 if none did, because it is one record, or records that all
     *     say the same
     */
    public record Group(int records, int step) {}
}
