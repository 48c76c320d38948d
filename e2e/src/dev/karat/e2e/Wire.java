package dev.karat.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Stands between the gateway and a system, passes everything on as it is, and remembers what was written and
 * how it was answered. A test may act just before a request goes on, or just before its answer does.
 */
final class Wire implements AutoCloseable {
    /** What HTTP/1.1 says about one connection, not about the message; and what the client sets itself. */
    private static final Set<String> NOT_PASSED =
            Set.of("connection", "host", "content-length", "transfer-encoding", "upgrade", "http2-settings", "expect");

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService threads = Executors.newFixedThreadPool(8);
    private final List<Call> writes = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private final String vendor;
    private final Predicate<Call> writing;
    private volatile Consumer<Call> before = call -> {};
    private volatile Consumer<Call> after = call -> {};

    /**
     * One request and its answer.
     *
     * @param sent the body of the request
     * @param status status of the answer; 0 before there is one
     */
    record Call(String method, String path, String sent, int status, String answer) {
        /** @param wantedPath the path, or what it ends with */
        boolean is(String wantedMethod, String wantedPath) {
            return method.equals(wantedMethod) && path.endsWith(wantedPath);
        }
    }

    /**
     * @param vendor address of the system
     * @param writing true of a request that changes something there
     */
    Wire(String vendor, Predicate<Call> writing) {
        this.writing = writing;
        this.vendor = vendor;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::pass);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Everything so far that changes something, with its answer. */
    List<Call> writes() {
        return List.copyOf(writes);
    }

    /** Runs before each request goes on to the vendor. */
    void beforeEach(Consumer<Call> action) {
        before = action;
    }

    /** Runs after the vendor answered and before the gateway learns of it. */
    void afterEach(Consumer<Call> action) {
        after = action;
    }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            URI uri = exchange.getRequestURI();
            byte[] body = exchange.getRequestBody().readAllBytes();
            String sent = new String(body, StandardCharsets.UTF_8);
            before.accept(new Call(method, uri.getPath(), sent, 0, ""));
            var request = HttpRequest.newBuilder(URI.create(vendor + uri))
                    .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
            exchange.getRequestHeaders().forEach((name, values) -> {
                if (isPassed(name)) {
                    values.forEach(value -> request.header(name, value));
                }
            });
            HttpResponse<byte[]> answer;
            try {
                answer = client.send(request.build(), BodyHandlers.ofByteArray());
            } catch (ConnectException down) {
                // As any proxy would say it.
                exchange.sendResponseHeaders(502, -1);
                return;
            }
            var call = new Call(
                    method, uri.getPath(), sent, answer.statusCode(), new String(answer.body(), StandardCharsets.UTF_8));
            if (writing.test(call)) {
                writes.add(call);
            }
            after.accept(call);
            answer.headers().map().forEach((name, values) -> {
                if (isPassed(name)) {
                    values.forEach(value -> exchange.getResponseHeaders().add(name, value));
                }
            });
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
            exchange.getResponseBody().write(answer.body());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isPassed(String header) {
        return !NOT_PASSED.contains(header.toLowerCase(Locale.ROOT));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
