package dev.karat.server;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;

/** Tells a gateway of customers over HTTP, of each until he is acknowledged, and remembers who was. */
final class Caller implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A customer whom no file tells of. */
    private static final int FIRST = 1_000_000;

    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        var daemon = new Thread(task, "caller");
        daemon.setDaemon(true);
        return daemon;
    });
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private int told;

    /** Begins to tell of the next customers. */
    void tell(LivingGateway gateway, int customers) {
        for (int i = 0; i < customers; i++) {
            int number = told++;
            thread.execute(() -> {
                Awaitility.await()
                        .atMost(KaratProcess.PATIENCE)
                        .pollInterval(Duration.ofMillis(50))
                        .ignoreExceptions()
                        .until(() -> {
                            gateway.client().orElseThrow().send("POST", "/api/records", customer(number));
                            return true;
                        });
                acknowledged.add("p" + number);
            });
        }
    }

    private static ObjectNode customer(int number) {
        ObjectNode body = JSON.createObjectNode();
        ObjectNode record =
                body.putArray("records").addObject().put("system", "erp").put("id", "p" + number);
        ObjectNode data = record.putObject("data")
                .put("givenName", CustomerFiles.given(FIRST + number))
                .put("familyName", CustomerFiles.family(FIRST + number));
        data.putArray("emails").add("p" + number + "@example.test");
        data.putArray("phones").add("+4930" + (6_000_000 + number));
        return body;
    }

    /** Ids of the customers whom the gateway acknowledged. */
    Set<String> acknowledged() {
        return Set.copyOf(acknowledged);
    }

    void awaitAcknowledged() {
        Awaitility.await().atMost(KaratProcess.PATIENCE).until(() -> acknowledged.size() == told);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
