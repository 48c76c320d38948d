package dev.karat.engine.store;

/**
 * A small durable fact of the gateway: a cursor, a granted phase, a finished baseline, the key of erasure hashes.
 *
 * @param scope kind of fact
 * @param name what it is about
 * @param value its state, opaque to the store
 * @param at microseconds since 1970 UTC
 */
public record Setting(Scope scope, String name, String value, long at) {
    public enum Scope {
        /** Place up to which a stream was read; name is {@code system/stream}. */
        CURSOR,
        /** Stream that was read to its end once; name is {@code system/stream}. */
        BASELINE,
        /** Phase granted to a target. */
        PHASE,
        /** Place in the change log up to which a subscriber or a target has read. */
        SUBSCRIBER,
        /** Keyed hash of an erased identifier. */
        ERASED,
        /** File that was taken whole. */
        FILE,
        /** Anything else the gateway remembers about itself. */
        GATEWAY
    }
}
