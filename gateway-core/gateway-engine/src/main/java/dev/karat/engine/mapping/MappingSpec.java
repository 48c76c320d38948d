package dev.karat.engine.mapping;

import com.fasterxml.jackson.databind.JsonNode;
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
 * @param clearedAsEmpty an emptied field is an empty text at this vendor; otherwise it is JSON null
 * @param rules its lines, in order
 * @param examples records with what they mean, which run as tests
 */
public record MappingSpec(
        String file, String entity, boolean clearedAsEmpty, List<FieldRule> rules, List<MappingExample> examples) {
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

    static boolean clearedAsEmpty(JsonNode root) {
        return root.path("cleared").asText().equals("empty");
    }
}
