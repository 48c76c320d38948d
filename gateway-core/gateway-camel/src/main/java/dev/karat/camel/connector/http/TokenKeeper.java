package dev.karat.camel.connector.http;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import java.util.Optional;

/**
 * Keeps the tokens that vendors hand out in place of the one that was shown, which is worth nothing from then on. Safe for
 * use by several threads, and the lock of those who renew a token.
 */
public interface TokenKeeper {
    /** Nothing is kept, so that no token may be renewed. */
    TokenKeeper NONE = new TokenKeeper() {
        @Override
        public Optional<String> read(String name) {
            throw new GatewayException(ErrorCode.CONFIG_INVALID, "Tokens are renewed by a running gateway only");
        }

        @Override
        public void write(String name, String text) {
            read(name);
        }
    };

    /**
     * What was kept last under a name.
     *
     * @throws GatewayException CONFIG_INVALID if it was sealed with another key
     */
    Optional<String> read(String name);

    /**
     * Keeps a text; returns after it is durable.
     *
     * @throws GatewayException if it is not, or nobody knows
     */
    void write(String name, String text);
}
