package dev.karat.camel.connector;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.camel.connector.spec.ConnectorSpec;
import dev.karat.camel.connector.spec.StreamSpec;
import dev.karat.engine.config.Loaded;
import dev.karat.engine.config.Problem;
import dev.karat.engine.mapping.Mapping;
import dev.karat.engine.mapping.RecordStep;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A connector as it lies on disk. Immutable.
 *
 * @param mappings by name of the stream; interactions have none
 */
public record ConnectorFolder(Path path, ConnectorSpec spec, Map<String, Mapping> mappings) {
    public ConnectorFolder {
        mappings = Map.copyOf(mappings);
    }

    /** Reads the declaration and its mappings, and runs their examples. */
    public static Loaded<ConnectorFolder> load(Path folder) {
        return load(folder, stream -> RecordStep.NONE);
    }

    /**
     * The same with Java of its own.
     *
     * @param steps what is done to the records of a stream
     */
    public static Loaded<ConnectorFolder> load(Path folder, Function<String, RecordStep> steps) {
        return ConnectorSpec.load(folder).then(spec -> {
            var problems = new ArrayList<Problem>();
            if (!spec.id().equals(String.valueOf(folder.getFileName()))) {
                problems.add(Problem.of(
                        ErrorCode.CONNECTOR_INVALID,
                        folder.resolve(ConnectorSpec.FILE).toString(),
                        1,
                        "id is the name of the folder"));
            }
            Map<String, Mapping> mappings = mappings(folder, spec, steps, problems);
            return problems.isEmpty()
                    ? Loaded.of(new ConnectorFolder(folder, spec, mappings))
                    : Loaded.failed(problems);
        });
    }

    private static Map<String, Mapping> mappings(
            Path folder, ConnectorSpec spec, Function<String, RecordStep> steps, List<Problem> problems) {
        var mappings = new LinkedHashMap<String, Mapping>();
        for (StreamSpec stream : spec.streams().values()) {
            String file = stream.mapping();
            if (file != null) {
                Loaded<Mapping> mapping = Mapping.load(folder.resolve(file), steps.apply(stream.name()));
                problems.addAll(mapping.problems());
                mapping.optional().ifPresent(loaded -> mappings.put(stream.name(), loaded));
            }
        }
        return mappings;
    }

    /** The same connector with the limits of one system's plan. */
    public ConnectorFolder withLimits(JsonNode own) {
        return new ConnectorFolder(path, spec.withLimits(own), mappings);
    }

    /**
     * The same connector with other mappings, as an IT team may give them.
     *
     * @param files mapping files by stream
     */
    public Loaded<ConnectorFolder> with(Map<String, Path> files) {
        var all = new LinkedHashMap<>(mappings);
        var problems = new ArrayList<Problem>();
        files.forEach((stream, file) -> {
            Mapping own = mappings.get(stream);
            RecordStep step = own == null ? RecordStep.NONE : own.step();
            Loaded<Mapping> mapping = Mapping.load(file, step).then(loaded -> fits(stream, file, loaded));
            problems.addAll(mapping.problems());
            mapping.optional().ifPresent(loaded -> all.put(stream, loaded));
        });
        return problems.isEmpty() ? Loaded.of(new ConnectorFolder(path, spec, all)) : Loaded.failed(problems);
    }

    private Loaded<Mapping> fits(String stream, Path file, Mapping mapping) {
        StreamSpec declared = spec.streams().get(stream);
        if (declared == null || declared.mapping() == null) {
            return Loaded.failed(Problem.of(
                    ErrorCode.CONFIG_INVALID,
                    file.toString(),
                    1,
                    "Connector " + spec.id() + " maps no stream " + stream + "; it maps " + mappings.keySet()));
        }
        return mapping.spec().entity().equals(declared.entity())
                ? Loaded.of(mapping)
                : Loaded.failed(Problem.of(
                        ErrorCode.MAPPING_INVALID,
                        file.toString(),
                        1,
                        "Stream " + stream + " holds " + declared.entity() + ", not "
                                + mapping.spec().entity()));
    }
}
