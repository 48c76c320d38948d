package dev.karat.store;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** A file of customer data: only its owner may read it. SQLite gives its log files the same permissions. */
final class OwnerOnlyFile {
    private OwnerOnlyFile() {}

    /** Creates an empty file with its folders; one that exists is left as it is. */
    static void create(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.createFile(file, ownerOnly(file));
        } catch (FileAlreadyExistsException wanted) {
            // The database of an earlier start.
        } catch (IOException failure) {
            throw new GatewayException(ErrorCode.STORE_UNAVAILABLE, "The file cannot be created: " + file, failure);
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
