package dev.karat.server.bench;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;

/**
 * A PostgreSQL server that is started for one run, in a temporary folder on the loopback interface, and removed
 * afterwards. It writes to disk as a server does by default.
 */
public final class OwnPostgres implements AutoCloseable {
    private static final Duration START_MAX = Duration.ofMinutes(1);
    private static final String USER = "postgres";

    private final EmbeddedPostgres server;

    private OwnPostgres(EmbeddedPostgres server) {
        this.server = server;
    }

    /** Throws STORE_UNAVAILABLE if this installation has no such server, or it does not start. */
    public static OwnPostgres start() {
        try {
            // The library would not wait for the disk.
            return new OwnPostgres(EmbeddedPostgres.builder()
                    .setPGStartupWait(START_MAX)
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .start());
        } catch (NoClassDefFoundError notThere) {
            throw new GatewayException(
                    ErrorCode.STORE_UNAVAILABLE,
                    "This installation holds no PostgreSQL of its own: name one by --url, --user and --password",
                    notThere);
        } catch (IOException | IllegalStateException failed) {
            throw new GatewayException(ErrorCode.STORE_UNAVAILABLE, "PostgreSQL does not start", failed);
        }
    }

    /** Its empty database. */
    public BenchDatabase database() {
        return new BenchDatabase.Postgresql(server.getJdbcUrl(USER, USER), USER, "");
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException failed) {
            throw new GatewayException(ErrorCode.STORE_UNAVAILABLE, "PostgreSQL does not stop", failed);
        }
    }
}
