package dev.karat.camel.conformance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.CustomerData;
import dev.karat.camel.connector.ConnectorFolder;
import dev.karat.camel.connector.spec.WriteSpec;
import dev.karat.engine.mapping.Mapping;
import dev.karat.engine.mapping.MappingContext;
import dev.karat.engine.store.CustomerDataJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Golden files of a connector: {@code fixtures/STREAM/NAME.json} holds under {@code in} a record as the vendor sends it,
 * and what the mapping makes of it: {@code canonical}, and, where the stream is written, {@code change} and {@code
 * creation}, which are what the vendor would be given of all that. {@code country} and {@code zone} are those of a
 * gateway, {@code blank: cleared} is that of a system.
 */
public final class Fixtures {
    /** Folder of the fixtures in a connector's folder. */
    public static final String FOLDER = "fixtures";

    private static final List<String> MADE = List.of("canonical", "change", "creation");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DefaultPrettyPrinter PRETTY = new DefaultPrettyPrinter()
            .withObjectIndenter(new DefaultIndenter("  ", "\n"))
            .withArrayIndenter(new DefaultIndenter("  ", "\n"));

    private final ConnectorFolder connector;
    private final Path folder;

    /** @param folder of the connector where its author edits it */
    public Fixtures(ConnectorFolder connector, Path folder) {
        this.connector = connector;
        this.folder = folder.resolve(FOLDER);
    }

    /** Holds every fixture against its mapping; one step for each, by name. */
    public List<Step> check() {
        return each((file, given, made) -> differences(given, made));
    }

    /** Writes into every fixture what its mapping makes of {@code in}; one step for each, by name. */
    public List<Step> write() {
        return each((file, given, made) -> {
            String text = JSON.writer(PRETTY).writeValueAsString(made) + "\n";
            Files.writeString(file, text);
            return "";
        });
    }

    private interface Use {
        /** Answers what is wrong, or an empty text. */
        String of(Path file, JsonNode given, ObjectNode made) throws IOException;
    }

    private List<Step> each(Use use) {
        var steps = new ArrayList<Step>();
        for (String stream : connector.mappings().keySet().stream().sorted().toList()) {
            for (Path file : files(folder.resolve(stream))) {
                String what = "fixture " + stream + "/" + file.getFileName();
                try {
                    JsonNode given = JSON.readTree(file.toFile());
                    String wrong = use.of(file, given, made(stream, given));
                    steps.add(wrong.isEmpty() ? Step.passed(what, "") : Step.failed(what, wrong));
                } catch (JsonProcessingException broken) {
                    steps.add(Step.failed(what, "is no JSON"));
                } catch (IOException | GatewayException failed) {
                    steps.add(Step.failed(what, String.valueOf(failed.getMessage())));
                }
            }
        }
        return steps;
    }

    private static List<Path> files(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private ObjectNode made(String stream, JsonNode given) throws JsonProcessingException {
        if (!given.path("in").isObject()) {
            throw new GatewayException(ErrorCode.FILE_MALFORMED, "There is no record under in");
        }
        Mapping mapping = Objects.requireNonNull(connector.mappings().get(stream));
        MappingContext context = context(given);
        CustomerData data = mapping.toCanonical(given.path("in"), context);
        ObjectNode made = given.deepCopy();
        made.remove(MADE);
        made.set("canonical", CustomerDataJson.toNode(data));
        WriteSpec write = write(stream);
        if (write != null && write.update() != null) {
            made.set("change", mapping.toVendor(data, data.attributes(), false, context));
        }
        if (write != null && write.create() != null) {
            made.set("creation", mapping.toVendor(data, data.attributes(), true, context));
        }
        // As it is read back, so that kinds of numbers do not count.
        return (ObjectNode) JSON.readTree(JSON.writeValueAsString(made));
    }

    private @Nullable WriteSpec write(String stream) {
        return connector.spec().writes().values().stream()
                .filter(write -> write.stream().equals(stream))
                .findFirst()
                .orElse(null);
    }

    private static MappingContext context(JsonNode given) {
        return new MappingContext(
                given.hasNonNull("country") ? given.path("country").asText() : null,
                ZoneId.of(given.path("zone").asText("UTC")),
                given.path("blank").asText().equals("cleared")
                        ? MappingContext.Blank.CLEARED
                        : MappingContext.Blank.UNKNOWN);
    }

    private static String differences(JsonNode given, ObjectNode made) {
        var wrong = new ArrayList<String>();
        for (String part : MADE) {
            if (!given.path(part).equals(made.path(part))) {
                wrong.add(part + " is " + made.path(part) + ", the file says " + given.path(part));
            }
        }
        return String.join("; ", wrong);
    }
}
