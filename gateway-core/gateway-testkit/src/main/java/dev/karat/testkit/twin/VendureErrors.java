package dev.karat.testkit.twin;

import graphql.GraphqlErrorBuilder;
import graphql.execution.DataFetcherExceptionHandler;
import graphql.execution.DataFetcherExceptionHandlerParameters;
import graphql.execution.DataFetcherExceptionHandlerResult;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Errors in the words of Vendure, with its code. */
final class VendureErrors implements DataFetcherExceptionHandler {
    @Override
    public CompletableFuture<DataFetcherExceptionHandlerResult> handleException(
            DataFetcherExceptionHandlerParameters parameters) {
        Throwable thrown = parameters.getException();
        String code = thrown instanceof VendureCustomers.Refused refused ? refused.code : "INTERNAL_SERVER_ERROR";
        var error = GraphqlErrorBuilder.newError()
                .message("%s", String.valueOf(thrown.getMessage()))
                .path(parameters.getPath())
                .extensions(Map.of("code", code))
                .build();
        return CompletableFuture.completedFuture(
                DataFetcherExceptionHandlerResult.newResult(error).build());
    }
}
