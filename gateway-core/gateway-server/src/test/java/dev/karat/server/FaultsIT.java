package dev.karat.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.store.Stores;
import dev.karat.testkit.SmallDisk;
import dev.karat.testkit.store.CustomerState;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real gateway as a process, disturbed in many ways while files come in, ends in the same state as one that nobody
 * disturbs. {@code -Dkarat.faults=100} disturbs it a hundred times; docs/faults.md tells how.
 */
class FaultsIT {
    private static final int FAULTS = Integer.getInteger("karat.faults", 2);
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
    void killsAndPausesLoseNothingAndDoubleNothing() throws Exception {
        var random = new Random(SEED);
        int files = 2 * FAULTS + 2;
        Path data = home.resolve("data");
        var incoming = new CustomerFiles(SEED, files, ROWS);
        KaratProcess gateway = KaratProcess.start(routes(), data, Map.of());
        try {
            gateway.client();
            for (int fault = 0; fault < FAULTS; fault++) {
                incoming.drop(inbox(), 2);
                // At some moment of reading, matching, committing or moving the file away.
                Awaitility.await()
                        .pollDelay(Duration.ofMillis(random.nextInt(1_500)))
                        .until(() -> true);
                if (random.nextInt(4) == 0) {
                    gateway.signal("STOP");
                    Awaitility.await().pollDelay(Duration.ofMillis(500)).until(() -> true);
                    gateway.signal("CONT");
                } else {
                    gateway.kill();
                    gateway = KaratProcess.start(routes(), data, Map.of());
                    gateway.client();
                }
            }
            incoming.drop(inbox(), incoming.left());
            awaitAllTaken();
        } finally {
            gateway.close();
        }
        try (var store = Stores.sqliteToRead(DataDirectory.database(data))) {
            assertThat(store.deadLetters(null, 10)).isEmpty();
            assertSame(CustomerState.of(store), undisturbed(files));
        }
    }

    @Test
    void aDatabaseThatStopsAndComesBackIsWaitedFor() throws Exception {
        int files = 6;
        var incoming = new CustomerFiles(SEED, files, ROWS);
        Path cluster = home.resolve("postgresql");
        EmbeddedPostgres server = postgresql(cluster, 0);
        int port = server.getPort();
        var environment = Map.of(
                "KARAT_STORE_URL", server.getJdbcUrl("postgres", "postgres"),
                "KARAT_STORE_USER", "postgres",
                "KARAT_STORE_PASSWORD", "env:TEST_PASSWORD",
                "TEST_PASSWORD", "postgres",
                "KARAT_CLUSTER_LEASETTL", "2s");
        try (var gateway = KaratProcess.start(routes(), home.resolve("data"), environment)) {
            GatewayClient client = gateway.client();
            incoming.drop(inbox(), 3);
            server.close();
            incoming.drop(inbox(), 2);
            // The process lives and says what is wrong.
            assertThat(client.get("/actuator/health/liveness").path("status").asText())
                    .isEqualTo("UP");
            server = postgresql(cluster, port);
            incoming.drop(inbox(), incoming.left());
            awaitAllTaken();
        }
        try (var store = Stores.postgresql(server.getJdbcUrl("postgres", "postgres"), "postgres", "", 2)) {
            assertSame(CustomerState.of(store), undisturbed(files));
        } finally {
            server.close();
        }
    }

    private static EmbeddedPostgres postgresql(Path folder, int port) throws IOException {
        var builder = EmbeddedPostgres.builder()
                .setDataDirectory(folder)
                .setCleanDataDirectory(false)
                .setPGStartupWait(Duration.ofMinutes(1));
        return (port == 0 ? builder : builder.setPort(port)).start();
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
