package dev.karat.hub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.hub.Turn;
import dev.karat.engine.ingest.IngestItem;
import dev.karat.engine.store.Setting;
import dev.karat.engine.store.SharedStore;
import dev.karat.engine.store.Store;
import dev.karat.store.Stores;
import dev.karat.testkit.store.CustomerState;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes in this process and in others, on a real PostgreSQL. */
class WhenSeveralNodesShareADatabaseTest {
    private static final long SEED = 20261126;
    /** Processes that are killed; {@code -Dkarat.faults=100} kills a hundred. */
    private static final int KILLS = Integer.getInteger("karat.faults", 4);

    @SuppressWarnings("NullAway.Init") // started before the first test
    private static EmbeddedPostgres server;

    private static int databases;

    @BeforeAll
    static void startServer() throws IOException {
        server = EmbeddedPostgres.builder()
                .setPGStartupWait(Duration.ofMinutes(1))
                .start();
    }

    @AfterAll
    static void stopServer() throws IOException {
        server.close();
    }

    private static String newDatabase() throws SQLException {
        String name = "nodes" + ++databases;
        try (var connection = server.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        }
        return server.getJdbcUrl("postgres", name);
    }

    private static SharedStore open(String url) {
        return Stores.postgresql(url, "postgres", "", 8);
    }

    /** What one gateway that is alone makes of the same records, one page after the other. */
    private static Set<String> expected(Path folder) {
        try (var alone = new HubFixture(folder.resolve("alone.db"))) {
            CrowdOfCustomers.pages(NodeProcess.PEOPLE, NodeProcess.PER_PAGE, SEED)
                    .forEach(page -> alone.ingest(page.toArray(IngestItem[]::new)));
            Set<String> state = alone.state();
            assertThat(state).hasSize(NodeProcess.PEOPLE);
            return state;
        }
    }

    @Test
    void matchingRecordsAtTwoNodesBecomeOneProfile(@TempDir Path folder) throws Exception {
        String url = newDatabase();
        try (var storeA = open(url);
                var storeB = open(url);
                var a = NodeProcess.join(storeA, "a");
                var b = NodeProcess.join(storeB, "b")) {
            takeInParallel(List.of(a, b), CrowdOfCustomers.pages(NodeProcess.PEOPLE, NodeProcess.PER_PAGE, SEED));

            assertThat(CustomerState.of(storeA)).isEqualTo(expected(folder));
            assertThat(a.writer()).isPresent().isEqualTo(b.writer());
            assertThat(a.commits() == 0 || b.commits() == 0)
                    .as("one node writes")
                    .isTrue();
        }
    }

    private static void takeInParallel(List<Hub> hubs, List<List<IngestItem>> pages) throws Exception {
        var pool = Executors.newFixedThreadPool(8);
        try {
            var tasks = new ArrayList<Callable<Object>>();
            for (int i = 0; i < pages.size(); i++) {
                Hub hub = hubs.get(i % hubs.size());
                List<IngestItem> page = pages.get(i);
                tasks.add(() -> HubFixture.await(hub.ingest(page)));
            }
            for (var done : pool.invokeAll(tasks)) {
                done.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void processesThatAreKilledLoseNothingAndDoubleNothing(@TempDir Path folder) throws Exception {
        String url = newDatabase();
        var random = new Random();
        var first = new ChildNode(url, "first", SEED, 0, 2);
        var second = new ChildNode(url, "second", SEED, 1, 2);
        try {
            for (int kill = 0; kill < KILLS; kill++) {
                ChildNode victim = random.nextBoolean() ? first : second;
                int enough = victim.acknowledged() + 1 + random.nextInt(6);
                await().atMost(Duration.ofMinutes(2)).until(() -> victim.acknowledged() >= enough || victim.isDone());
                victim.kill();
                victim.start();
            }
            await().atMost(Duration.ofMinutes(10)).until(() -> first.isDone() && second.isDone());
        } finally {
            first.kill();
            second.kill();
        }

        try (var store = open(url)) {
            assertEveryRecordIsThere(store);
            assertThat(CustomerState.of(store)).isEqualTo(expected(folder));
        }
    }

    private static void assertEveryRecordIsThere(Store store) {
        for (List<IngestItem> page : CrowdOfCustomers.pages(NodeProcess.PEOPLE, NodeProcess.PER_PAGE, SEED)) {
            for (IngestItem item : page) {
                RecordKey key = ((IngestItem.Version) item).key();
                assertThat(store.record(key)).as(key.toString()).isPresent();
            }
        }
    }

    @Test
    void aWriterThatIsPausedLongerThanItsLeaseIsFenced(@TempDir Path folder) throws Exception {
        String url = newDatabase();
        var first = new ChildNode(url, "first", SEED, 0, 2);
        await().atMost(Duration.ofMinutes(2)).until(() -> first.acknowledged() > 3);
        var second = new ChildNode(url, "second", SEED, 1, 2);
        try (var store = open(url)) {
            await().atMost(Duration.ofMinutes(2)).until(() -> second.acknowledged() > 1);
            first.signal("STOP");
            int before = second.acknowledged();

            await().atMost(Duration.ofMinutes(1)).until(() -> second.acknowledged() > before + 3);
            assertThat(store.held())
                    .filteredOn(lease -> lease.name().equals("writer"))
                    .singleElement()
                    .satisfies(lease -> assertThat(lease.owner()).startsWith("second"));
            first.signal("CONT");

            await().atMost(Duration.ofMinutes(3)).until(() -> first.isDone() && second.isDone());
            assertEveryRecordIsThere(store);
            assertThat(CustomerState.of(store)).isEqualTo(expected(folder));
        } finally {
            first.kill();
            second.kill();
        }
    }

    @Test
    void aNodeWithAnotherErasureKeyIsRefused() throws Exception {
        String url = newDatabase();
        try (var storeA = open(url);
                var storeB = open(url);
                var a = NodeProcess.join(storeA, "a")) {
            assertThat(a.writer()).isPresent();

            assertThatThrownBy(() -> NodeProcess.join(storeB, "b", "another key of 16 bytes or more".getBytes(UTF_8)))
                    .isInstanceOfSatisfying(
                            GatewayException.class,
                            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.CLUSTER_KEY_DIFFERS));
        }
    }

    @Test
    void turnsAreSharedOutAndPassToTheNodeThatIsLeft() throws Exception {
        String url = newDatabase();
        List<String> names = List.of("shop/customers", "erp/customers", "desk/users", "desk/tickets");
        try (var storeA = open(url);
                var storeB = open(url)) {
            try (var a = NodeProcess.join(storeA, "a")) {
                List<Turn> ofA = names.stream().map(a::turn).toList();
                await().atMost(Duration.ofMinutes(1)).until(() -> ofA.stream().allMatch(Turn::isMine));
                try (var b = NodeProcess.join(storeB, "b")) {
                    List<Turn> ofB = names.stream().map(b::turn).toList();
                    assertThat(ofB).noneMatch(Turn::isMine);
                    await().atMost(Duration.ofMinutes(1))
                            .until(() -> ofB.stream().filter(Turn::isMine).count() == 2
                                    && ofA.stream().filter(Turn::isMine).count() == 2);
                    Turn shop = ofA.get(0).isMine() ? ofA.get(0) : ofB.get(0);
                    HubFixture.await(b.remember(
                            Setting.Scope.CURSOR, "shop/customers", "page-2", Objects.requireNonNull(shop.lease())));
                    assertThat(b.cursor(Setting.Scope.CURSOR, "shop/customers")).contains("page-2");
                }
                await().atMost(Duration.ofMinutes(1)).until(() -> ofA.stream().allMatch(Turn::isMine));
            }
        }
    }
}
