package dev.karat.store;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A consistent copy of an SQLite file that is in use, by {@code VACUUM INTO} (https://sqlite.org/lang_vacuum.html). It
 * appears under its name only when it is whole and on disk.
 */
final class SqliteBackup {
    private SqliteBackup() {}

    static void write(Database database, Path file) {
        if (Files.exists(file)) {
            throw new GatewayException(ErrorCode.BACKUP_REFUSED, "There is already a file " + file);
        }
        Path partial = file.toAbsolutePath().resolveSibling(file.getFileName() + ".partial");
        try {
            Files.deleteIfExists(partial);
            OwnerOnlyFile.create(partial);
            database.read("The backup", connection -> {
                Sql.run(connection, "VACUUM INTO ?", partial.toString());
                return partial;
            });
            try (FileChannel channel = FileChannel.open(partial, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            throw new GatewayException(ErrorCode.STORE_UNAVAILABLE, "The backup cannot be written to " + file, failure);
        }
    }
}
