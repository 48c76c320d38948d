package dev.karat.server.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.server.GatewayClient;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Waits until nothing moves any more: every system was read twice without anything new, every change was compared with
 * every target, and no write is open.
 */
public final class Rest {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration LOOK = Duration.ofMillis(150);

    private final GatewayClient gateway;
    private final LongSupplier writes;
    private final Consumer<String> progress;
    private Mark last = new Mark(0, 0, 0);

    /**
     * @param writes how many changes were asked of the systems up to now
     * @param progress told from time to time how far it is
     */
    public Rest(GatewayClient gateway, LongSupplier writes, Consumer<String> progress) {
        this.gateway = gateway;
        this.writes = writes;
        this.progress = progress;
    }

    /** What moves while there is work. */
    private record Mark(long records, long changes, long writes) {}

    /** Returns the status at rest. Throws INTERNAL with what is still open if it takes longer than ten minutes. */
    public JsonNode await() {
        Instant end = Instant.now().plus(PATIENCE);
        JsonNode status = gateway.get("/api/status");
        while (true) {
            Mark before = mark(status);
            status = readAgain(readAgain(status, end), end);
            if (mark(status).equals(before) && isIdle(status)) {
                return status;
            }
        }
    }

    /** Waits until every system was read once more to its end. */
    private JsonNode readAgain(JsonNode since, Instant end) {
        while (true) {
            JsonNode now = gateway.get("/api/status");
            tell(mark(now));
            // Another time, not a later one: clocks are put back.
            if (reads(now).entrySet().stream()
                    .noneMatch(read -> read.getValue().equals(reads(since).getOrDefault(read.getKey(), "")))) {
                return now;
            }
            if (Instant.now().isAfter(end)) {
                throw new GatewayException(ErrorCode.INTERNAL, "It does not come to rest: " + now);
            }
            pause();
        }
    }

    private static Map<String, String> reads(JsonNode status) {
        var reads = new HashMap<String, String>();
        status.path("connections")
                .forEach(connection -> reads.put(
                        connection.path("name").asText(),
                        connection.path("lastSuccessAt").asText("")));
        return reads;
    }

    private Mark mark(JsonNode status) {
        JsonNode store = status.path("store");
        return new Mark(store.path("records").asLong(), store.path("changes").asLong(), writes.getAsLong());
    }

    private void tell(Mark now) {
        if (!now.equals(last)) {
            last = now;
            progress.accept(now.records() + " records, " + now.writes() + Demo.WRITES);
        }
    }

    private static boolean isIdle(JsonNode status) {
        for (JsonNode connection : status.path("connections")) {
            if (!connection.path("baselineComplete").asBoolean()) {
                return false;
            }
        }
        for (JsonNode target : status.path("targets")) {
            boolean open = target.path("open").asBoolean();
            long work = target.path("lag").asLong()
                    + (open ? target.path("pending").asLong() : 0)
                    + target.path("inFlight").asLong();
            if (work > 0) {
                return false;
            }
        }
        return status.path("waiting").asInt() == 0;
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK.toMillis());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new GatewayException(ErrorCode.INTERNAL, "Interrupted", stopped);
        }
    }
}
