package dev.karat.camel.system;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for the engine's commit where a route cannot go on without it. */
public final class Committed {
    private static final long SECONDS_MAX = 60;

    private Committed() {}

    /**
     * What was committed.
     *
     * @throws GatewayException why it was not; STORE_UNAVAILABLE if nothing is known after a minute
     */
    public static <T> T await(CompletableFuture<T> answer) throws InterruptedException {
        try {
            return answer.get(SECONDS_MAX, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof GatewayException known
                    ? known
                    : new GatewayException(ErrorCode.INTERNAL, "The engine failed", failed.getCause());
        } catch (TimeoutException late) {
            throw new GatewayException(ErrorCode.STORE_UNAVAILABLE, "No commit within a minute", late);
        }
    }
}
