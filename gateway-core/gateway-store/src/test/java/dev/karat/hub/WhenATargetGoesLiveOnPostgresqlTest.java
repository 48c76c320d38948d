package dev.karat.hub;

import dev.karat.engine.store.SharedStore;
import dev.karat.store.Stores;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The same story on a PostgreSQL, with a database of its own for each test. */
class WhenATargetGoesLiveOnPostgresqlTest extends WhenATargetGoesLiveTest {
    @SuppressWarnings("NullAway.Init") // started before the first test
    private static EmbeddedPostgres server;

    private static int databases;

    private final String database = "live" + ++databases;
    private boolean created;

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
    SharedStore store() {
        if (!created) {
            created = true;
            try (var connection = server.getPostgresDatabase().getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("CREATE DATABASE " + database);
            } catch (SQLException failure) {
                throw new IllegalStateException(failure);
            }
        }
        return Stores.postgresql(server.getJdbcUrl("postgres", database), "postgres", "", 4);
    }
}
