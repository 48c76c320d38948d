package dev.karat.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.hub.HubLimits;
import dev.karat.engine.hub.NodeSettings;
import dev.karat.engine.hub.Signals;
import dev.karat.engine.ingest.IngestItem;
import dev.karat.engine.ingest.IngestOutcome;
import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.policy.PolicyReader;
import dev.karat.engine.resolve.Workers;
import dev.karat.engine.store.SharedStore;
import dev.karat.engine.store.Store;
import dev.karat.server.DataDirectory;
import dev.karat.server.GatewaySettings;
import dev.karat.server.GatewayUnderTest;
import dev.karat.server.cli.LoadCommand.Loaded;
import dev.karat.server.cluster.SharedLoad;
import dev.karat.server.load.CanonicalRows;
import dev.karat.server.load.LoadedRecord;
import dev.karat.server.load.Members;
import dev.karat.server.load.RowRecipe;
import dev.karat.store.Stores;
import dev.karat.testkit.data.CrmCsv;
import dev.karat.testkit.store.CustomerState;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files on their way into a PostgreSQL that others use, too. */
class WhenLoadingIntoPostgresqlTest {
    private static final Path ROUTES =
            Path.of("src/test/resources/routes").toAbsolutePath().normalize();
    private static final int RECORDS = 8_000;
    /** As after a pause in which another process held the lease: it cannot be renewed any more. */
    private static final String STEAL = "UPDATE lease SET expires_at = 0, epoch = epoch + 1";

    private static final Duration LEASE = Duration.ofSeconds(2);
    private static final byte[] KEY = "the key that all processes have".getBytes(StandardCharsets.US_ASCII);

    private static EmbeddedPostgres server;
    private static int databases;

    @TempDir
    private static Path home;

    private static Path file;
    private static GatewayPolicy policy;
    private static Expected expected;

    /** What the same file makes of an embedded database. */
    private record Expected(List<RecordKey> order, Set<String> state) {
        static Expected of(Store store) {
            var order = new ArrayList<RecordKey>();
            store.scan(record -> order.add(record.key()));
            return new Expected(order, CustomerState.of(store));
        }
    }

    @BeforeAll
    static void start() throws IOException {
        server = EmbeddedPostgres.builder()
                .setPGStartupWait(Duration.ofMinutes(1))
                .start();
        file = home.resolve("entries.csv");
        CrmCsv.write(file, 17, RECORDS);
        policy = PolicyReader.read(ROUTES.resolve(PolicyReader.FILE)).orThrow();
        try (var workers = new Workers(2);
                DataDirectory held = DataDirectory.open(home.resolve("plain"))) {
            files(workers, new StringWriter()).into(held, policy);
        }
        try (Store store = Stores.sqliteToRead(home.resolve("plain/karat.db"))) {
            expected = Expected.of(store);
        }
        assertThat(expected.order()).hasSize(RECORDS);
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    private static LoadFiles files(Workers workers, Writer log) {
        var rows = new CanonicalRows(policy, GatewayUnderTest.CONNECTORS);
        return new LoadFiles(List.of(file), "erp", rows, workers, new PrintWriter(log, true));
    }

    private static String newDatabase() throws SQLException {
        String name = "load" + ++databases;
        try (var connection = server.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        }
        return server.getJdbcUrl("postgres", name);
    }

    private static SharedStore open(String url) {
        return Stores.postgresql(url, "postgres", "", 4);
    }

    private static DataDirectory data(String name) throws IOException {
        Path folder = Files.createDirectories(home.resolve(name));
        Files.write(folder.resolve("erasure-key"), KEY);
        return DataDirectory.open(folder);
    }

    private static GatewaySettings.Cluster settings(String node, int port, List<String> members) {
        return new GatewaySettings.Cluster(
                true, node, LEASE, members, "127.0.0.1", port, "test-" + databases, 10, LEASE);
    }

    private static Loaded load(String url, String node, Writer log) throws IOException {
        return load(url, settings(node, 5701, List.of()), null, log);
    }

    private static Loaded load(String url, GatewaySettings.Cluster as, @Nullable Members members, Writer log)
            throws IOException {
        try (var workers = new Workers(2);
                SharedStore store = open(url);
                DataDirectory held = data(String.valueOf(as.node()))) {
            return new LoadShared(store, as, members, new PrintWriter(log, true))
                    .load(files(workers, log), held, policy);
        }
    }

    /** A log that has something done when a load hands over its second commit: the first one is durable then. */
    private static final class AtSecondCommit extends StringWriter {
        private final Runnable meanwhile;
        private boolean done;

        AtSecondCommit(Runnable meanwhile) {
            this.meanwhile = meanwhile;
        }

        @Override
        public void write(String text, int from, int length) {
            super.write(text, from, length);
            if (!done && toString().split("Stored ", -1).length > 2) {
                done = true;
                meanwhile.run();
            }
        }
    }

    private static Hub node(SharedStore store, String name) {
        return Hub.ofNode(
                store,
                policy,
                policy.matching().model(),
                Map.of(),
                HubLimits.STANDARD,
                KEY,
                Clock.systemUTC(),
                new SecureRandom(),
                new NodeSettings(name, LEASE, false),
                Signals.NONE);
    }

    private static IngestItem.Version streamed(RecordKey key, String family) {
        CustomerData data = GatewayUnderTest.person("Streamed", family, key.id() + "@stream.test", "+4930123000");
        IngestItem.Version loaded = LoadedRecord.of(key, data, ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
        return new IngestItem.Version(
                key, false, false, data, 7L, null, loaded.observedAt(), loaded.hash(), new byte[] {1});
    }

    private static void assertLoaded(String url) {
        try (SharedStore store = open(url)) {
            assertThat(Expected.of(store)).isEqualTo(expected);
        }
    }

    @Test
    void makesTheSameAsInAnEmbeddedDatabaseAndTakesNothingTwice() throws Exception {
        String url = newDatabase();
        Loaded loaded = load(url, "alone", new StringWriter());
        assertThat(loaded.records()).isEqualTo(RECORDS);
        assertThat(loaded.resumedAt()).isZero();
        assertLoaded(url);

        assertThat(load(url, "alone", new StringWriter()).resumedAt()).isEqualTo(RECORDS);
        assertLoaded(url);
    }

    @Test
    void endsWhenAnotherProcessTakesOverAndGoesOnBehindTheLastCommit() throws Exception {
        String url = newDatabase();
        try (SharedStore other = open(url)) {
            var log = new AtSecondCommit(() -> {
                sql(url, STEAL);
                assertThat(other.take("writer", "load/thief", LEASE)).isPresent();
            });
            assertThatThrownBy(() -> load(url, "first", log))
                    .isInstanceOfSatisfying(
                            GatewayException.class,
                            lost -> assertThat(lost.code()).isEqualTo(ErrorCode.WRITER_LOST));
            long stored = other.counts().records();
            assertThat(stored).isBetween(1L, RECORDS - 1L);

            Loaded rest = load(url, "second", new StringWriter());
            assertThat(rest.resumedAt()).isEqualTo(stored);
            assertThat(rest.records()).isEqualTo(RECORDS);
        }
        assertLoaded(url);
    }

    @Test
    void makesGatewaysWaitAndWhatStreamsInMeanwhileIsTakenAfterwards() throws Exception {
        String url = newDatabase();
        var fresh = new RecordKey("shop", "customer", "fresh");
        var loadedToo = expected.order().get(0);
        var streaming = new ArrayList<CompletableFuture<List<IngestOutcome>>>();
        try (SharedStore store = open(url)) {
            var gateway = new Hub[1];
            var log = new AtSecondCommit(() -> {
                gateway[0] = node(store, "gateway");
                streaming.add(gateway[0].ingest(List.of(streamed(fresh, "New"), streamed(loadedToo, "Newer"))));
                assertThat(gateway[0].writer())
                        .hasValueSatisfying(name -> assertThat(name).startsWith("load/"));
            });
            try {
                load(url, "loader", log);
                assertThat(streaming.get(0).get(1, TimeUnit.MINUTES))
                        .containsExactly(IngestOutcome.COMMITTED, IngestOutcome.COMMITTED);
            } finally {
                gateway[0].close();
            }
            assertThat(store.counts().records()).isEqualTo(RECORDS + 1);
            assertThat(familyName(store, fresh)).isEqualTo("New");
            assertThat(familyName(store, loadedToo)).isEqualTo("Newer");
        }
    }

    @Test
    void goesOnThroughTheGatewayThatTookOverAndIsOlderThanWhatStreamedInSince() throws Exception {
        String url = newDatabase();
        RecordKey changed = expected.order().get(0);
        try (SharedStore store = open(url)) {
            var gateway = new Hub[1];
            var log = new AtSecondCommit(() -> {
                sql(url, STEAL);
                gateway[0] = node(store, "gateway");
                assertThat(gateway[0].writer()).contains("gateway");
            });
            try {
                assertThatThrownBy(() -> load(url, "first", log)).isInstanceOf(GatewayException.class);
                long stored = store.counts().records();
                gateway[0].ingest(List.of(streamed(changed, "Newer"))).get(1, TimeUnit.MINUTES);

                Loaded rest = load(url, "second", new StringWriter());
                assertThat(rest.records()).isEqualTo(RECORDS);
                assertThat(rest.resumedAt()).isEqualTo(stored - 1);
                assertThat(store.counts().records()).isEqualTo(RECORDS);
                assertThat(familyName(store, changed)).isEqualTo("Newer");
            } finally {
                gateway[0].close();
            }
        }
    }

    private static @Nullable String familyName(Store store, RecordKey key) {
        return store.record(key).orElseThrow().data().text(Attribute.FAMILY_NAME);
    }

    @Test
    void goesPageByPageThroughTheGatewayThatWrites() throws Exception {
        String url = newDatabase();
        try (SharedStore store = open(url);
                Hub gateway = node(store, "gateway")) {
            var log = new StringWriter();
            Loaded loaded = load(url, "loader", log);
            assertThat(log.toString()).contains("gateway writes; waiting", "page by page");
            assertThat(loaded.records()).isEqualTo(RECORDS);
            assertThat(gateway.commits()).isGreaterThan(1);
            assertThat(CustomerState.of(store)).isEqualTo(expected.state());
        }
    }

    @Test
    void refusesAnotherErasureKeyThanThatOfTheGateways() throws Exception {
        String url = newDatabase();
        try (SharedStore store = open(url)) {
            node(store, "gateway").close();
        }
        try (var workers = new Workers(1);
                SharedStore store = open(url);
                DataDirectory held = DataDirectory.open(home.resolve("other-key"))) {
            var shared = new LoadShared(
                    store, settings("other", 5701, List.of()), null, new PrintWriter(new StringWriter()));
            assertThatThrownBy(() -> shared.load(files(workers, new StringWriter()), held, policy))
                    .isInstanceOfSatisfying(
                            GatewayException.class,
                            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.CLUSTER_KEY_DIFFERS));
            assertThat(store.counts().records()).isZero();
        }
    }

    @Test
    void threeMembersMakeTheSameAndOneMayDie() throws Exception {
        String url = newDatabase();
        List<Integer> ports = IntStream.range(0, 3).map(i -> freePort()).boxed().toList();
        List<String> addresses = ports.stream().map(port -> "127.0.0.1:" + port).toList();
        var members = new ArrayList<Members>();
        try {
            for (int port : ports) {
                members.add(SharedLoad.join(settings("member-" + port, port, addresses)));
            }
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> members.stream().allMatch(one -> one.size() == 3));
            var dying = new OneDies(members.get(0), members.get(2));
            var log = new StringWriter();
            Loaded loaded = load(url, settings("leader", ports.get(0), addresses), dying, log);
            assertThat(log.toString()).contains("3 members work the rows out");
            assertThat(dying.worked()).as("what members worked out").isPositive();
            assertThat(members.get(0).size()).isEqualTo(2);
            assertThat(loaded.records()).isEqualTo(RECORDS);
        } finally {
            members.forEach(Members::close);
        }
        assertLoaded(url);
    }

    /** Gives rows away half by half; with the second half a member dies, and what is lost is not asked for again. */
    private static final class OneDies implements Members {
        private final Members leader;
        private final Members victim;
        private int worked;

        OneDies(Members leader, Members victim) {
            this.leader = leader;
            this.victim = victim;
        }

        int worked() {
            return worked;
        }

        @Override
        public int size() {
            return leader.size();
        }

        @Override
        public Map<Integer, byte[]> work(RowRecipe recipe, List<byte[]> chunks) {
            int half = chunks.size() / 2;
            var back = new HashMap<>(leader.work(recipe, chunks.subList(0, half)));
            worked = back.size();
            var death = CompletableFuture.runAsync(victim::close);
            leader.work(recipe, chunks.subList(half, chunks.size())).forEach((at, chunk) -> back.put(half + at, chunk));
            death.join();
            // As if it had been with the victim.
            back.remove(0);
            return back;
        }

        @Override
        public void close() {
            // Whoever made the members ends them.
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw new IllegalStateException(none);
        }
    }

    private static void sql(String url, String statement) {
        try (var connection = DriverManager.getConnection(url, "postgres", "");
                var run = connection.createStatement()) {
            run.execute(statement);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
