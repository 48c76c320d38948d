package dev.karat.connectors;

import com.sun.net.httpserver.HttpServer;
import dev.karat.camel.connector.webhook.WebhookCall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** An address that vendors call; it keeps the calls as they came. */
final class CallReceiver implements AutoCloseable {
    private final HttpServer server;
    private final List<WebhookCall> calls = new CopyOnWriteArrayList<>();

    CallReceiver() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", exchange -> {
            try (exchange) {
                var headers = new TreeMap<String, String>();
                exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
                byte[] body = exchange.getRequestBody().readAllBytes();
                calls.add(new WebhookCall(
                        exchange.getRequestMethod(), origin() + exchange.getRequestURI(), headers, body));
                exchange.sendResponseHeaders(200, -1);
            }
        });
        server.start();
    }

    String url() {
        return origin() + "/webhooks/system";
    }

    private String origin() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The calls so far, in their order. */
    List<WebhookCall> calls() {
        return calls;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
