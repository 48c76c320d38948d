package dev.karat.engine.hub;

/**
 * Wakes other nodes up early. Nothing depends on it: who waits looks by itself after a short while. Safe for several
 * threads.
 */
public interface Signals {
    /** Nobody is woken. */
    Signals NONE = new Signals() {
        @Override
        public void ring(String bell) {}

        @Override
        public void on(String bell, Runnable woken) {}
    };

    /** Wakes whoever listens, on any node; never blocks and never fails. */
    void ring(String bell);

    /** Listens for the life of this process. */
    void on(String bell, Runnable woken);
}
