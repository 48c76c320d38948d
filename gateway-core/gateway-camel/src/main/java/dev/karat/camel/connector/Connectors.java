package dev.karat.camel.connector;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.spec.ConnectorSpec;
import dev.karat.engine.config.Loaded;
import dev.karat.engine.config.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** All connectors of a folder, by id. A broken one stops no other. Immutable. */
public final class Connectors {
    private final Map<String, Loaded<ConnectorFolder>> byId;
    private final Map<String, Path> folders;

    private Connectors(Map<String, Loaded<ConnectorFolder>> byId, Map<String, Path> folders) {
        this.byId = byId;
        this.folders = folders;
    }

    /** Reads every folder that holds a {@code connector.yaml}; a folder that is not there has none. */
    public static Connectors read(Path folder) {
        var byId = new TreeMap<String, Loaded<ConnectorFolder>>();
        var found = new TreeMap<String, Path>();
        if (!Files.isDirectory(folder)) {
            return new Connectors(byId, found);
        }
        try (Stream<Path> folders = Files.list(folder)) {
            folders.filter(each -> Files.isRegularFile(each.resolve(ConnectorSpec.FILE)))
                    .sorted()
                    .forEach(each -> found.put(String.valueOf(each.getFileName()), each));
            found.forEach((id, each) -> byId.put(id, ConnectorFolder.load(each)));
        } catch (IOException unreadable) {
            throw new GatewayException(
                    ErrorCode.CONFIG_INVALID, "The folder of the connectors cannot be read", unreadable);
        }
        return new Connectors(byId, found);
    }

    /** These and others, such as those of plugins; one that is here already stays. */
    public Connectors with(Map<String, Loaded<ConnectorFolder>> others) {
        var all = new TreeMap<>(others);
        all.putAll(byId);
        var found = new TreeMap<String, Path>();
        others.forEach((id, other) -> other.optional().ifPresent(loaded -> found.put(id, loaded.path())));
        found.putAll(folders);
        return new Connectors(all, found);
    }

    /** Folders of all connectors, broken ones included where they are known. */
    public Collection<Path> folders() {
        return List.copyOf(folders.values());
    }

    /** Ids of all connectors, broken ones included, in alphabetical order. */
    public List<String> ids() {
        return List.copyOf(byId.keySet());
    }

    /**
     * The connector of that id.
     *
     * @throws GatewayException CONNECTOR_UNKNOWN, or the first problem of a broken one
     */
    public ConnectorFolder get(String id) {
        Loaded<ConnectorFolder> loaded = byId.get(id);
        if (loaded == null) {
            throw new GatewayException(
                    ErrorCode.CONNECTOR_UNKNOWN, "There is no connector " + id + "; there are " + byId.keySet());
        }
        return loaded.orThrow();
    }

    /** What came out of reading the connector of that id; empty if there is none. */
    public Optional<Loaded<ConnectorFolder>> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** What is wrong with the connectors that cannot be used. */
    public List<Problem> problems() {
        return byId.values().stream()
                .flatMap(loaded -> loaded.problems().stream())
                .toList();
    }
}
