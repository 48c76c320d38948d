package dev.karat.server.cli;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.engine.config.Secrets;
import dev.karat.engine.store.CommitBatch;
import dev.karat.engine.store.Setting;
import dev.karat.engine.store.SharedStore;
import dev.karat.engine.store.Store;
import dev.karat.server.DataDirectory;
import dev.karat.server.GatewaySettings;
import dev.karat.store.Stores;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * The database for commands that need no gateway: the PostgreSQL that the environment names as it does for
 * {@code karat run}, else the embedded one of the data folder.
 */
final class StoredData {
    private static final String URL = "KARAT_STORE_URL";

    private static final int CONNECTIONS = 4;

    private final Path data;
    private final Map<String, String> environment;

    StoredData(Path data) {
        this(data, System.getenv());
    }

    StoredData(Path data, Map<String, String> environment) {
        this.data = data;
        this.environment = environment;
    }

    /** True if it is a PostgreSQL. */
    boolean isExternal() {
        return url() != null;
    }

    /** One state of it, also while a gateway works on it. Throws NOT_FOUND if there is none. */
    Store snapshot() {
        String url = url();
        return url == null ? Stores.sqliteSnapshot(embedded()) : Stores.postgresqlSnapshot(url, user(), password());
    }

    /** The database to write into; no gateway may work on it. Throws NOT_FOUND if there is none. */
    SharedStore open() {
        String url = url();
        return url == null ? Stores.sqlite(embedded()) : Stores.postgresql(url, user(), password(), CONNECTIONS);
    }

    /** Notes facts for the next gateway that works on it, and for those that share a PostgreSQL. Throws NOT_FOUND. */
    void note(List<Setting> facts) {
        try (SharedStore store = open()) {
            store.commit(CommitBatch.ofSettings(facts, List.of()));
        }
    }

    /** What the environment says about other nodes, by the names that {@code karat run} knows. Throws CONFIG_INVALID. */
    GatewaySettings.Cluster cluster() {
        var sources = new MutablePropertySources();
        sources.addFirst(new SystemEnvironmentPropertySource(
                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, Map.copyOf(environment)));
        try {
            return new Binder(ConfigurationPropertySources.from(sources))
                    .bindOrCreate("karat.cluster", GatewaySettings.Cluster.class);
        } catch (BindException wrong) {
            throw new GatewayException(ErrorCode.CONFIG_INVALID, wrong.getName() + " in the environment", wrong);
        }
    }

    private Path embedded() {
        Path database = DataDirectory.database(data);
        if (!Files.exists(database)) {
            throw new GatewayException(
                    ErrorCode.NOT_FOUND,
                    "There is no database in " + data.toAbsolutePath().normalize());
        }
        return database;
    }

    private @Nullable String url() {
        String url = environment.get(URL);
        return url == null || url.isBlank() ? null : url;
    }

    private String user() {
        return environment.getOrDefault("KARAT_STORE_USER", "karat");
    }

    private String password() {
        String reference = environment.getOrDefault("KARAT_STORE_PASSWORD", "");
        if (!Secrets.isReference(reference)) {
            throw new GatewayException(ErrorCode.SECRET_LITERAL, "KARAT_STORE_PASSWORD");
        }
        return Secrets.ofProcess().resolve(reference);
    }
}
