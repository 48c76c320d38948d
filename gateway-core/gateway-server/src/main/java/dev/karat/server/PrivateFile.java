package dev.karat.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Files and folders that only their owner may read. Where the file system knows no owners, its own rules hold. */
public final class PrivateFile {
    private PrivateFile() {}

    /** Writes a file that is whole or not there, and private from its first byte on; an older one is replaced. */
    static void write(Path file, String text) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.deleteIfExists(part);
        create(part);
        Files.writeString(part, text, StandardCharsets.UTF_8);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** An empty file. Throws FileAlreadyExistsException if there is one of that name. */
    static void create(Path file) throws IOException {
        Files.createFile(file, attributes(file, "rw-------"));
    }

    /** A folder and those above it that are missing; the last one is private if it is new. */
    static void createFolder(Path folder) throws IOException {
        Path absolute = folder.toAbsolutePath();
        Files.createDirectories(absolute.getParent() == null ? absolute : absolute.getParent());
        try {
            Files.createDirectory(absolute, attributes(absolute, "rwx------"));
        } catch (FileAlreadyExistsException there) {
            if (!Files.isDirectory(absolute)) {
                throw there;
            }
        }
    }

    /** Makes an existing file private. */
    public static void restrict(Path file) throws IOException {
        if (posix(file)) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
    }

    private static FileAttribute<?>[] attributes(Path path, String permissions) {
        return posix(path)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    private static boolean posix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
