package dev.karat.camel.plugin;

import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.ConnectorFolder;
import dev.karat.camel.connector.spec.ConnectorSpec;
import dev.karat.engine.config.Loaded;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a folder of plugins: what comes is loaded, what changes is loaded beside its former version and takes its place,
 * what goes is unloaded. A broken one stops nothing else. Safe for several threads; one of them works at a time.
 */
public final class Plugins implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Plugins.class);

    private final @Nullable Path folder;
    private final Path work;
    private final Set<String> taken;
    private final PluginLimits limits;
    private final Map<String, Plugin> loaded = new TreeMap<>();
    private final Map<String, PluginStatus> states = new TreeMap<>();
    private final Map<String, String> handled = new HashMap<>();
    private final Map<String, String> seen = new HashMap<>();
    private int copies;
    private boolean first = true;

    /**
     * @param folder of the plugins, or null if there is none
     * @param work folder for copies, made anew and removed in the end
     * @param taken ids of connectors that no plugin can have
     */
    public Plugins(@Nullable Path folder, Path work, Collection<String> taken, PluginLimits limits) {
        this.folder = folder;
        this.work = work;
        this.taken = Set.copyOf(taken);
        this.limits = limits;
        PluginFiles.remove(work);
    }

    /** Brings what the gateway uses in line with the folder. True if anything changed; never throws. */
    public synchronized boolean refresh(PluginHost host) {
        Map<String, String> present = present();
        if (present == null) {
            return false;
        }
        boolean changed = false;
        for (String gone : new TreeSet<>(handled.keySet())) {
            if (!present.containsKey(gone)) {
                unload(gone, host);
                changed = true;
            }
        }
        for (var entry : present.entrySet()) {
            String name = entry.getKey();
            String signature = entry.getValue();
            // An upload is seen half done; what looks the same twice is whole.
            boolean settled = first || signature.equals(seen.put(name, signature));
            if (settled && !signature.equals(handled.get(name))) {
                handled.put(name, signature);
                load(name, host);
                changed = true;
            }
        }
        seen.keySet().retainAll(present.keySet());
        first = false;
        return changed;
    }

    /** How every plugin stands, by the name of its archive or folder. */
    public synchronized List<PluginStatus> all() {
        return List.copyOf(states.values());
    }

    /** The connectors that are loaded, by id. */
    public synchronized Map<String, Loaded<ConnectorFolder>> connectors() {
        var connectors = new TreeMap<String, Loaded<ConnectorFolder>>();
        loaded.values().forEach(plugin -> connectors.put(plugin.id(), Loaded.of(plugin.connector())));
        return connectors;
    }

    /** Signatures by name, or null if the folder cannot be read now; what runs goes on then. */
    private @Nullable Map<String, String> present() {
        var present = new TreeMap<String, String>();
        if (folder == null || !Files.isDirectory(folder)) {
            return present;
        }
        try (Stream<Path> inside = Files.list(folder)) {
            for (Path each : (Iterable<Path>) inside.filter(Plugins::isPlugin).sorted()::iterator) {
                present.put(String.valueOf(each.getFileName()), PluginFiles.signature(each));
            }
            return present;
        } catch (IOException | UncheckedIOException unreadable) {
            LOG.warn("The plugins cannot be listed now; what runs goes on");
            return null;
        }
    }

    private static boolean isPlugin(Path path) {
        String name = String.valueOf(path.getFileName());
        return !name.startsWith(".")
                && (Files.isDirectory(path)
                        ? Files.exists(path.resolve(ConnectorSpec.FILE))
                        : name.endsWith(PluginFiles.ARCHIVE));
    }

    private void load(String name, PluginHost host) {
        Plugin before = loaded.get(name);
        Plugin now = null;
        try {
            if (before == null && loaded.size() >= limits.plugins()) {
                throw PluginFiles.invalid("There are " + limits.plugins() + " plugins already");
            }
            now = Plugin.read(source(name), work.resolve(Integer.toString(++copies)), limits);
            free(name, now.id());
            if (before != null && !before.id().equals(now.id())) {
                unload(name, host);
                before = null;
            }
            host.put(now.connector());
            loaded.put(name, now);
            states.put(name, new PluginStatus(name, now.id(), PluginStatus.State.LOADED, now.hooks(), null, null));
            if (host != PluginHost.NONE) {
                LOG.info(
                        "Plugin {} runs: connector {} {}",
                        name,
                        now.id(),
                        now.connector().spec().version());
            }
            if (before != null) {
                before.close();
            }
        } catch (GatewayException refused) {
            if (now != null) {
                now.close();
            }
            refused(name, before, refused);
        }
    }

    private void refused(String name, @Nullable Plugin before, GatewayException why) {
        PluginStatus.State state = before == null ? PluginStatus.State.BROKEN : PluginStatus.State.LAST_GOOD;
        // Problems name files of the copy, which nobody knows.
        Path copy = work.resolve(Integer.toString(copies));
        String message = String.valueOf(why.getMessage())
                .replaceAll(Pattern.quote(copy.toString()) + "[/\\\\][^/\\\\]+", Matcher.quoteReplacement(name));
        states.put(
                name,
                new PluginStatus(
                        name,
                        before == null ? null : before.id(),
                        state,
                        before == null ? List.of() : before.hooks(),
                        why.code(),
                        message));
        LOG.warn("{}: plugin {} is not taken: {}", why.code(), name, message);
    }

    private void free(String name, String id) {
        boolean other = loaded.entrySet().stream()
                .anyMatch(entry ->
                        !entry.getKey().equals(name) && entry.getValue().id().equals(id));
        if (other || taken.contains(id)) {
            throw PluginFiles.invalid("There is a connector " + id + " already");
        }
    }

    private Path source(String name) {
        return Objects.requireNonNull(folder).resolve(name);
    }

    private void unload(String name, PluginHost host) {
        handled.remove(name);
        seen.remove(name);
        states.remove(name);
        Plugin plugin = loaded.remove(name);
        if (plugin != null) {
            host.remove(plugin.id());
            plugin.close();
            LOG.info("Plugin {} is gone, and its connector {} with it", name, plugin.id());
        }
    }

    @Override
    public synchronized void close() {
        loaded.values().forEach(Plugin::close);
        loaded.clear();
        PluginFiles.remove(work);
    }
}
