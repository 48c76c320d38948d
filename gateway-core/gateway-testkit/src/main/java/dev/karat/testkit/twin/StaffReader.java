package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads a twin's own interface over HTTP; a key that nobody else knows lets it past credentials and limits. */
final class StaffReader {
    /** The body, and the Link header if there is one. */
    record Page(JsonNode body, @Nullable String link) {}

    private static final String HEADER = "X-Twin-Staff";

    private final String key = UUID.randomUUID().toString();

    /** True if this reader sent the request. */
    boolean sent(HttpExchange exchange) {
        return key.equals(exchange.getRequestHeaders().getFirst(HEADER));
    }

    Page read(URI uri) {
        try {
            var connection = (HttpURLConnection) uri.toURL().openConnection();
            connection.setRequestProperty(HEADER, key);
            try (InputStream in = connection.getInputStream()) {
                return new Page(Json.MAPPER.readTree(in), connection.getHeaderField("Link"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The twin cannot be read back", e);
        }
    }
}
