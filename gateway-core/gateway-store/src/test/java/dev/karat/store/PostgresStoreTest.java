package dev.karat.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.engine.store.Store;
import dev.karat.testkit.store.BaseStoreTest;
import dev.karat.testkit.store.Batch;
import dev.karat.testkit.store.Rows;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

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
    protected Store open(Path folder) {
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
