package dev.karat.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.engine.store.Store;
import dev.karat.store.Stores;
import dev.karat.testkit.SmallDisk;
import dev.karat.testkit.store.CustomerState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real gateway as a process that loses its database or its disk while files come in ends in the same state as one
 * that nobody disturbs.
 */
class FaultsIT {
    private static final long SEED = Long.getLong("karat.faults.seed", System.nanoTime());
    private static final int ROWS = 60;

    @TempDir
    private Path home;

    private Path routes() throws IOException {
        Path routes = home.resolve("routes");
        Files.createDirectories(routes);
        Files.writeString(routes.resolve("gateway.yaml"), """
                version: 1
                gateway: { country: DE, timezone: UTC }
                systems:
                  erp: { connector: files, connection: { url: "file:%s", settle: 200ms }, poll: 300ms }
                """.formatted(inbox()));
        Files.writeString(routes.resolve("erp.camel.yaml"), """
                - route:
                    id: erp-customers-in
                    from:
                      uri: kamelet:files-customer-source
                      parameters: { system: erp }
                      steps:
                        - to: golden:ingest
                """);
        return routes;
    }

    private Path inbox() throws IOException {
        return Files.createDirectories(home.resolve("inbox"));
    }

    private void awaitAllTaken() {
        Awaitility.await().atMost(KaratProcess.PATIENCE).until(() -> {
            try (Stream<Path> files = Files.list(inbox())) {
                return files.noneMatch(Files::isRegularFile);
            }
        });
    }

    /** What a gateway makes of the same files when nobody disturbs it. */
    private Set<String> undisturbed(int files) throws IOException {
        Path data = home.resolve("undisturbed");
        try (var gateway = KaratProcess.start(routes(), data, Map.of())) {
            gateway.client();
            new CustomerFiles(SEED, files, ROWS).drop(inbox(), files);
            awaitAllTaken();
        }
        try (var store = Stores.sqliteToRead(DataDirectory.database(data))) {
            return CustomerState.of(store);
        }
    }

    private static void assertSame(Set<String> disturbed, Set<String> undisturbed) {
        assertThat(undisturbed).isNotEmpty();
        var lost = new TreeSet<>(undisturbed);
        lost.removeAll(disturbed);
        var other = new TreeSet<>(disturbed);
        other.removeAll(undisturbed);
        assertThat(lost)
                .as("lost, with seed %d; instead there is %s", SEED, other)
                .isEmpty();
        assertThat(other).as("too many, with seed %d", SEED).isEmpty();
    }

    @Test
    void aDatabaseThatStopsAndComesBackIsWaitedFor() throws Exception {
        int files = 6;
        var incoming = new CustomerFiles(SEED, files, ROWS);
        try (var server = RestartablePostgres.start(home.resolve("postgresql"))) {
            try (var gateway = KaratProcess.start(routes(), home.resolve("data"), server.environment())) {
                GatewayClient client = gateway.client();
                incoming.drop(inbox(), 3);
                server.stop();
                incoming.drop(inbox(), 2);
                // The process lives and says what is wrong.
                assertThat(client.get("/actuator/health/liveness")
                                .path("status")
                                .asText())
                        .isEqualTo("UP");
                server.comeBack();
                incoming.drop(inbox(), incoming.left());
                awaitAllTaken();
            }
            try (Store store = server.snapshot()) {
                assertSame(CustomerState.of(store), undisturbed(files));
            }
        }
    }

    @Test
    void aFullDiskStopsItAndRoomSetsItGoingAgain() throws Exception {
        Path disk = Files.createDirectories(home.resolve("disk"));
        Optional<SmallDisk> small = SmallDisk.in(disk, 6);
        Assumptions.assumeTrue(small.isPresent(), "only root can mount a disk");
        try (var full = small.orElseThrow()) {
            int files = 80;
            var incoming = new CustomerFiles(SEED, files, ROWS);
            Path data = disk.resolve("data");
            Set<String> disturbed;
            try (var gateway = KaratProcess.start(routes(), data, Map.of())) {
                GatewayClient client = gateway.client();
                incoming.drop(inbox(), files);
                Awaitility.await()
                        .atMost(KaratProcess.PATIENCE)
                        .until(() -> client.get("/api/status")
                                .path("connections")
                                .findValuesAsText("errorCode")
                                .contains("STORE_UNAVAILABLE"));
                full.resize(300);
                awaitAllTaken();
            }
            try (var store = Stores.sqliteToRead(DataDirectory.database(data))) {
                disturbed = CustomerState.of(store);
            }
            assertSame(disturbed, undisturbed(files));
        }
    }
}
