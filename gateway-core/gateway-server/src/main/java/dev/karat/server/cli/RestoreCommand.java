package dev.karat.server.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.engine.store.Store;
import dev.karat.server.DataDirectory;
import dev.karat.server.Restore;
import dev.karat.server.RestoredStore;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Puts a backup back, with every target closed. */
@Command(
        name = "restore",
        description = "Puts a backup into a data folder on which no gateway runs. Every target is in observe then.",
        footer = {
            "",
            "Customers who were erased after the backup stay erased, as far as the database that is replaced knows them and",
            "data/erasure-key is the same. That database is kept as replaced-TIME.db; delete it when all is well."
        })
final class RestoreCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final DataOption data = new DataOption();

    @ArgGroup(multiplicity = "1")
    private final Source source = new Source();

    @Option(names = "--replace", description = "Put the backup in the place of the database that is there.")
    private boolean replace;

    @Mixin
    private final PolicyOption policy = new PolicyOption();

    static final class Source {
        @Parameters(index = "0", paramLabel = "FILE", description = "File that karat backup wrote.")
        private @Nullable Path file;

        @Option(
                names = "--finish",
                required = true,
                description = "The database was put back by its own tools, such as pg_restore: do what has to follow.")
        private boolean finish;
    }

    @Override
    public Integer call() {
        Path file = source.file;
        ObjectNode result = Output.result(true);
        try (DataDirectory held = DataDirectory.open(data.data)) {
            if (source.finish || file == null) {
                try (Store store = new StoredData(data.data).open()) {
                    told(finish(store), result);
                }
            } else {
                restore(file.toAbsolutePath().normalize(), held, result);
            }
        }
        Output.last(Output.of(spec), result);
        return 0;
    }

    private void restore(Path file, DataDirectory held, ObjectNode result) {
        if (new StoredData(data.data).isExternal()) {
            throw new GatewayException(
                    ErrorCode.RESTORE_REFUSED,
                    "The database is a PostgreSQL: use pg_restore, then karat restore --finish");
        }
        Restore.Result<RestoredStore.Result> done = Restore.of(file, held, replace, Clock.systemUTC(), this::finish);
        PrintWriter out = Output.of(spec);
        Path replaced = done.replaced();
        out.println("Restored from " + file);
        if (replaced != null) {
            out.println("The database that was there is " + replaced + " now");
        }
        if (done.erasuresCarried() < 0) {
            Output.errors(spec)
                    .println(
                            "The database that was there cannot be read: customers who were erased after the backup are"
                                    + " not known. Erase them again.");
        }
        result.put("file", file.toString())
                .put("replaced", replaced == null ? null : replaced.toString())
                .put("erasuresCarried", Math.max(0, done.erasuresCarried()))
                .put("erasuresKnown", done.erasuresCarried() >= 0);
        told(done.finished(), result);
    }

    private RestoredStore.Result finish(Store store) {
        return RestoredStore.finish(
                store, DataDirectory.erasureKey(data.data).orElse(null), policy::read, Clock.systemUTC());
    }

    private void told(RestoredStore.Result done, ObjectNode result) {
        PrintWriter out = Output.of(spec);
        out.println(done.records() + " records, " + done.profiles() + " profiles");
        out.println("Every target is in observe"
                + (done.closed().isEmpty() ? "" : "; grants taken back: " + String.join(", ", done.closed())));
        if (!done.stopped().isEmpty()) {
            out.println("Subscribers are sent nothing until they are resumed: " + String.join(", ", done.stopped()));
        }
        if (done.erasedAgain() > 0) {
            out.println(done.erasedAgain() + " records of erased customers were erased again");
        }
        result.put("records", done.records()).put("profiles", done.profiles()).put("erasedAgain", done.erasedAgain());
        var closed = result.putArray("targetsClosed");
        done.closed().forEach(closed::add);
        var stopped = result.putArray("subscribersStopped");
        done.stopped().forEach(stopped::add);
    }
}
