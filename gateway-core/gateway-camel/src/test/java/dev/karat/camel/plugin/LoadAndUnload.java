package dev.karat.camel.plugin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.karat.api.model.Attribute;
import dev.karat.engine.mapping.MappingContext;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;

/**
 * Loads a plugin, uses it, unloads it, as often as asked for. Arguments: the archive, an empty folder, how often. It says
 * {@code done} if nothing of the last one is left.
 */
final class LoadAndUnload {
    private LoadAndUnload() {}

    public static void main(String[] arguments) throws Exception {
        Path archive = Path.of(arguments[0]);
        Path folder = Files.createDirectories(Path.of(arguments[1]).resolve("plugins"));
        int times = Integer.parseInt(arguments[2]);
        WeakReference<Object> last = new WeakReference<>(null);
        var work = Path.of(arguments[1]).resolve("work");
        try (var plugins = new Plugins(folder, work, List.of(), PluginLimits.STANDARD)) {
            plugins.refresh(PluginHost.NONE);
            for (int i = 0; i < times; i++) {
                Path placed = folder.resolve("own.zip");
                Files.copy(archive, placed, StandardCopyOption.REPLACE_EXISTING);
                plugins.refresh(PluginHost.NONE);
                plugins.refresh(PluginHost.NONE);
                last = use(plugins);
                Files.delete(placed);
                plugins.refresh(PluginHost.NONE);
            }
        }
        for (int i = 0; i < 50 && last.get() != null; i++) {
            System.gc();
            Thread.sleep(100);
        }
        System.out.println(last.get() == null ? "done" : "leaked");
    }

    private static WeakReference<Object> use(Plugins plugins) {
        var connector = Objects.requireNonNull(plugins.connectors().get(MadePlugin.ID), () -> plugins.all() + "")
                .orThrow();
        var mapping = Objects.requireNonNull(connector.mappings().get("customers"));
        var record = JsonNodeFactory.instance.objectNode().put("id", 1).put("last_name", "Okoye");
        String name = mapping.toCanonical(record, MappingContext.PLAIN).text(Attribute.FAMILY_NAME);
        if (!"OKOYE".equals(name)) {
            throw new IllegalStateException("The hook did not run: " + name);
        }
        return new WeakReference<>(mapping.step());
    }
}
