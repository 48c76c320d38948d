package dev.karat.camel.plugin;

import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.ConnectorFolder;
import dev.karat.engine.config.Loaded;
import dev.karat.engine.config.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** One connector's folder with its Java, for its author: read where it lies, so that problems name the author's files. */
public final class LoadedPlugin implements AutoCloseable {
    private final Loaded<ConnectorFolder> connector;
    private final @Nullable PluginCode code;
    private final @Nullable Path work;

    private LoadedPlugin(Loaded<ConnectorFolder> connector, @Nullable PluginCode code, @Nullable Path work) {
        this.connector = connector;
        this.code = code;
        this.work = work;
    }

    /** Reads a folder; what is wrong with it is in {@link #connector}. */
    public static LoadedPlugin open(Path folder) {
        if (!Files.isDirectory(folder.resolve(PluginCode.JARS))) {
            return new LoadedPlugin(ConnectorFolder.load(folder), null, null);
        }
        try {
            Path work = Files.createTempDirectory("karat-connector");
            try {
                new PluginFiles(PluginLimits.STANDARD, work.resolve("copy")).take(folder);
                PluginCode code = PluginCode.of(
                        String.valueOf(folder.getFileName()), work.resolve("copy"), PluginLimits.STANDARD);
                return new LoadedPlugin(ConnectorFolder.load(folder, code::step), code, work);
            } catch (GatewayException refused) {
                PluginFiles.remove(work);
                Problem problem =
                        Problem.of(refused.code(), folder.toString(), 0, String.valueOf(refused.getMessage()));
                return new LoadedPlugin(Loaded.failed(problem), null, null);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public Loaded<ConnectorFolder> connector() {
        return connector;
    }

    @Override
    public void close() {
        if (code != null) {
            code.close();
        }
        if (work != null) {
            PluginFiles.remove(work);
        }
    }
}
