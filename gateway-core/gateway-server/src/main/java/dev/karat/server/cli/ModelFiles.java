package dev.karat.server.cli;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.match.ModelJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Match models in files. */
final class ModelFiles {
    private ModelFiles() {}

    /** Throws MODEL_INVALID if there is none, or it cannot be used. */
    static MatchModel read(Path file) {
        try {
            return ModelJson.read(Files.readString(file));
        } catch (IOException unreadable) {
            throw new GatewayException(
                    ErrorCode.MODEL_INVALID, file + " cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }

    static void write(Path file, MatchModel model) {
        try {
            Files.writeString(file, ModelJson.write(model), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new GatewayException(
                    ErrorCode.FILE_MALFORMED, file + " cannot be written: " + failure.getMessage(), failure);
        }
    }
}
