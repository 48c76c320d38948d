package dev.karat.server.bench;

/** Watches a long run. Called from the thread that started it, a few times per second. */
@FunctionalInterface
public interface Progress {
    /**
     * Takes note of how far a step is.
     *
     * @param step what is done, for people
     * @param of where the step ends
     */
    void at(String step, long done, long of);
}
