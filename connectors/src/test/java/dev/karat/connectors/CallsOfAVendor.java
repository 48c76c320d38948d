package dev.karat.connectors;

import com.sun.net.httpserver.HttpServer;
import dev.karat.camel.connector.spec.Connection;
import dev.karat.camel.connector.webhook.ToldRecords;
import dev.karat.camel.connector.webhook.WebhookCall;
import dev.karat.camel.connector.webhook.WebhookReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Takes the calls of a vendor's twin and says what its connector makes of them. */
final class CallsOfAVendor implements AutoCloseable {
    private static final int WAIT_SECONDS = 10;

    private final BlockingQueue<WebhookCall> calls = new LinkedBlockingQueue<>();
    private final HttpServer server;
    private final WebhookReader reader;

    /** @param settings the secrets with which the calls are checked */
    CallsOfAVendor(VendorUnderTest vendor, Map<String, String> settings) throws IOException {
        reader = new WebhookReader(
                Objects.requireNonNull(vendor.folder.spec().webhook()),
                new Connection(settings, Set.of()),
                vendor.clock);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            var headers = new HashMap<String, String>();
            exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
            byte[] body = exchange.getRequestBody().readAllBytes();
            calls.add(new WebhookCall("POST", address(), headers, body));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
    }

    /** What the next call tells; waits for it. */
    ToldRecords told() {
        try {
            return reader.read(Objects.requireNonNull(calls.poll(WAIT_SECONDS, TimeUnit.SECONDS)));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Stopped", stopped);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
