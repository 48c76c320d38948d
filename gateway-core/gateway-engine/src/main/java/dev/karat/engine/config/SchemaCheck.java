package dev.karat.engine.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import dev.karat.api.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** A JSON Schema (draft 2020-12) that files are held against. Safe for use by several threads. */
public final class SchemaCheck {
    /** Camel's schema of routes is a draft 4, and marks what is deprecated by a keyword that came later. */
    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(
            VersionFlag.V202012,
            schemas -> schemas.metaSchema(JsonMetaSchema.builder(JsonMetaSchema.getV4())
                    .keyword(new NonValidationKeyword("deprecated"))
                    .build()));

    private final JsonSchema schema;
    private final ErrorCode code;

    private SchemaCheck(JsonSchema schema, ErrorCode code) {
        this.schema = schema;
        this.code = code;
    }

    /**
     * A schema that is shipped with Karat.
     *
     * @param name file name in {@code schema/} on the class path
     * @param code code of the problems that are found
     */
    public static SchemaCheck named(String name, ErrorCode code) {
        try (InputStream in = SchemaCheck.class.getResourceAsStream("/schema/" + name)) {
            if (in == null) {
                throw new IllegalArgumentException("There is no schema " + name);
            }
            return new SchemaCheck(FACTORY.getSchema(in, settings()), code);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A schema that is part of another file. */
    public static SchemaCheck of(JsonNode schema, ErrorCode code) {
        return new SchemaCheck(FACTORY.getSchema(schema, settings()), code);
    }

    private static SchemaValidatorsConfig settings() {
        // The locale is fixed so that messages are the same on every machine.
        return SchemaValidatorsConfig.builder()
                .pathType(PathType.JSON_POINTER)
                .locale(Locale.ENGLISH)
                .build();
    }

    /** What is wrong with the whole document, in the order of its lines. */
    public List<Problem> check(YamlDocument document) {
        return check(document, "");
    }

    /** What is wrong with the part of the document at that JSON Pointer, in the order of its lines. */
    public List<Problem> check(YamlDocument document, String pointer) {
        return schema.validate(document.at(pointer)).stream()
                .map(message -> problem(document, pointer, message))
                .sorted(Comparator.comparingInt(Problem::line).thenComparing(Problem::message))
                .toList();
    }

    /** JSON Pointers of the values that do not fit, and what is wrong with each. */
    public List<Misfit> misfits(JsonNode value) {
        return schema.validate(value).stream()
                .map(message -> new Misfit(at(message), text(message)))
                .toList();
    }

    /** One value that does not fit; {@code at} is its JSON Pointer. */
    public record Misfit(String at, String message) {}

    private Problem problem(YamlDocument document, String base, ValidationMessage message) {
        String at = at(message);
        String property = message.getProperty();
        // An unknown property is shown where it stands, not where its object begins.
        String line = property == null ? base + at : YamlDocument.child(base + at, property);
        return document.problem(code, line, (at.isEmpty() ? "" : at + ": ") + text(message));
    }

    private static String at(ValidationMessage message) {
        return message.getInstanceLocation().toString();
    }

    private static String text(ValidationMessage message) {
        return message.getError();
    }
}
