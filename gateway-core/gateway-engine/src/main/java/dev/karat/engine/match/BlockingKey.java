package dev.karat.engine.match;

/**
 * One key by which records are brought together, and its two narrowed forms, which take over where too many bear it.
 *
 * @param hash the key itself, never 0
 * @param narrowed the key with a second value, 0 if the record does not have it
 * @param narrowest the key with a third value, 0 if the record does not have it
 */
public record BlockingKey(KeyKind kind, long hash, long narrowed, long narrowest) {
    /** Deepest narrowed form. */
    public static final int DEPTH_MAX = 2;

    /** The form at a depth from 0 to {@link #DEPTH_MAX}; 0 if there is none. */
    public long at(int depth) {
        return depth == 0 ? hash : depth == 1 ? narrowed : narrowest;
    }
}
