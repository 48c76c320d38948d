package dev.karat.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** The gateway dies at the worst moment: RT has created a user, and the gateway does not learn of it. */
final class Crash {
    private static final int CREATED_BEFORE = 25;
    private static final Duration UNTIL_KILLED = Duration.ofMinutes(5);

    private final Scene scene;
    private final Checks checks;

    Crash(Scene scene) {
        this.scene = scene;
        this.checks = scene.checks;
    }

    /** @param later customers whom the ERP system drops now */
    void tell(Customers later) {
        int before = scene.tracker.customers().size();
        isKilledWhileDelivering(later);
        checks.equal(
                "kill -9: customers created in RT before it",
                CREATED_BEFORE,
                scene.tracker.customers().size() - before);
        restarts();
        scene.checkRest("at the end");
        checkLog();
    }

    private void isKilledWhileDelivering(Customers later) {
        var created = new AtomicInteger();
        scene.wire.afterEach(call -> {
            if (call.is("POST", "/user") && call.status() == 201 && created.incrementAndGet() == CREATED_BEFORE) {
                scene.gateway.kill();
            }
        });
        scene.customers = scene.customers.and(later);
        scene.drop(later.csv());
        Wait.require("the gateway is killed", UNTIL_KILLED, () -> !scene.gateway.isAlive());
        scene.wire.afterEach(call -> {});
    }

    private void restarts() {
        long killed = System.nanoTime();
        scene.gateway.start();
        scene.rest().await();
        checks.note(
                "kill -9: seconds from the restart to rest",
                Duration.ofNanos(System.nanoTime() - killed).toSeconds());
        Clusters now = scene.checkInStep("after kill -9").ofRecord();
        checks.equal(
                "after kill -9: records in profiles",
                scene.customers.size(),
                now.clusterOf().size());
        Clusters truth = new Clusters(scene.customers.truth());
        checks.note("profiles of all ERP records", now.count() + " (" + now.against(truth) + ")");
        JsonNode store = scene.gateway.status().path("store");
        checks.note(
                "records, profiles, dead letters",
                store.path("records") + ", " + store.path("profiles") + ", " + store.path("deadLetters"));
    }

    private void checkLog() {
        try (var lines = Files.lines(scene.gateway.log())) {
            long telling = lines.filter(line -> line.contains("@febrl.example") || line.contains("@hmail.com"))
                    .count();
            checks.equal("lines of the log with an address of a customer", 0L, telling);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
