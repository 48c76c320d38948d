package dev.karat.server.cli;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.server.Backup;
import dev.karat.server.DataDirectory;
import dev.karat.server.GatewayClient;
import dev.karat.store.Stores;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Copies the database, through the running gateway or, if none runs, from the file itself. */
@Command(
        name = "backup",
        description = "Writes a consistent copy of the database into a new file, whether or not the gateway runs.")
final class BackupCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final DataOption data = new DataOption();

    @Parameters(index = "0", paramLabel = "FILE", description = "File to write; it must not exist yet.")
    private Path file = Path.of("");

    @Override
    public Integer call() {
        Path target = file.toAbsolutePath().normalize();
        var running = GatewayClient.find(data.data);
        long bytes = running.isPresent() ? throughGateway(running.get(), target) : directly(target);
        var out = Output.of(spec);
        out.println("Backup of " + bytes + " bytes in " + target);
        Output.last(out, Output.result(true).put("file", target.toString()).put("bytes", bytes));
        return 0;
    }

    private static long throughGateway(GatewayClient gateway, Path target) {
        var request = Output.JSON.createObjectNode().put("file", target.toString());
        return gateway.send("POST", "/api/backup", request).path("bytes").asLong();
    }

    private long directly(Path target) {
        if (!Files.exists(DataDirectory.database(data.data))) {
            throw new GatewayException(
                    ErrorCode.NOT_FOUND,
                    "There is no database in " + data.data.toAbsolutePath().normalize());
        }
        try (DataDirectory held = DataDirectory.open(data.data);
                var store = Stores.sqlite(held.database())) {
            return Backup.write(store, held, target, Clock.systemUTC());
        }
    }
}
