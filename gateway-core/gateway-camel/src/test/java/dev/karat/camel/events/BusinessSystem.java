package dev.karat.camel.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookSigningException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * A business system that is called on loopback. It checks each signature with the library of the standard itself, and
 * answers as the test says.
 */
final class BusinessSystem implements AutoCloseable {
    static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What comes back; a status of 0 is no answer at all. */
    record Reply(int status, String retryAfter) {
        static final Reply OK = new Reply(204, "");
        static final Reply BROKEN = new Reply(500, "");
        static final Reply SILENT = new Reply(0, "");
    }

    /**
     * A call.
     *
     * @param signatures as the header holds them
     * @param signed what the library signs the same with
     */
    record Call(
            String id, long seconds, String signatures, String signed, String contentType, String body, long nanos) {
        JsonNode event() {
            try {
                return JSON.readTree(body);
            } catch (IOException noJson) {
                throw new IllegalStateException(noJson);
            }
        }

        String type() {
            return event().path("type").asText();
        }

        String subject() {
            return event().path("subject").asText();
        }

        boolean isSigned() {
            return List.of(signatures.split(" ")).contains(signed);
        }
    }

    final List<Call> calls = new CopyOnWriteArrayList<>();
    final List<Call> taken = new CopyOnWriteArrayList<>();
    volatile Function<Call, Reply> replies = call -> Reply.OK;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closed = new CountDownLatch(1);

    BusinessSystem() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::take);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hooks/karat";
    }

    /** Events that were taken, by type and family name after them. */
    List<String> story() {
        return taken.stream()
                .map(call -> call.type() + " "
                        + call.event().at("/data/after/familyName").asText("-"))
                .toList();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String id = exchange.getRequestHeaders().getFirst("webhook-id");
            long seconds = Long.parseLong(exchange.getRequestHeaders().getFirst("webhook-timestamp"));
            var call = new Call(
                    id,
                    seconds,
                    exchange.getRequestHeaders().getFirst("webhook-signature"),
                    sign(id, seconds, body),
                    exchange.getRequestHeaders().getFirst("Content-Type"),
                    body,
                    System.nanoTime());
            Reply reply = replies.apply(call);
            if (reply.status() == 204) {
                taken.add(call);
            }
            calls.add(call);
            answer(exchange, reply);
        }
    }

    private void answer(HttpExchange exchange, Reply reply) throws IOException {
        if (reply.status() == 0) {
            try {
                closed.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            return;
        }
        if (!reply.retryAfter().isEmpty()) {
            exchange.getResponseHeaders().set("Retry-After", reply.retryAfter());
        }
        exchange.sendResponseHeaders(reply.status(), -1);
    }

    private static String sign(String id, long seconds, String body) {
        try {
            return new Webhook(SECRET).sign(id, seconds, body);
        } catch (WebhookSigningException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
