package dev.karat.server;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The folder of everything that one gateway stores, held by at most one process at a time. The operating system drops
 * the lock when the process ends, however it ends.
 */
public final class DataDirectory implements AutoCloseable {
    private static final int SECRET_BYTES = 32;

    private final Path folder;
    private final FileChannel channel;

    private DataDirectory(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /**
     * Takes the folder for this process and creates it if needed.
     *
     * @throws GatewayException DATA_IN_USE if another process holds it, DATA_UNUSABLE if it cannot be written
     */
    public static DataDirectory open(Path folder) {
        Path absolute = folder.toAbsolutePath().normalize();
        try {
            PrivateFile.createFolder(absolute);
            FileChannel channel =
                    FileChannel.open(absolute.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (lock(channel) == null) {
                channel.close();
                throw new GatewayException(ErrorCode.DATA_IN_USE, "Another process works on " + absolute);
            }
            return new DataDirectory(absolute, channel);
        } catch (IOException failure) {
            throw unusable(absolute, failure);
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    /** Absolute path of the folder. */
    public Path folder() {
        return folder;
    }

    /** The embedded database. */
    public Path database() {
        return database(folder);
    }

    /** The embedded database of a data folder. */
    public static Path database(Path folder) {
        return folder.resolve("karat.db");
    }

    /** The file with the admin's token. */
    public Path adminTokenFile() {
        return folder.resolve("admin-token");
    }

    /** The admin's token; the first call in the life of the folder makes one up. */
    public String adminToken() {
        return secret(adminTokenFile());
    }

    /**
     * The key of the hashes that refuse erased customers. It stands beside the database and is not part of it, so that
     * the hashes of a stolen copy say nothing; a restored database needs its own key.
     */
    public byte[] erasureKey() {
        return secret(folder.resolve("erasure-key")).getBytes(StandardCharsets.US_ASCII);
    }

    /** The key that {@link #erasureKey()} made in a data folder, if it did; the folder may belong to another process. */
    public static Optional<byte[]> erasureKey(Path folder) {
        Path file = folder.resolve("erasure-key");
        return Files.exists(file) ? Optional.of(secret(file).getBytes(StandardCharsets.US_ASCII)) : Optional.empty();
    }

    private static String secret(Path file) {
        try {
            if (!Files.exists(file)) {
                byte[] random = new byte[SECRET_BYTES];
                new SecureRandom().nextBytes(random);
                PrivateFile.write(file, Base64.getUrlEncoder().withoutPadding().encodeToString(random) + "\n");
            }
            return Files.readString(file).strip();
        } catch (IOException failure) {
            throw unusable(file, failure);
        }
    }

    static GatewayException unusable(Path path, IOException failure) {
        String why = failure.getClass().getSimpleName();
        return new GatewayException(ErrorCode.DATA_UNUSABLE, "Cannot use " + path + ": " + why, failure);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException failure) {
            throw unusable(folder, failure);
        }
    }
}
