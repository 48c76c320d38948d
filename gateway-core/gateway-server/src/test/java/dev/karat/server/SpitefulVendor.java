package dev.karat.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server that fails in one way after the other, and repeats what it was shown wherever it can. */
final class SpitefulVendor implements AutoCloseable {
    static final String CANARY = "cAnArY";

    /** Ways to fail. */
    static final int WAYS = 14;

    private static final Pattern SHOWN = Pattern.compile(CANARY + "-([a-z]+)-us1");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
    private final Set<String> heard = new ConcurrentSkipListSet<>();
    private final Set<Integer> taken = new ConcurrentSkipListSet<>();
    private final Set<String> forms = new ConcurrentSkipListSet<>(Set.of(CANARY));
    private volatile int only = -1;
    private List<AutoCloseable> others = List.of();

    SpitefulVendor() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        server.createContext("/", this::fail);
        server.setExecutor(threads);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Systems whose secret it was shown. */
    Set<String> heard() {
        return new TreeSet<>(heard);
    }

    int waysTaken() {
        return taken.size();
    }

    /** What must not be heard again: parts of the secrets, as they are and as they were shown. */
    Set<String> forms() {
        return forms;
    }

    /** From now on all calls are answered with rows that have no id. */
    void giveRowsWithoutId() {
        only = WAYS - 1;
    }

    void alsoClose(AutoCloseable... twins) {
        others = List.of(twins);
    }

    private String shown(HttpExchange exchange) throws IOException {
        var all = new StringBuilder(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        exchange.getRequestHeaders()
                .values()
                .forEach(values -> values.forEach(value -> {
                    all.append(' ').append(value);
                    if (value.startsWith("Basic ")) {
                        String pair = value.substring("Basic ".length());
                        forms.add(pair.substring(pair.length() / 2));
                        all.append(' ').append(new String(Base64.getDecoder().decode(pair), StandardCharsets.UTF_8));
                    }
                }));
        Matcher secrets = SHOWN.matcher(all);
        while (secrets.find()) {
            heard.add(secrets.group(1));
        }
        return all.toString().replaceAll("[\\\\\"\\s]+", " ").strip();
    }

    private void fail(HttpExchange exchange) throws IOException {
        String shown = shown(exchange);
        if (exchange.getRequestURI().getPath().contains("oauth")) {
            answer(exchange, 200, "{\"access_token\": \"" + CANARY + "-access-us1\", \"expires_in\": 86399}");
            return;
        }
        // Each system meets each way.
        Matcher secret = SHOWN.matcher(shown);
        String system = secret.find() ? secret.group(1) : "";
        int next = calls.computeIfAbsent(system, any -> new AtomicInteger()).getAndIncrement() % WAYS;
        int way = only < 0 ? next : only;
        taken.add(way);
        String json = "{\"errors\": \"" + shown + "\", \"title\": \"" + shown + "\", \"message\": \"" + shown
                + "\", \"error\": \"" + shown + "\", \"description\": \"" + shown + "\"}";
        String html = "<html><body>" + shown + "</body></html>";
        switch (way) {
            case 0 -> answer(exchange, 401, json);
            case 1 -> answer(exchange, 403, json);
            case 2 -> answer(exchange, 422, json);
            case 3 -> answer(exchange, 429, json);
            case 4 -> answer(exchange, 500, html);
            case 5 -> answer(exchange, 200, html);
            case 6 -> answer(exchange, 200, "{\"customers\": [{\"id\": \"" + shown);
            case 7 -> answer(exchange, 200, "{\"customers\": \"" + shown + "\"}");
            case 8 -> redirect(exchange, "http://localhost:1/?to=" + CANARY);
            case 9 -> redirect(exchange, url() + "/again?to=" + CANARY);
            case 10 -> redirect(exchange, "no address \u0000 " + CANARY);
            case 11 -> exchange.close();
            case 12 -> late(exchange);
            default ->
                answer(exchange, 200, row("customers") + row("members") + row("users") + row("items") + "\"x\": 1}");
        }
    }

    /** Rows without an id go to the dead letters. */
    private static String row(String list) {
        return (list.equals("customers") ? "{" : "") + "\"" + list + "\": [{\"email\": \"nobody@example.org\"}], ";
    }

    private static void late(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 1_000);
        exchange.getResponseBody().write("{\"half".getBytes(StandardCharsets.UTF_8));
        exchange.close();
    }

    private static void redirect(HttpExchange exchange, String to) throws IOException {
        exchange.getResponseHeaders().set("Location", to.replaceAll("[\\r\\n\u0000]", " "));
        answer(exchange, 302, "{}");
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        for (AutoCloseable other : others) {
            try {
                other.close();
            } catch (Exception unexpected) {
                throw new IllegalStateException(unexpected);
            }
        }
    }
}
