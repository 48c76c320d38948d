package dev.karat.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/** Waits until nothing moves any more between the gateway and the systems. */
final class Rest {
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Gateway gateway;
    private final List<String> systems;
    private final LongSupplier outside;
    private final long records;

    /**
     * @param systems those that are read again and again
     * @param outside a number that rises with everything that is changed in them
     * @param records that have to have arrived
     */
    Rest(Gateway gateway, List<String> systems, LongSupplier outside, long records) {
        this.gateway = gateway;
        this.systems = systems;
        this.outside = outside;
        this.records = records;
    }

    private record Mark(long records, long changes, long outside, long deadLetters) {}

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
                outside.getAsLong(),
                store.path("deadLetters").asLong());
    }

    /** Waits until each system was read to its end so many times more. */
    void polls(int times) {
        for (int i = 0; i < times; i++) {
            var before = systems.stream().map(this::lastRead).toList();
            Wait.require("the systems are read again", Duration.ofMinutes(3), () -> {
                for (int j = 0; j < before.size(); j++) {
                    if (lastRead(systems.get(j)).compareTo(before.get(j)) <= 0) {
                        return false;
                    }
                }
                return true;
            });
        }
    }

    private String lastRead(String system) {
        for (JsonNode connection : gateway.status().path("connections")) {
            if (connection.path("name").asText().equals(system)) {
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
        long left = status.path("waiting").asLong();
        for (JsonNode target : status.path("targets")) {
            left += target.path("lag").asLong() + target.path("inFlight").asLong();
            left += target.path("open").asBoolean() ? target.path("pending").asLong() : 0;
        }
        return left == 0 && status.path("store").path("records").asLong() >= records;
    }
}
