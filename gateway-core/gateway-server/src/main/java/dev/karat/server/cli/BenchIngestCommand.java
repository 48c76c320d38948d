package dev.karat.server.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.camel.connector.Connectors;
import dev.karat.engine.config.Secrets;
import dev.karat.engine.ingest.RecordPage;
import dev.karat.server.bench.BenchDatabase;
import dev.karat.server.bench.BenchResult;
import dev.karat.server.bench.IngestBench;
import dev.karat.server.bench.OwnPostgres;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code karat bench ingest}: how many records per second become durable, mapped and matched. */
@Command(
        name = "ingest",
        description = "Measures how many records per second golden:ingest maps, matches and makes durable.",
        footer = {
            "",
            "Customers of four systems are generated, as rows of connectors/files. N of them are loaded first. Of ten",
            "rows that arrive then, four are new (most of their customers are known through another system), five are",
            "changes of stored records, and one is sent again as it was, which does not count. An answer is waited for",
            "until the page is on disk. The raw rows beside it are inserts of 500 bytes by primary key on one thread, in",
            "commits of the same size, on the same disk and right after. The last line is the result as JSON.",
            "",
            "The database is a temporary SQLite file, or one in --data, which is kept. PostgreSQL is started for the run,",
            "or name an empty database of a server by --url; what is stored there stays. Ten million records and more",
            "need a larger heap: KARAT_JAVA_OPTS=-Xmx8g."
        })
final class BenchIngestCommand implements Callable<Integer> {
    /** Databases that can be measured. */
    enum Kind {
        SQLITE,
        POSTGRES
    }

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--store", paramLabel = "KIND", description = "sqlite or postgres (default: sqlite).")
    private Kind store = Kind.SQLITE;

    @Option(
            names = "--stored",
            paramLabel = "N",
            description = "Records that are stored beforehand (default: ${DEFAULT-VALUE}).")
    private long stored = 100_000;

    @Option(names = "--seconds", paramLabel = "N", description = "How long to measure (default: ${DEFAULT-VALUE}).")
    private int seconds = 20;

    @Option(
            names = "--producers",
            paramLabel = "N",
            description = "Threads that hand over pages and wait for the answer (default: ${DEFAULT-VALUE}).")
    private int producers = 8;

    @Option(
            names = "--page",
            paramLabel = "N",
            description = "Records of a page, 1 to " + RecordPage.RECORDS_MAX + " (default: ${DEFAULT-VALUE}).")
    private int page = 250;

    @Option(names = "--data", paramLabel = "DIR", description = "Folder for the SQLite file; it is kept.")
    private @Nullable Path data;

    @Option(names = "--url", paramLabel = "URL", description = "postgres: jdbc:postgresql://host/database.")
    private @Nullable String url;

    @Option(names = "--user", paramLabel = "NAME", description = "postgres: login.")
    private @Nullable String user;

    @Option(names = "--password", paramLabel = "REF", description = "postgres: env:NAME or file:/path, never in clear.")
    private @Nullable String password;

    @Option(names = "--connectors", paramLabel = "DIR", description = "Folder of the connectors.")
    private @Nullable Path connectors;

    @Override
    public Integer call() throws IOException, InterruptedException {
        check(stored >= 0 && seconds > 0 && producers > 0, "--seconds and --producers are at least 1");
        check(page > 0 && page <= RecordPage.RECORDS_MAX, "--page is 1 to " + RecordPage.RECORDS_MAX);
        if (store == Kind.POSTGRES && url == null) {
            try (var own = OwnPostgres.start()) {
                return run(own.database());
            }
        }
        if (store == Kind.POSTGRES) {
            return run(postgres());
        }
        if (data != null) {
            return run(new BenchDatabase.Sqlite(data));
        }
        Path temporary = Files.createTempDirectory("karat-bench");
        try {
            return run(new BenchDatabase.Sqlite(temporary));
        } finally {
            FileSystemUtils.deleteRecursively(temporary);
        }
    }

    private BenchDatabase postgres() {
        check(
                url != null && user != null && password != null && Secrets.isReference(password),
                "--url needs --user and --password env:NAME or file:/path");
        return new BenchDatabase.Postgresql(
                Objects.requireNonNull(url),
                Objects.requireNonNull(user),
                Secrets.ofProcess().resolve(Objects.requireNonNull(password)));
    }

    private void check(boolean holds, String message) {
        if (!holds) {
            throw new ParameterException(
                    Objects.requireNonNull(spec, "picocli sets it").commandLine(), message);
        }
    }

    private int run(BenchDatabase database) throws InterruptedException {
        var load = new IngestBench.Load(stored, Duration.ofSeconds(seconds), producers, page);
        Connectors known = Connectors.read(Home.connectors(connectors));
        BenchResult result;
        try (var bar = TerminalBar.ofTerminal()) {
            result = new IngestBench(database, known, load, Clock.systemUTC(), bar::at).run();
        }
        print(result);
        return 0;
    }

    private void print(BenchResult result) {
        PrintWriter out = Output.of(spec);
        out.printf(
                "%,d records in %.1f s on %,d stored: %,.0f per second, each page on disk in %.0f ms (median)%n",
                result.records(), result.seconds(), result.stored(), result.recordsPerSecond(), result.p50Ms());
        out.printf(
                "Plain rows in commits of %,d: %,.0f per second, %.1f in the time of one record%n",
                result.commitRecords(), result.rawRowsPerSecond(), result.rowsPerRecord());
        ObjectNode json = Output.result(true)
                .put("store", result.store())
                .put("stored", result.stored())
                .put("records", result.records())
                .put("producers", result.producers())
                .put("page", result.page())
                .put("recordsPerSecond", Math.round(result.recordsPerSecond()))
                .put("rawRowsPerSecond", Math.round(result.rawRowsPerSecond()))
                .put("rowsPerRecord", tenths(result.rowsPerRecord()))
                .put("p50Ms", tenths(result.p50Ms()))
                .put("p99Ms", tenths(result.p99Ms()))
                .put("sync", result.sync())
                .put("seconds", tenths(result.seconds()))
                .put("commitRecords", result.commitRecords())
                .put("profiles", result.profiles());
        Output.last(out, json);
    }

    private static double tenths(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
