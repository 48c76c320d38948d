package dev.karat.camel.connector.write;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.ErrorKind;
import dev.karat.api.error.GatewayException;

/** How far one write has come, which decides what its failure means. Used by one thread. */
final class Progress {
    boolean creating;
    boolean sent;
    boolean answered;

    /** What a failed call of several items says of one of them; throws what stops all writes. */
    static WriteOutcome failed(WriteItem item, GatewayException failed, boolean creation) {
        var progress = new Progress();
        progress.sent = true;
        progress.creating = creation;
        return progress.outcome(item, failed);
    }

    /** True if the vendor took nothing, because of what it holds. */
    boolean isRefused(GatewayException failed) {
        return sent && !answered && failed.code() == ErrorCode.VENDOR_CONFLICT;
    }

    /** The vendor took nothing, so that nothing is under way. */
    void beginAgain() {
        creating = false;
        sent = false;
    }

    /** What became of the item; throws what stops all writes. */
    WriteOutcome outcome(WriteItem item, GatewayException failed) {
        if (failed.kind() == ErrorKind.FATAL) {
            throw failed;
        }
        boolean lost = sent && failed.code() == ErrorCode.VENDOR_TIMEOUT;
        // A creation that a server or a proxy broke off may have happened; a change can simply be repeated.
        boolean doubtful = sent && creating && failed.code() == ErrorCode.VENDOR_UNAVAILABLE;
        boolean unreadable = sent && failed.code() == ErrorCode.VENDOR_ANSWER_MALFORMED;
        if (lost || doubtful || unreadable || (answered && failed.kind() == ErrorKind.RETRYABLE)) {
            return new WriteOutcome.Unknown(item.itemId(), failed.code());
        }
        return failed.kind() == ErrorKind.RETRYABLE
                ? new WriteOutcome.Retryable(item.itemId(), failed.code(), failed.retryAfter())
                : new WriteOutcome.Rejected(item.itemId(), failed.code(), String.valueOf(failed.getMessage()));
    }
}
