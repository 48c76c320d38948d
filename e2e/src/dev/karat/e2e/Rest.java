package dev.karat.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;

/** Waits until nothing moves any more between the gateway and the systems. */
final class Rest {
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Gateway gateway;
    private final RequestTracker tracker;
    private final long records;

    /** @param records of the ERP system that have to have arrived */
    Rest(Gateway gateway, RequestTracker tracker, long records) {
        this.gateway = gateway;
        this.tracker = tracker;
        this.records = records;
    }

    private record Mark(long records, long changes, long transaction, long deadLetters) {}

    /** Returns the state of the gateway at rest. Throws with that state if it takes longer than ten minutes. */
    JsonNode await() {
        var last = new JsonNode[] {gateway.status()};
        Wait.require("it comes to rest: " + last[0], PATIENCE, () -> {
            Mark before = mark(last[0]);
            polls(2);
            last[0] = gateway.status();
            return isIdle(last[0]) && mark(last[0]).equals(before);
        });
        return last[0];
    }

    private Mark mark(JsonNode status) {
        JsonNode store = status.path("store");
        return new Mark(
                store.path("records").asLong(),
                store.path("changes").asLong(),
                tracker.lastTransaction(),
                store.path("deadLetters").asLong());
    }

    /** Waits until the help desk was read to its end so many times more. */
    void polls(int times) {
        for (int i = 0; i < times; i++) {
            String before = lastRead();
            Wait.require(
                    "the help desk is read again",
                    Duration.ofMinutes(3),
                    () -> lastRead().compareTo(before) > 0);
        }
    }

    private String lastRead() {
        for (JsonNode connection : gateway.status().path("connections")) {
            if (connection.path("name").asText().equals("support")) {
                return connection.path("lastSuccessAt").asText("");
            }
        }
        return "";
    }

    private boolean isIdle(JsonNode status) {
        for (JsonNode connection : status.path("connections")) {
            if (!connection.path("baselineComplete").asBoolean()) {
                return false;
            }
        }
        JsonNode target = status.path("targets").path(0);
        long open = target.path("open").asBoolean() ? target.path("pending").asLong() : 0;
        return target.path("lag").asLong() + target.path("inFlight").asLong() + open == 0
                && status.path("waiting").asInt() == 0
                && status.path("store").path("records").asLong() >= records;
    }
}
