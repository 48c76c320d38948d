package dev.karat.server;

import dev.karat.engine.store.Store;
import dev.karat.store.Stores;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** A PostgreSQL that can be stopped, and comes back on the same port with what it had. */
final class RestartablePostgres implements AutoCloseable {
    private static final String NAME = "postgres";

    private final Path folder;
    private final int port;
    private EmbeddedPostgres server;

    private RestartablePostgres(Path folder, EmbeddedPostgres server) {
        this.folder = folder;
        this.port = server.getPort();
        this.server = server;
    }

    static RestartablePostgres start(Path folder) throws IOException {
        return new RestartablePostgres(folder, builder(folder).start());
    }

    private static EmbeddedPostgres.Builder builder(Path folder) {
        return EmbeddedPostgres.builder()
                .setDataDirectory(folder)
                .setCleanDataDirectory(false)
                .setPGStartupWait(Duration.ofMinutes(1));
    }

    String url() {
        return server.getJdbcUrl(NAME, NAME);
    }

    /** What a gateway on this database is started with. */
    Map<String, String> environment() {
        return Map.of(
                "KARAT_STORE_URL",
                url(),
                "KARAT_STORE_USER",
                NAME,
                "KARAT_STORE_PASSWORD",
                "env:TEST_PASSWORD",
                "TEST_PASSWORD",
                NAME,
                "KARAT_CLUSTER_LEASETTL",
                "2s");
    }

    /** The state of this moment. */
    Store snapshot() {
        return Stores.postgresqlSnapshot(url(), NAME, "");
    }

    void stop() throws IOException {
        server.close();
    }

    void comeBack() throws IOException {
        server = builder(folder).setPort(port).start();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
