package dev.karat.server.cli;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a file that the user named. */
final class WrittenFile {
    private WrittenFile() {}

    static void write(Path file, String text) {
        try {
            Files.writeString(file, text, StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new GatewayException(
                    ErrorCode.FILE_MALFORMED, file + " cannot be written: " + failure.getMessage(), failure);
        }
    }
}
