package dev.karat.camel.init;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.engine.config.YamlDocument;
import dev.karat.engine.policy.PolicyReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * A folder with everything that an IT team edits: {@code routes/} and {@code .env.example}. What is written is looked
 * through before anything is, and nothing that is there is written over.
 */
public final class GatewayFolder {
    /** Folder of gateway.yaml and the route files. */
    public static final String ROUTES = "routes";

    /** The variables, without values. */
    public static final String VARIABLES = ".env.example";

    private static final String IGNORED = ".gitignore";

    private static final String README = "README.md";

    private final Path folder;

    /** @param folder need not be there */
    public GatewayFolder(Path folder) {
        this.folder = folder;
    }

    /** Folder of gateway.yaml and the route files. */
    public Path routes() {
        return folder.resolve(ROUTES);
    }

    /**
     * Writes the files of a new gateway. A list of what version control leaves out is written where there is none.
     *
     * @return the files
     * @throws GatewayException CONFIG_INVALID if one of them is there or two systems share a name; DATA_UNUSABLE
     */
    public List<Path> create(List<ChosenSystem> systems) {
        distinct(systems);
        Map<Path, String> files = routeFiles(systems);
        files.put(routes().resolve(PolicyReader.FILE), GatewayYaml.of(systems));
        files.put(routes().resolve(README), readme());
        files.put(folder.resolve(VARIABLES), VariablesFile.of(systems));
        Path ignored = folder.resolve(IGNORED);
        if (!Files.exists(ignored)) {
            files.put(
                    ignored, "# Secrets, and what is stored of customers, are in no version control.\n.env\n/data/\n");
        }
        write(files);
        return List.copyOf(files.keySet());
    }

    /**
     * Adds systems to a gateway that is there: their route files are new, and lines are added to gateway.yaml and to
     * the list of variables.
     *
     * @return files that were written or added to
     * @throws GatewayException CONFIG_INVALID if there is no gateway.yaml, it has such a system or cannot be added to, or a
     *     file is there; DATA_UNUSABLE
     */
    public List<Path> add(List<ChosenSystem> systems) {
        distinct(systems);
        Path gateway = routes().resolve(PolicyReader.FILE);
        if (!Files.isRegularFile(gateway)) {
            throw new GatewayException(ErrorCode.CONFIG_INVALID, "There is no " + gateway + " to add to");
        }
        String policy = GatewayYaml.with(
                gateway.toString(),
                YamlDocument.text(gateway, gateway.toString()).orThrow(),
                systems);
        Path variables = folder.resolve(VARIABLES);
        String known = Files.isRegularFile(variables)
                ? VariablesFile.with(
                        YamlDocument.text(variables, variables.toString()).orThrow(), systems)
                : VariablesFile.of(systems);
        Map<Path, String> files = routeFiles(systems);
        write(files);
        replace(variables, known);
        replace(gateway, policy);
        var changed = new ArrayList<>(files.keySet());
        changed.addAll(List.of(variables, gateway));
        return changed;
    }

    private Map<Path, String> routeFiles(List<ChosenSystem> systems) {
        var files = new TreeMap<Path, String>();
        systems.forEach(
                system -> SystemRoutes.of(system).forEach((path, text) -> files.put(routes().resolve(path), text)));
        return files;
    }

    private static void distinct(List<ChosenSystem> systems) {
        Set<String> names = new HashSet<>();
        for (ChosenSystem system : systems) {
            if (!names.add(system.name())) {
                throw new GatewayException(
                        ErrorCode.CONFIG_INVALID,
                        "Two systems are named " + system.name() + "; give one of them another name: NAME="
                                + system.spec().id());
            }
        }
    }

    private static void write(Map<Path, String> files) {
        for (Path file : files.keySet()) {
            if (Files.exists(file)) {
                throw new GatewayException(
                        ErrorCode.CONFIG_INVALID,
                        file.toAbsolutePath() + " is there already; nothing was written. Name another folder,"
                                + " or add systems to the gateway of this one");
            }
        }
        files.forEach((file, text) -> {
            try {
                Files.createDirectories(
                        Objects.requireNonNull(file.toAbsolutePath().getParent()));
                Files.writeString(file, text);
            } catch (IOException failure) {
                throw unwritten(file, failure);
            }
        });
    }

    private static void replace(Path file, String text) {
        Path next = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.writeString(next, text);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            throw unwritten(file, failure);
        }
    }

    private static GatewayException unwritten(Path file, IOException failure) {
        return new GatewayException(ErrorCode.DATA_UNUSABLE, "Cannot write " + file.toAbsolutePath(), failure);
    }

    private static String readme() {
        try (InputStream text = GatewayFolder.class.getResourceAsStream("/init/" + README)) {
            return new String(Objects.requireNonNull(text, README).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new GatewayException(ErrorCode.INTERNAL, README + " is not in the program", failure);
        }
    }
}
