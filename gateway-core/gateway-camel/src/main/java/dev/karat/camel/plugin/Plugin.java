package dev.karat.camel.plugin;

import dev.karat.camel.connector.ConnectorFolder;
import dev.karat.camel.connector.KameletText;
import dev.karat.camel.connector.spec.ConnectorSpec;
import dev.karat.engine.config.Loaded;
import dev.karat.engine.config.YamlDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One plugin that was read: a connector, with its Java if it has any.
 *
 * @param work folder of the gateway's own that holds the copy
 */
record Plugin(ConnectorFolder connector, PluginCode code, Path work) implements AutoCloseable {
    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]{0,39}");

    /**
     * Copies and reads a plugin; its mappings' examples run through its hooks.
     *
     * @param work a folder that does not exist yet
     * @throws dev.karat.api.error.GatewayException what is wrong with it
     */
    static Plugin read(Path source, Path work, PluginLimits limits) {
        try {
            Path raw = work.resolve("raw");
            new PluginFiles(limits, raw).take(source);
            Path folder = named(root(raw), work);
            return loaded(folder, work, limits);
        } catch (IOException unreadable) {
            PluginFiles.remove(work);
            throw PluginFiles.invalid(
                    "It cannot be copied: " + unreadable.getClass().getSimpleName());
        } catch (RuntimeException refused) {
            PluginFiles.remove(work);
            throw refused;
        }
    }

    private static Plugin loaded(Path folder, Path work, PluginLimits limits) throws IOException {
        PluginCode code = PluginCode.of(String.valueOf(folder.getFileName()), folder, limits);
        try {
            Loaded<ConnectorFolder> connector = ConnectorFolder.load(folder, code::step);
            ConnectorFolder loaded = connector.orThrow();
            for (String stream : code.streams()) {
                if (!loaded.mappings().containsKey(stream)) {
                    throw PluginFiles.invalid("A hook wants the records of " + stream + ", which is no mapped stream");
                }
            }
            kamelets(loaded);
            return new Plugin(loaded, code, work);
        } catch (RuntimeException | IOException refused) {
            code.close();
            throw refused;
        }
    }

    /** People pack the folder, or what is in it. */
    private static Path root(Path raw) throws IOException {
        if (Files.isRegularFile(raw.resolve(ConnectorSpec.FILE))) {
            return raw;
        }
        try (Stream<Path> inside = Files.list(raw)) {
            return inside.filter(each -> Files.isRegularFile(each.resolve(ConnectorSpec.FILE)))
                    .findFirst()
                    .orElseThrow(() -> PluginFiles.invalid("There is no " + ConnectorSpec.FILE + " in it"));
        }
    }

    /** A connector's folder bears its id, which the name of an archive need not be. */
    private static Path named(Path root, Path work) throws IOException {
        String id = YamlDocument.read(root.resolve(ConnectorSpec.FILE))
                .orThrow()
                .root()
                .path("id")
                .asText();
        if (!ID.matcher(id).matches()) {
            throw PluginFiles.invalid("Its " + ConnectorSpec.FILE + " has no id of small letters, digits and dashes");
        }
        return Files.move(root, work.resolve(id));
    }

    /** Kamelets follow from the declaration, so a plugin needs not bring them. */
    private static void kamelets(ConnectorFolder connector) throws IOException {
        Path folder = Files.createDirectories(connector.path().resolve(KameletText.FOLDER));
        for (var file : KameletText.of(connector.spec()).entrySet()) {
            Files.writeString(folder.resolve(file.getKey()), file.getValue());
        }
    }

    String id() {
        return connector.spec().id();
    }

    List<String> hooks() {
        return code.streams();
    }

    @Override
    public void close() {
        code.close();
        PluginFiles.remove(work);
    }
}
