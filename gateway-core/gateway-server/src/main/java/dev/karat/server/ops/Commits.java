package dev.karat.server.ops;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waiting for the writer, so that whoever asked for something knows that it holds. */
public final class Commits {
    private static final Duration WAIT = Duration.ofSeconds(30);

    private Commits() {}

    /** What the commit answered. Throws its failure, or STORE_UNAVAILABLE if it takes longer than half a minute. */
    public static <T> T done(CompletableFuture<T> commit) {
        try {
            return commit.get(WAIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof GatewayException ours) {
                throw ours;
            }
            throw new GatewayException(ErrorCode.INTERNAL, "The writer could not do it", failed);
        } catch (TimeoutException late) {
            throw new GatewayException(ErrorCode.STORE_UNAVAILABLE, "The request waits for the writer", late);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new GatewayException(ErrorCode.INTERNAL, "Interrupted while waiting for the writer", stopped);
        }
    }
}
