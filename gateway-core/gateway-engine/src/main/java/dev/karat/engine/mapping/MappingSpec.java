package dev.karat.engine.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.karat.api.error.ErrorCode;
import dev.karat.engine.config.Loaded;
import dev.karat.engine.config.SchemaCheck;
import dev.karat.engine.config.YamlDocument;
import java.nio.file.Path;
import java.util.List;

/**
 * A mapping file, read and checked. Immutable.
 *
 * @param file path as it is shown in problems
 * @param entity kind of record, such as {@code customer}
 * @param cleared what this vendor writes and takes for an emptied field: JSON null, an empty text, or false
 * @param rules its lines, in order
 * @param examples records with what they mean, which run as tests
 */
public record MappingSpec(
        String file, String entity, JsonNode cleared, List<FieldRule> rules, List<MappingExample> examples) {
    private static final SchemaCheck SCHEMA = SchemaCheck.named("mapping.schema.json", ErrorCode.MAPPING_INVALID);

    public MappingSpec {
        rules = List.copyOf(rules);
        examples = List.copyOf(examples);
    }

    /** Reads a file; problems carry its lines. */
    public static Loaded<MappingSpec> load(Path file) {
        return YamlDocument.read(file).then(MappingSpec::of);
    }

    /** Reads a document. */
    public static Loaded<MappingSpec> of(YamlDocument document) {
        var problems = SCHEMA.check(document);
        return problems.isEmpty() ? new MappingReader(document).read() : Loaded.failed(problems);
    }

    static JsonNode cleared(JsonNode root) {
        var factory = JsonNodeFactory.instance;
        return switch (root.path("cleared").asText()) {
            case "empty" -> factory.textNode("");
            case "false" -> factory.booleanNode(false);
            default -> factory.nullNode();
        };
    }
}
