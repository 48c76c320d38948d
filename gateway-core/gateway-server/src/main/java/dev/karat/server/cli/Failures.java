package dev.karat.server.cli;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.ErrorKind;
import dev.karat.api.error.GatewayException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Tells of a failure with its code and what to do about it, and turns it into an exit code. */
final class Failures {
    /** The answer is no: something was checked and is not as it should be. */
    static final int NEGATIVE = 1;

    /** Usage, configuration or input; trying again without a change will not help. */
    static final int INPUT = 2;

    /** The fault is on this side, or may pass. */
    static final int INTERNAL = 3;

    /** How many causes are followed, against a chain that bites its tail. */
    private static final int CAUSES_MAX = 50;

    private Failures() {}

    static int report(Throwable failure, PrintWriter err, boolean verbose) {
        GatewayException told = explain(failure);
        err.println("karat: " + told.code() + ": " + told.getMessage());
        err.println("fix: " + told.code().fix());
        if (verbose) {
            failure.printStackTrace(err);
        }
        err.flush();
        return told.kind() == ErrorKind.RETRYABLE ? INTERNAL : INPUT;
    }

    /** The failure of ours that stands behind another, or an internal one. */
    static GatewayException explain(Throwable failure) {
        for (Throwable cause : chain(failure)) {
            if (cause instanceof GatewayException ours) {
                return ours;
            }
        }
        // Messages of foreign exceptions may quote data, so only the kind of the innermost is named.
        List<Throwable> causes = chain(failure);
        String kind = causes.get(causes.size() - 1).getClass().getSimpleName();
        return new GatewayException(ErrorCode.INTERNAL, kind + "; --verbose shows where", failure);
    }

    /** The failure and its causes, from the outermost. */
    static List<Throwable> chain(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .limit(CAUSES_MAX)
                .toList();
    }
}
