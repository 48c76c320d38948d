package dev.karat.testkit.twin;

import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts a vendor's webhooks, one after the other, once each: a receiver that was away has to poll. Vendors try again
 * over hours, but promise neither order nor delivery.
 */
final class Webhooks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Webhooks.class);
    /** Shopify gives a receiver 5 s. */
    private static final int TIMEOUT_MILLIS = 5_000;

    private final ExecutorService sender = Executors.newSingleThreadExecutor(task -> {
        var thread = new Thread(task, "twin-webhooks");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicLong delivered = new AtomicLong();

    /** Looks whether somebody answers there, as some vendors do before they take an address. */
    static boolean isThere(String address) {
        try {
            var connection = (HttpURLConnection) URI.create(address).toURL().openConnection();
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            return connection.getResponseCode() == 200;
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }

    /** Posts the body in the background. */
    void post(String address, Map<String, String> headers, String body) {
        sender.execute(() -> {
            try {
                var connection = (HttpURLConnection) URI.create(address).toURL().openConnection();
                connection.setConnectTimeout(TIMEOUT_MILLIS);
                connection.setReadTimeout(TIMEOUT_MILLIS);
                connection.setRequestMethod("POST");
                connection.setDoOutput(true);
                headers.forEach(connection::setRequestProperty);
                try (OutputStream out = connection.getOutputStream()) {
                    out.write(body.getBytes(StandardCharsets.UTF_8));
                }
                if (connection.getResponseCode() < 300) {
                    delivered.incrementAndGet();
                }
            } catch (IOException e) {
                LOG.info("A webhook was not taken: {}", e.getClass().getSimpleName());
            }
        });
    }

    /** How many were taken by their receiver. */
    long delivered() {
        return delivered.get();
    }

    @Override
    public void close() {
        sender.shutdownNow();
    }
}
