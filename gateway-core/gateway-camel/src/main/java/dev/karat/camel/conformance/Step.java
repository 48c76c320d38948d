package dev.karat.camel.conformance;

/**
 * One thing that was tried with a connector. Never holds personal data but that of a fixture, which is invented. Immutable.
 *
 * @param what was tried, in words
 * @param detail what came of it, in words; may be empty
 */
public record Step(State state, String what, String detail) {
    /** What came of it. */
    public enum State {
        PASSED,
        FAILED,
        /** It could not be tried, which the detail explains. */
        SKIPPED
    }

    static Step passed(String what, String detail) {
        return new Step(State.PASSED, what, detail);
    }

    static Step failed(String what, String detail) {
        return new Step(State.FAILED, what, detail);
    }

    static Step skipped(String what, String detail) {
        return new Step(State.SKIPPED, what, detail);
    }
}
