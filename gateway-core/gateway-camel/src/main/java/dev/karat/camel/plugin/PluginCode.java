package dev.karat.camel.plugin;

import dev.karat.api.hook.RecordHook;
import dev.karat.engine.mapping.RecordStep;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The Java of one plugin, if it has any: its class loader, its hooks, and the threads that they run on. */
final class PluginCode implements AutoCloseable {
    static final String JARS = "lib";

    private final @Nullable PluginLoader loader;
    private final @Nullable HookPool pool;
    private final Map<String, RecordStep> steps;

    private PluginCode(@Nullable PluginLoader loader, @Nullable HookPool pool, Map<String, RecordStep> steps) {
        this.loader = loader;
        this.pool = pool;
        this.steps = Map.copyOf(steps);
    }

    /**
     * Loads the jars below {@code lib/} of a plugin's folder.
     *
     * @param name of the plugin, for its threads
     * @throws dev.karat.api.error.GatewayException PLUGIN_INVALID if its hooks cannot be made
     */
    static PluginCode of(String name, Path folder, PluginLimits limits) throws IOException {
        List<URL> jars = jars(folder.resolve(JARS));
        if (jars.isEmpty()) {
            return new PluginCode(null, null, Map.of());
        }
        var loader = new PluginLoader(jars.toArray(URL[]::new));
        var pool = new HookPool(name, loader, limits);
        try {
            return new PluginCode(loader, pool, pool.make(() -> steps(loader, pool)));
        } catch (RuntimeException broken) {
            pool.close();
            loader.close();
            throw broken;
        }
    }

    private static List<URL> jars(Path lib) throws IOException {
        if (!Files.isDirectory(lib)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(lib)) {
            var jars = new ArrayList<URL>();
            for (Path file : (Iterable<Path>)
                    files.filter(each -> String.valueOf(each.getFileName()).endsWith(".jar"))
                            .sorted()::iterator) {
                jars.add(url(file));
            }
            return jars;
        }
    }

    private static URL url(Path jar) throws MalformedURLException {
        return jar.toUri().toURL();
    }

    private static Map<String, RecordStep> steps(PluginLoader loader, HookPool pool) {
        var steps = new HashMap<String, RecordStep>();
        try {
            for (RecordHook hook : ServiceLoader.load(RecordHook.class, loader)) {
                if (steps.put(hook.stream(), new HookStep(hook, pool)) != null) {
                    throw PluginFiles.invalid("Two hooks want the records of " + hook.stream());
                }
            }
        } catch (ServiceConfigurationError | LinkageError broken) {
            // The message names classes, never what is in a record.
            throw PluginFiles.invalid("Its Java cannot be loaded: " + broken.getMessage());
        }
        return steps;
    }

    /** What is done to the records of a stream. */
    RecordStep step(String stream) {
        return steps.getOrDefault(stream, RecordStep.NONE);
    }

    /** Names of the streams whose records it changes. */
    List<String> streams() {
        return steps.keySet().stream().sorted().toList();
    }

    @Override
    public void close() {
        if (pool != null) {
            pool.close();
        }
        if (loader != null) {
            try {
                loader.close();
            } catch (IOException left) {
                // Its files are copies of our own; nobody else misses them.
                return;
            }
        }
    }
}
