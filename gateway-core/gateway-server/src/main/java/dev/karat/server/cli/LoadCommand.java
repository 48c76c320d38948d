package dev.karat.server.cli;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.resolve.Workers;
import dev.karat.engine.store.SharedStore;
import dev.karat.server.DataDirectory;
import dev.karat.server.GatewayClient;
import dev.karat.server.GatewaySettings;
import dev.karat.server.cluster.SharedLoad;
import dev.karat.server.load.CanonicalRows;
import dev.karat.server.load.Members;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code karat load}: takes whole CSV files into the store. */
@Command(
        name = "load",
        description = "Loads records from CSV files, such as the first million of a new gateway.",
        footer = {
            "",
            "The files are those of karat resolve: UTF-8, with a header row of canonical names. Each row is a record of a",
            "system of gateway.yaml: that of its column system, or the one of --system. If a gateway runs on --data, the",
            "records go through it; else the files are loaded into its embedded database, or into the PostgreSQL that",
            "KARAT_STORE_URL names, which is fastest while that is empty. Broken off, the command is run again with the",
            "same files: it goes on where it was, and nothing is stored twice."
        })
final class LoadCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final DataOption data = new DataOption();

    @Mixin
    private final ThreadsOption threads = new ThreadsOption();

    @Parameters(arity = "1..*", paramLabel = "FILE.csv", description = "UTF-8 files with a header row.")
    private List<Path> files = List.of();

    @Option(names = "--system", paramLabel = "NAME", description = "System of rows that name none.")
    private String system = "";

    @Mixin
    private final PolicyOption policy = new PolicyOption();

    @Option(
            names = "--cluster",
            description = "Share the work with the same command on other machines, see docs/cluster.md.")
    private boolean cluster;

    @Option(names = "--connectors", paramLabel = "DIR", description = "Folder of the connectors.")
    private @Nullable Path connectors;

    @Override
    public Integer call() throws IOException {
        for (Path file : files) {
            if (!Files.isRegularFile(file)) {
                throw new GatewayException(ErrorCode.FILE_MALFORMED, file + ": there is no such file");
            }
        }
        GatewayPolicy by = policy.read();
        if (!system.isEmpty() && !by.systems().containsKey(system)) {
            throw new GatewayException(ErrorCode.SYSTEM_UNKNOWN, "--system: there is no system " + system);
        }
        Loaded loaded;
        try (var workers = threads.workers()) {
            loaded = load(by, workers);
        }
        PrintWriter out = Output.of(spec);
        out.printf("%,d records, %,d profiles%n", loaded.records(), loaded.profiles());
        Output.last(
                out,
                Output.result(true)
                        .put("records", loaded.records())
                        .put("profiles", loaded.profiles())
                        .put("seconds", ProcessFigures.secondsSinceStart())
                        .put("resumedAt", loaded.resumedAt()));
        return 0;
    }

    /**
     * What came of it.
     *
     * @param records in the files
     * @param profiles in the store at the end
     * @param resumedAt records that were there before
     */
    record Loaded(long records, long profiles, long resumedAt) {}

    private Loaded load(GatewayPolicy by, Workers workers) throws IOException {
        PrintWriter log =
                Objects.requireNonNull(spec, "picocli sets it").commandLine().getErr();
        var rows = new CanonicalRows(by, Home.connectors(connectors));
        var reading = new LoadFiles(files, system, rows, workers, log);
        Optional<GatewayClient> running = GatewayClient.find(data.data);
        if (running.isPresent()) {
            return reading.through(running.get());
        }
        var stored = new StoredData(data.data);
        GatewaySettings.Cluster nodes = stored.cluster();
        boolean shares = cluster || nodes.enabled();
        try (DataDirectory held = DataDirectory.open(data.data)) {
            if (stored.isExternal()) {
                try (SharedStore store = stored.open();
                        Members members = shares ? SharedLoad.join(nodes) : null) {
                    return new LoadShared(store, nodes, members, log).load(reading, held, by);
                }
            }
            if (shares) {
                throw new GatewayException(
                        ErrorCode.CLUSTER_NEEDS_POSTGRESQL,
                        "An embedded database cannot be shared by several processes");
            }
            return reading.into(held, by);
        }
    }
}
