package dev.karat.camel.plugin;

import dev.karat.camel.connector.ConnectorFolder;
import dev.karat.camel.connector.ConnectorStatus;
import dev.karat.camel.connector.ConnectorStatus.Kind;
import dev.karat.camel.connector.ConnectorStatus.State;
import dev.karat.camel.connector.Connectors;
import dev.karat.engine.config.Loaded;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The connectors that come with Karat, and those of plugins. Safe for several threads. */
public final class PluggedConnectors {
    private final Connectors bundled;
    private final Plugins plugins;

    public PluggedConnectors(Connectors bundled, Plugins plugins) {
        this.bundled = bundled;
        this.plugins = plugins;
    }

    /** All of them as they are now. */
    public Connectors now() {
        return bundled.with(plugins.connectors());
    }

    /** How all of them stand, by id. */
    public List<ConnectorStatus> statuses() {
        var all = new ArrayList<ConnectorStatus>();
        for (String id : bundled.ids()) {
            bundled.find(id).ifPresent(loaded -> all.add(ConnectorStatus.of(id, Kind.BUNDLED, loaded)));
        }
        Map<String, Loaded<ConnectorFolder>> loaded = plugins.connectors();
        for (PluginStatus plugin : plugins.all()) {
            Loaded<ConnectorFolder> connector = plugin.id() == null ? null : loaded.get(plugin.id());
            all.add(
                    connector == null || plugin.id() == null
                            ? ConnectorStatus.broken(plugin.source(), Kind.PLUGIN, plugin.code(), plugin.message())
                            : ConnectorStatus.of(plugin.id(), Kind.PLUGIN, connector)
                                    .with(
                                            plugin.state() == PluginStatus.State.LOADED ? State.READY : State.LAST_GOOD,
                                            plugin.hooks(),
                                            plugin.code(),
                                            plugin.message()));
        }
        all.sort(Comparator.comparing(ConnectorStatus::id));
        return all;
    }
}
