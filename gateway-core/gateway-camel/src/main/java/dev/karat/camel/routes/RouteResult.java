package dev.karat.camel.routes;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** How a route ended with what it was given. */
public final class RouteResult {
    private RouteResult() {}

    /**
     * Why the exchange does not count as done, or null if it does. A route that marks it for rollback takes it back
     * without an exception.
     */
    public static @Nullable Exception failure(Exchange exchange) {
        Exception failed = exchange.getException();
        return failed == null && (exchange.isRollbackOnly() || exchange.isRollbackOnlyLast())
                ? new GatewayException(ErrorCode.INTERNAL, "The route took the exchange back")
                : failed;
    }
}
