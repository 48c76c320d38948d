package dev.karat.camel.connector.http;

import dev.karat.camel.connector.http.TokenRequest.Granted;
import java.time.Clock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The token of one connection, made or fetched when it is needed. Safe for use by several threads. */
interface AccessToken {
    /** A token that is good for a while. */
    String value();

    /** Forgets a token that was refused; false if there is nothing to renew. */
    boolean renew();

    /** A token that is made anew each time. */
    record Made(Supplier<String> made) implements AccessToken {
        @Override
        public String value() {
            return made.get();
        }

        @Override
        public boolean renew() {
            return false;
        }
    }

    /** A token that can be had anew at any time, such as for the client's own credentials or by signing in. */
    final class Kept implements AccessToken {
        private final Supplier<Granted> fresh;
        private final Clock clock;
        private @Nullable Granted token;

        Kept(Supplier<Granted> fresh, Clock clock) {
            this.fresh = fresh;
            this.clock = clock;
        }

        @Override
        public synchronized String value() {
            if (token == null || !clock.instant().isBefore(token.renewAt())) {
                token = fresh.get();
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
