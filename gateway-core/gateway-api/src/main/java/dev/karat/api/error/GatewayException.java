package dev.karat.api.error;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A failure with a stable code. The message says what happened and where, and never holds personal data or secrets. */
public final class GatewayException extends RuntimeException {
    private final ErrorCode code;
    private final ErrorKind kind;
    private final @Nullable Duration retryAfter;

    public GatewayException(ErrorCode code, String message) {
        this(code, message, null, null);
    }

    public GatewayException(ErrorCode code, String message, @Nullable Throwable cause) {
        this(code, message, null, cause);
    }

    /** With the wait that the other side asked for. */
    public GatewayException(ErrorCode code, String message, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.kind = code.kind();
        this.retryAfter = retryAfter;
    }

    public ErrorCode code() {
        return code;
    }

    public ErrorKind kind() {
        return kind;
    }

    /** How long the other side asked to wait, or null if it did not say. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
