package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A vendor's server on loopback with state of its own. Requests are answered on several threads, one after the other
 * where they touch the state. All public methods may be called from any thread.
 */
public abstract class VendorTwin implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(VendorTwin.class);
    private static final int THREADS = 32;
    /** Those of this process that are open, by port. */
    private static final Map<Integer, VendorTwin> OPEN = new ConcurrentHashMap<>();

    static {
        // The JDK's server writes header and body apart; with Nagle's algorithm each answer would take 40 ms.
        if (System.getProperty("sun.net.httpserver.nodelay") == null) {
            System.setProperty("sun.net.httpserver.nodelay", "true");
        }
    }

    final VendorClock clock;
    final String secret;
    final Tables tables = new Tables();
    final Routes routes = new Routes();

    private final String name;
    private final HttpServer server;
    private final ExecutorService workers;
    private final Faults faults = new Faults(routes::form);
    private final RequestLog log = new RequestLog();
    private final AtomicInteger connections = new AtomicInteger();
    private final StaffReader staffReader = new StaffReader();
    private final @Nullable Path file;

    VendorTwin(String name, TwinSettings settings) {
        this.name = name;
        this.clock = new VendorClock(settings.clock());
        this.secret = settings.secret();
        this.file = settings.folder() == null ? null : settings.folder().resolve(name + ".jsonl");
        this.workers = Executors.newFixedThreadPool(THREADS, task -> {
            var thread = new Thread(task, "twin-" + name);
            thread.setDaemon(true);
            return thread;
        });
        try {
            this.server =
                    HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), settings.port()), 0);
        } catch (IOException e) {
            throw new UncheckedIOException("No port for the twin of " + name, e);
        }
    }

    /** Opens the doors, once the vendor's class has declared its tables and routes. */
    final void open() {
        if (file != null) {
            tables.open(file);
        }
        server.createContext("/", this::handle);
        server.setExecutor(workers);
        server.start();
        OPEN.put(server.getAddress().getPort(), this);
    }

    /** The twin of this process that listens at that port. */
    static Optional<VendorTwin> at(int port) {
        return Optional.ofNullable(OPEN.get(port));
    }

    /** Why a request may not pass (credentials, limits), or null. Called before the state is locked. */
    abstract @Nullable Response refuse(Request request);

    /** What this vendor says with a status that has no better reason. */
    abstract Response error(int status);

    /** True if the request only looks. */
    boolean isRead(Request request) {
        return request.method().equals("GET") || request.method().equals("HEAD");
    }

    /** What tells requests apart in faults and log: the path, unless all calls go to one. */
    String operation(Request request) {
        return request.path();
    }

    /** Lets the vendor add headers to any answer. */
    Response finish(Request request, Response response) {
        return response;
    }

    /** Every record that the vendor's own API lists, read over HTTP page by page, past limits and faults. */
    public abstract List<JsonNode> all();

    /** What a client needs to sign in, by the vendor's names. */
    public abstract Map<String, String> credentials();

    /** Root of the server, such as {@code http://127.0.0.1:41234}, without a slash at the end. */
    public final URI baseUri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The name of the vendor, lower case. */
    public final String name() {
        return name;
    }

    public final Faults faults() {
        return faults;
    }

    public final RequestLog log() {
        return log;
    }

    /**
     * Does what somebody at the vendor's own screen would do, through the same rules as the API but past its
     * credentials, limits, faults and log.
     *
     * @param pathAndQuery as a client of the API would send it
     * @param body JSON, or null
     * @return the body of the answer; a missing node where it has none
     * @throws IllegalStateException if the vendor refuses
     */
    public final JsonNode asStaff(String method, String pathAndQuery, @Nullable JsonNode body) {
        Response response = apply(Request.byStaff(method, pathAndQuery, body));
        if (!response.ok()) {
            throw new IllegalStateException(name + " answers " + response.status() + " to " + method);
        }
        return response.body().isEmpty() ? MissingNode.getInstance() : Json.parse(response.body());
    }

    /** Does the same as if it were that time at the vendor, so that the record is as old as it should be. */
    public final JsonNode asStaff(Instant at, String method, String pathAndQuery, @Nullable JsonNode body) {
        return clock.at(at, () -> asStaff(method, pathAndQuery, body));
    }

    /** Does the steps, nobody else in between, and keeps all they change or, if the process ends meanwhile, nothing. */
    public final void inOneStep(Runnable steps) {
        synchronized (tables) {
            tables.hold();
            try {
                steps.run();
            } finally {
                tables.release();
            }
        }
    }

    /** Keeps a note of the caller with the state of this twin; no client sees it. */
    public final void keep(String note, JsonNode content) {
        inOneStep(() -> {
            ObjectNode notes = tables.table("notes").get(0);
            tables.table("notes").put(0, (notes == null ? Json.object() : notes).set(note, content));
        });
    }

    /** A note that was kept, or null. */
    public final @Nullable JsonNode kept(String note) {
        synchronized (tables) {
            ObjectNode notes = tables.table("notes").get(0);
            return notes == null ? null : notes.get(note);
        }
    }

    /** Writes the whole state to a file, complete or not at all. */
    public final void save(Path path) {
        synchronized (tables) {
            tables.save(path);
        }
    }

    /** Replaces the whole state by a saved one. */
    public final void load(Path path) {
        synchronized (tables) {
            tables.load(path);
        }
    }

    @Override
    public void close() {
        OPEN.remove(server.getAddress().getPort(), this);
        server.stop(0);
        workers.shutdownNow();
        synchronized (tables) {
            tables.close();
        }
    }

    /** How many requests are being answered at this moment. */
    final int connections() {
        return connections.get();
    }

    /** One page over HTTP, read by the staff: past credentials, limits, faults and log. */
    final StaffReader.Page read(String pathAndQuery) {
        return staffReader.read(URI.create(baseUri() + pathAndQuery));
    }

    private void handle(HttpExchange exchange) throws IOException {
        connections.incrementAndGet();
        try (exchange) {
            boolean staff = staffReader.sent(exchange);
            Request request = Request.read(exchange, staff);
            Response response = staff
                    ? finish(request, apply(request))
                    : answer(request, faults.take(request.method(), operation(request)));
            if (response != null) {
                send(exchange, response);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            connections.decrementAndGet();
        }
    }

    private @Nullable Response answer(Request request, @Nullable Fault fault) throws InterruptedException {
        if (fault instanceof Fault.Refusal refusal) {
            return logged(request, refused(refusal), false);
        }
        if (fault instanceof Fault.Lost lost && !lost.applied()) {
            TimeUnit.NANOSECONDS.sleep(lost.after().toNanos());
            logged(request, Response.empty(0), false);
            return null;
        }
        if (fault instanceof Fault.Overtaken overtaken) {
            overtaken.by().run();
        }
        Response refusal = refuse(request);
        Response response = refusal == null ? apply(request) : logged(request, refusal, false);
        response = finish(request, response);
        if (fault instanceof Fault.Lost lost) {
            TimeUnit.NANOSECONDS.sleep(lost.after().toNanos());
            return null;
        }
        if (fault instanceof Fault.Slow slow) {
            TimeUnit.NANOSECONDS.sleep(slow.by().toNanos());
        }
        boolean truncate = fault instanceof Fault.Truncated;
        return truncate
                ? response.withBody(response.body().substring(0, response.body().length() / 2))
                : response;
    }

    private Response apply(Request request) {
        synchronized (tables) {
            Response response;
            try {
                Response answered = routes.answer(request);
                response = answered == null ? error(routes.knows(request.path()) ? 405 : 404) : answered;
            } catch (RuntimeException e) {
                LOG.error("The twin of {} failed on {} {}", name, request.method(), request.path(), e);
                response = error(500);
            }
            boolean changed = tables.commit();
            return request.staff() ? response : logged(request, response, changed);
        }
    }

    private Response logged(Request request, Response response, boolean changed) {
        log.add(new RequestLog.Entry(
                clock.instant(), request.method(), operation(request), response.status(), !isRead(request), changed));
        return response;
    }

    private Response refused(Fault.Refusal refusal) {
        Response said = error(refusal.status());
        Response response = refusal.body() == null ? said : new Response(refusal.status(), Map.of(), refusal.body());
        for (var header : refusal.headers().entrySet()) {
            response = response.with(header.getKey(), header.getValue());
        }
        return response;
    }

    private static void send(HttpExchange exchange, Response response) throws IOException {
        byte[] body = response.body().getBytes(StandardCharsets.UTF_8);
        response.headers().forEach(exchange.getResponseHeaders()::set);
        boolean silent = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(response.status(), silent ? -1 : body.length);
        if (!silent) {
            exchange.getResponseBody().write(body);
        }
    }
}
