package dev.karat.server.cli;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.Connectors;
import dev.karat.camel.plugin.PluggedConnectors;
import dev.karat.camel.plugin.PluginHost;
import dev.karat.camel.plugin.PluginLimits;
import dev.karat.camel.plugin.Plugins;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Folders that come with Karat, for whoever names none: first those of the working folder, then Karat's own. */
final class Home {
    private static final String PLUGINS = "plugins";

    private Home() {}

    /** Folder of the routes. Throws CONFIG_INVALID if it does not exist. */
    static Path routes(@Nullable Path named) {
        return folder(named, "routes");
    }

    /** Folder of the connectors. Throws CONFIG_INVALID if it does not exist. */
    static Path connectors(@Nullable Path named) {
        return folder(named, "connectors");
    }

    /** Folder of the plugins, which need not exist: the one of karat.plugins.folder, that here, or Karat's own. */
    static Path plugins() {
        String set = System.getenv("KARAT_PLUGINS_FOLDER");
        Path folder = Path.of(set == null || set.isBlank() ? PLUGINS : set);
        if ((set == null || set.isBlank()) && !Files.isDirectory(folder)) {
            Path own = Path.of(System.getProperty("karat.home", ".")).resolve(PLUGINS);
            folder = Files.isDirectory(own) ? own : folder;
        }
        return folder.toAbsolutePath().normalize();
    }

    /** The connectors of a folder and those of plugins, for as long as this process runs. */
    static PluggedConnectors allConnectors(@Nullable Path named) {
        Connectors bundled = Connectors.read(connectors(named));
        try {
            boolean some = Files.isDirectory(plugins());
            Path work = some ? Files.createTempDirectory("karat-plugins") : Path.of(PLUGINS, "none");
            var plugins = new Plugins(some ? plugins() : null, work, bundled.ids(), PluginLimits.STANDARD);
            if (some) {
                Runtime.getRuntime().addShutdownHook(new Thread(plugins::close));
                plugins.refresh(PluginHost.NONE);
            }
            return new PluggedConnectors(bundled, plugins);
        } catch (IOException failure) {
            throw new GatewayException(ErrorCode.DATA_UNUSABLE, "There is no room for copies of the plugins", failure);
        }
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
