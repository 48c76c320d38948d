package dev.karat.store;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The right to write into a database file, held by one process at a time. It is a lock on a file beside it: opening
 * the database file itself by other means would drop the locks of SQLite (https://sqlite.org/howtocorrupt.html, 2.2).
 * A process that dies loses its claim.
 */
final class FileClaim implements AutoCloseable {
    private final FileChannel channel;

    private FileClaim(FileChannel channel) {
        this.channel = channel;
    }

    static FileClaim of(Path database) {
        Path file = database.toAbsolutePath();
        try {
            Files.createDirectories(file.getParent());
            var channel = FileChannel.open(
                    file.resolveSibling(file.getFileName() + ".lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
            if (!locked(channel)) {
                channel.close();
                throw new GatewayException(ErrorCode.STORE_IN_USE, "Another gateway has the database open: " + file);
            }
            return new FileClaim(channel);
        } catch (IOException failure) {
            throw new GatewayException(
                    ErrorCode.STORE_UNAVAILABLE, "The folder of the database cannot be written: " + file, failure);
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException heldByThisProcess) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException failure) {
            throw new GatewayException(ErrorCode.STORE_UNAVAILABLE, "The database cannot be released", failure);
        }
    }
}
