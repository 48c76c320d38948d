package dev.karat.server.cli;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.engine.hub.WriterElsewhere;
import dev.karat.engine.hub.WriterLease;
import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.store.SharedStore;
import dev.karat.server.DataDirectory;
import dev.karat.server.GatewaySettings;
import dev.karat.server.NodeName;
import dev.karat.server.cli.LoadCommand.Loaded;
import dev.karat.server.load.Members;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Files on their way into a PostgreSQL that gateways and other loads may use, too: all at once while this process holds
 * the writer's lease, or through whichever node holds it.
 */
final class LoadShared {
    private final SharedStore store;
    private final GatewaySettings.Cluster settings;
    private final @Nullable Members members;
    private final PrintWriter log;

    /** @param members who work rows out; null for this process alone */
    LoadShared(SharedStore store, GatewaySettings.Cluster settings, @Nullable Members members, PrintWriter log) {
        this.store = store;
        this.settings = settings;
        this.members = members;
        this.log = log;
    }

    /** Throws WRITER_LOST if another process took over writing meanwhile; what was stored until then stays. */
    Loaded load(LoadFiles files, DataDirectory held, GatewayPolicy policy) throws IOException {
        String name = NodeName.of(settings);
        Optional<WriterLease> taken =
                WriterLease.take(store, name, settings.leaseTtl(), holder -> tell("%s writes; waiting%n", holder));
        try (WriterLease lease = taken.orElse(null)) {
            Optional<Loaded> loaded = lease == null ? Optional.empty() : atOnce(files, held, policy, lease);
            // Another load may have ended while this one waited for it, and a gateway have written since.
            Optional<Loaded> done = loaded.isPresent() ? loaded : files.done(store, policy);
            if (done.isPresent()) {
                return done.get();
            }
            if (lease != null) {
                throw new GatewayException(
                        ErrorCode.NOT_RUNNING,
                        "The database holds something already, and no gateway runs through which records go then");
            }
        }
        tell("A gateway writes, so the records go through it, page by page%n");
        try (var writer = new WriterElsewhere(store, name)) {
            return files.pageByPage(store, policy, writer::ingest);
        }
    }

    private Optional<Loaded> atOnce(LoadFiles files, DataDirectory held, GatewayPolicy policy, WriterLease lease)
            throws IOException {
        if (members != null) {
            tell("This process writes; %d members work the rows out%n", members.size());
        }
        try {
            return files.atOnce(store, held, policy, List.of(lease.lease()), members);
        } catch (GatewayException failed) {
            throw failed.code() == ErrorCode.WRITER_LOST
                    ? new GatewayException(
                            failed.code(),
                            "Another process took over writing. What was stored stays; load again, and it goes on there",
                            failed)
                    : failed;
        }
    }

    private void tell(String format, Object... arguments) {
        log.printf(format, arguments);
        log.flush();
    }
}
