package dev.karat.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.engine.store.Setting;
import dev.karat.engine.store.SharedStore;
import dev.karat.engine.store.Store;
import dev.karat.engine.store.StoredRecord;
import dev.karat.testkit.store.BaseStoreTest;
import dev.karat.testkit.store.Batch;
import dev.karat.testkit.store.Rows;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresStoreTest extends BaseStoreTest {
    private static final String USER = "postgres";

    @SuppressWarnings("NullAway.Init") // started before the first test
    private static EmbeddedPostgres server;

    private static int databases;

    private @Nullable String url;

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

    @Override
    protected SharedStore open(Path folder) {
        if (url == null) {
            url = newDatabase("test" + ++databases);
        }
        return Stores.postgresql(url, USER, "", 4);
    }

    @Test
    void aBackupNamesTheToolOfTheDatabase() {
        assertThatThrownBy(() -> store().backup(folder().resolve("copy")))
                .isInstanceOfSatisfying(GatewayException.class, refused -> {
                    assertThat(refused.code()).isEqualTo(ErrorCode.BACKUP_REFUSED);
                    assertThat(refused).hasMessageContaining("pg_dump");
                });
    }

    @Test
    void aServerThatIsNotThereIsUnavailable() {
        assertThatThrownBy(() -> Stores.postgresql("jdbc:postgresql://127.0.0.1:1/none", USER, "secret", 2))
                .isInstanceOfSatisfying(GatewayException.class, failure -> {
                    assertThat(failure.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
                    assertThat(failure).hasMessageNotContaining("secret");
                });
    }

    @Test
    void theRawRateIsMeasuredWithoutLeavingATable() throws SQLException {
        String bench = newDatabase("bench");

        assertThat(StoreBench.postgresql(bench, USER, "", 100, Duration.ofMillis(200)))
                .isPositive();

        assertThat(StoreBench.postgresql(bench, USER, "", 100, Duration.ofMillis(200)))
                .isPositive();
    }

    @Test
    void aSnapshotShowsOneStateWhateverIsCommittedMeanwhile() {
        store().commit(Batch.of(Rows.record(1, "erp", "1")).build());
        try (Store snapshot = Stores.postgresqlSnapshot(Objects.requireNonNull(url), USER, "")) {
            assertThat(snapshot.counts().records()).isEqualTo(1);
            store().commit(Batch.of(Rows.record(2, "erp", "2")).build());

            assertThat(snapshot.counts().records()).isEqualTo(1);
            assertThat(snapshot.record(Rows.key("erp", "2"))).isEmpty();
            assertThatThrownBy(() ->
                            snapshot.commit(Batch.of(Rows.record(3, "erp", "3")).build()))
                    .isInstanceOf(GatewayException.class);
        }
        assertThat(store().counts().records()).isEqualTo(2);
    }

    /**
     * The server keeps the plan that it made while a table was empty until it counts anew, a minute or more later; with it,
     * every changed record was paid for with all that ever changed before.
     */
    @Test
    void whatChangedBeforeCostsNothingEvenIfTheTableWasCountedWhileItWasEmpty() throws SQLException {
        int records = 400;
        commitNamed("Anna", records);
        store().loaded();

        for (String name : List.of("Anne", "Annika", "Anja", "Antje", "Anka")) {
            commitNamed(name, records);
        }

        // The server counts what a connection read when that ends.
        reopen();
        assertThat(rowsReadOf("record_history")).isLessThan(50L * records);
    }

    private void commitNamed(String name, int records) {
        store().commit(Batch.of(IntStream.rangeClosed(1, records)
                        .mapToObj(rid -> Rows.record(rid, Rows.key("erp", "" + rid), null, Rows.person(name)))
                        .toArray(StoredRecord[]::new))
                .build());
    }

    private long rowsReadOf(String table) throws SQLException {
        String sql = "SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_user_tables WHERE relname = '" + table + "'";
        try (var connection = DriverManager.getConnection(Objects.requireNonNull(url), USER, "");
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** The embedded server comes without these tools; they are tried where the machine has them. */
    @Test
    void aDumpOfTheDatabaseComesBackWithItsHistory(@TempDir Path dumps) throws Exception {
        assumeThat(Path.of("/usr/bin/pg_dump")).isExecutable();
        var anna = Rows.record(1, Rows.key("erp", "1"), "g1", Rows.person("Anna"));
        store().commit(Batch.of(anna)
                .goldens(Rows.golden("g1", 1, 1, Rows.person("Anna")))
                .build());
        store().commit(Batch.of(Rows.record(1, Rows.key("erp", "1"), "g1", Rows.person("Anne")))
                .settings(new Setting(Setting.Scope.PHASE, "shop", "LIVE", 1))
                .build());
        String dump = dumps.resolve("karat.dump").toString();
        String empty = newDatabase("restored");

        run("pg_dump", "--format=custom", "--file=" + dump, "--dbname=" + "test" + databases);
        run("pg_restore", "--no-owner", "--dbname=restored", dump);

        try (Store restored = Stores.postgresql(empty, USER, "", 4)) {
            assertThat(restored.counts()).isEqualTo(store().counts());
            assertThat(restored.pastRecordsOf("g1", 9)).hasSize(1);
            assertThat(restored.setting(Setting.Scope.PHASE, "shop")).isPresent();
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        var tool = new ProcessBuilder(command).redirectErrorStream(true);
        tool.environment()
                .putAll(Map.of("PGHOST", "127.0.0.1", "PGPORT", String.valueOf(server.getPort()), "PGUSER", USER));
        Process process = tool.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    private static String newDatabase(String name) {
        try (var connection = server.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
            return server.getJdbcUrl(USER, name);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
