package dev.karat.server.cli;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.match.ModelJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes match models. */
final class ModelFiles {
    private ModelFiles() {}

    static void write(Path file, MatchModel model) {
        try {
            Files.writeString(file, ModelJson.write(model), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new GatewayException(
                    ErrorCode.FILE_MALFORMED, file + " cannot be written: " + failure.getMessage(), failure);
        }
    }
}
