package dev.karat.camel.connector.http;

import dev.karat.camel.connector.http.TokenRequest.Granted;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The access token of one connection, fetched when it is needed. Safe for use by several threads. */
interface AccessToken {
    /** A token that is good for a while. */
    String value();

    /** Forgets a token that was refused; false if there is nothing to renew. */
    boolean renew();

    /** The token of a client that shows credentials of its own each time. */
    final class OfClient implements AccessToken {
        private final TokenRequest request;
        private final Clock clock;
        private @Nullable Granted token;

        OfClient(TokenRequest request, Clock clock) {
            this.request = request;
            this.clock = clock;
        }

        @Override
        public synchronized String value() {
            Instant now = clock.instant();
            if (token == null || !now.isBefore(token.renewAt())) {
                token = request.forClient();
            }
            return token.access();
        }

        @Override
        public synchronized boolean renew() {
            boolean renewable = token != null;
            token = null;
            return renewable;
        }
    }
}
