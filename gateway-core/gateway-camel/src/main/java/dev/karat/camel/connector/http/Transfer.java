package dev.karat.camel.connector.http;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.spec.ConnectorSpec;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Sends a request as it is and waits for the whole answer, within the time and the size that the connector allows.
 * Whatever the answer means is told by {@link Meaning}. Safe for use by several threads.
 */
record Transfer(HttpClient client, ConnectorSpec spec) {
    /** @throws GatewayException VENDOR_TIMEOUT if it is unknown whether the request arrived */
    Answer send(HttpRequest request) {
        var running =
                client.sendAsync(request, info -> new LimitedBody(spec.limits().answerBytesMax()));
        try {
            // The client's own time-out ends with the headers; a body that never ends needs this one.
            HttpResponse<byte[]> response = running.get(spec.limits().timeout().toMillis(), TimeUnit.MILLISECONDS);
            return new Answer(
                    response.statusCode(),
                    response.headers(),
                    new String(response.body(), StandardCharsets.UTF_8),
                    spec.tag());
        } catch (TimeoutException late) {
            running.cancel(true);
            throw new GatewayException(
                    ErrorCode.VENDOR_TIMEOUT,
                    "No answer within " + spec.limits().timeout());
        } catch (InterruptedException stopped) {
            running.cancel(true);
            Thread.currentThread().interrupt();
            throw new GatewayException(ErrorCode.VENDOR_TIMEOUT, "The call was stopped");
        } catch (ExecutionException failed) {
            throw broken(failed.getCause());
        }
    }

    private GatewayException broken(@Nullable Throwable cause) {
        if (cause instanceof LimitedBody.TooLarge) {
            return new GatewayException(
                    ErrorCode.VENDOR_ANSWER_MALFORMED,
                    "The answer is larger than " + spec.limits().answerBytesMax() + " bytes");
        }
        if (cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException) {
            return new GatewayException(ErrorCode.VENDOR_UNAVAILABLE, spec.title() + " cannot be reached");
        }
        if (cause instanceof IOException) {
            return new GatewayException(ErrorCode.VENDOR_TIMEOUT, "The connection broke before the whole answer");
        }
        return new GatewayException(ErrorCode.INTERNAL, "The call failed", cause);
    }
}
