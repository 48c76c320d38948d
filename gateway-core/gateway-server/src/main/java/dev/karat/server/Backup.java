package dev.karat.server;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.engine.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** Copies of the database. They hold personal data, so only their owner may read them. */
public final class Backup {
    private Backup() {}

    /**
     * Writes a copy into a new file and remembers when.
     *
     * @param file absolute path of a file that does not exist, in a folder that does
     * @return size of the copy in bytes
     */
    public static long write(Store store, DataDirectory data, Path file, Clock clock) {
        Path folder = file.getParent();
        if (!file.isAbsolute() || Files.exists(file) || folder == null || !Files.isDirectory(folder)) {
            throw new GatewayException(
                    ErrorCode.BACKUP_REFUSED, "A backup goes to an absolute path of a new file in an existing folder");
        }
        store.backup(file);
        try {
            PrivateFile.restrict(file);
            PrivateFile.write(marker(data), clock.instant().toString());
            return Files.size(file);
        } catch (IOException failure) {
            throw DataDirectory.unusable(file, failure);
        }
    }

    /** When the last backup of this data folder was finished. */
    public static Optional<Instant> lastAt(DataDirectory data) {
        Path file = marker(data);
        try {
            return Files.exists(file) ? Optional.of(Instant.parse(Files.readString(file))) : Optional.empty();
        } catch (IOException failure) {
            throw DataDirectory.unusable(file, failure);
        }
    }

    private static Path marker(DataDirectory data) {
        return data.folder().resolve("last-backup");
    }
}
