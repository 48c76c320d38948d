package dev.karat.camel.plugin;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.ConnectorFolder;
import dev.karat.camel.connector.Connectors;
import dev.karat.camel.connector.KameletText;
import dev.karat.camel.routes.RouteFile;
import dev.karat.camel.routes.RouteFiles;
import dev.karat.camel.system.ConnectedSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.model.Model;
import org.jspecify.annotations.Nullable;

/**
 * Puts connectors of plugins in and out of a gateway that runs: stops the route files that name their systems, exchanges
 * the systems and the Kamelets, loads the files again. All other files run on.
 */
public final class RunningHost implements PluginHost {
    private static final String ON_CLASS_PATH = "classpath:" + KameletText.FOLDER;
    private static final String SUFFIX = ".kamelet.yaml";

    private final CamelContext camel;
    private final RouteFiles routes;
    private final ConnectedSystems systems;
    private final List<Path> own;
    private final Map<String, ConnectorFolder> plugged = new TreeMap<>();

    /**
     * @param connectors those that are used now
     * @param plugins of these the ones of plugins
     */
    public RunningHost(
            CamelContext camel,
            RouteFiles routes,
            ConnectedSystems systems,
            Connectors connectors,
            Set<String> plugins) {
        this.camel = camel;
        this.routes = routes;
        this.systems = systems;
        this.own = connectors.folders().stream()
                .filter(folder -> !plugins.contains(String.valueOf(folder.getFileName())))
                .toList();
        plugins.forEach(id -> plugged.put(id, connectors.get(id)));
    }

    /** Where Camel finds the Kamelets of connectors: in their folders, and its own on the class path. */
    public static void showKamelets(CamelContext camel, Stream<Path> connectors) {
        String places = Stream.concat(
                        connectors
                                .map(folder -> folder.resolve(KameletText.FOLDER))
                                .filter(Files::isDirectory)
                                .map(folder -> "file:" + folder.toAbsolutePath()),
                        Stream.of(ON_CLASS_PATH))
                .collect(Collectors.joining(","));
        camel.getComponent("kamelet", KameletComponent.class).setLocation(places);
    }

    @Override
    public void put(ConnectorFolder connector) {
        String id = connector.spec().id();
        ConnectorFolder before = plugged.get(id);
        ConnectedSystems.Exchange exchange = systems.prepare(connector);
        if (before != null && !exchange.refused().isEmpty()) {
            throw exchange.refused().values().iterator().next();
        }
        exchange.waiting().stream().findFirst().ifPresent(target -> {
            if (before != null) {
                throw new GatewayException(ErrorCode.PLUGIN_WAITS, "It changes how target " + target + " is written");
            }
        });
        List<RouteFile> lost = routes.around(exchange.names(), () -> exchange(id, connector, exchange));
        if (before != null && !lost.isEmpty()) {
            ConnectedSystems.Exchange back = systems.prepare(before);
            routes.around(back.names(), () -> exchange(id, before, back));
            throw new GatewayException(
                    ErrorCode.PLUGIN_INVALID,
                    "Routes do not run with it: " + lost.get(0).problem());
        }
    }

    @Override
    public void remove(String id) {
        var gone = new TreeSet<String>();
        systems.using(id).forEach(gone::add);
        routes.around(gone, () -> exchange(id, null, systems.without(id)));
    }

    private void exchange(String id, @Nullable ConnectorFolder now, ConnectedSystems.Exchange exchange) {
        ConnectorFolder before = now == null ? plugged.remove(id) : plugged.put(id, now);
        exchange.apply();
        if (before != null) {
            forget(before);
        }
        showKamelets(
                camel, Stream.concat(own.stream(), plugged.values().stream().map(ConnectorFolder::path)));
    }

    /** Camel keeps what it made of a Kamelet, and would not read another one of that name. */
    private void forget(ConnectorFolder connector) {
        Model model = camel.getCamelContextExtension().getContextPlugin(Model.class);
        for (String file : KameletText.of(connector.spec()).keySet()) {
            try {
                model.removeRouteTemplateDefinitions(file.substring(0, file.length() - SUFFIX.length()));
            } catch (Exception unexpected) {
                throw new GatewayException(ErrorCode.INTERNAL, "A Kamelet cannot be forgotten", unexpected);
            }
        }
    }

    /** Systems that use a connector, for people. */
    public List<String> systems(String id) {
        return systems.using(id).stream().sorted().toList();
    }
}
