package dev.karat.camel.probe;

import dev.karat.api.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * What one look at a connection found. Never holds a secret or personal data. Immutable.
 *
 * @param part what was looked at, such as {@code credential} or {@code stream customers}
 * @param message what was found, in words
 * @param code of the failure, or null
 * @param fix what to do about it, or null if there is nothing to do
 */
public record Finding(
        State state,
        String part,
        String message,
        @Nullable ErrorCode code,
        @Nullable String fix) {
    /** How much it matters. */
    public enum State {
        OK,
        /** It works, and somebody should know this. */
        NOTICE,
        FAILED
    }

    static Finding ok(String part, String message) {
        return new Finding(State.OK, part, message, null, null);
    }

    static Finding notice(String part, String message, String fix) {
        return new Finding(State.NOTICE, part, message, null, fix);
    }

    /** The same, where it does not keep the connection from working. */
    Finding asNotice() {
        return new Finding(State.NOTICE, part, message, code, fix);
    }
}
