package dev.karat.server.cli;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Folders that come with Karat, for whoever names none: first those of the working folder, then Karat's own. */
final class Home {
    private Home() {}

    /** Folder of the routes. Throws CONFIG_INVALID if it does not exist. */
    static Path routes(@Nullable Path named) {
        return folder(named, "routes");
    }

    /** Folder of the connectors. Throws CONFIG_INVALID if it does not exist. */
    static Path connectors(@Nullable Path named) {
        return folder(named, "connectors");
    }

    private static Path folder(@Nullable Path named, String name) {
        Path folder = named != null ? named : Path.of(name);
        if (named == null && !Files.isDirectory(folder)) {
            folder = Path.of(System.getProperty("karat.home", ".")).resolve(name);
        }
        if (!Files.isDirectory(folder)) {
            throw new GatewayException(ErrorCode.CONFIG_INVALID, "There is no folder " + folder.toAbsolutePath());
        }
        return folder.toAbsolutePath().normalize();
    }
}
