package dev.karat.engine.config;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.error.ErrorCode;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * A YAML file as JSON, with the line of every value. Read as YAML 1.2 with its core schema, so that {@code NO} is a
 * country and not a truth value. Immutable by convention: nobody changes {@link #root()}.
 *
 * @param file path as it is shown in problems
 * @param lines line, from 1, of every value by its JSON Pointer (RFC 6901)
 */
public record YamlDocument(String file, JsonNode root, Map<String, Integer> lines) {
    /** Greatest file, in characters: configuration is written by people. */
    public static final int LENGTH_MAX = 1_000_000;

    public YamlDocument {
        lines = Map.copyOf(lines);
    }

    /** Reads a file in UTF-8. */
    public static Loaded<YamlDocument> read(Path path) {
        String file = path.toString();
        return text(path, file).then(text -> parse(file, text));
    }

    /** The text of a file in UTF-8; {@code file} only names it in problems. */
    public static Loaded<String> text(Path path, String file) {
        try {
            return Files.size(path) > LENGTH_MAX ? tooLong(file) : Loaded.of(Files.readString(path));
        } catch (CharacterCodingException notUtf8) {
            return Loaded.failed(Problem.of(ErrorCode.YAML_SYNTAX, file, 0, "The file is not UTF-8"));
        } catch (IOException unreadable) {
            return Loaded.failed(Problem.of(ErrorCode.CONFIG_INVALID, file, 0, "The file cannot be read"));
        }
    }

    /** Reads a text; {@code file} only names it in problems. An empty text is an empty object. */
    public static Loaded<YamlDocument> parse(String file, String text) {
        if (text.length() > LENGTH_MAX) {
            return tooLong(file);
        }
        var settings = LoadSettings.builder()
                .setLabel(file)
                .setSchema(new CoreSchema())
                .setCodePointLimit(LENGTH_MAX)
                .build();
        try {
            var reader = new YamlNodeReader();
            JsonNode root = new Compose(settings)
                    .composeString(text)
                    .map(node -> reader.read(node, ""))
                    .orElseGet(reader::empty);
            return Loaded.of(new YamlDocument(file, root, reader.lines()));
        } catch (MarkedYamlEngineException broken) {
            int line = broken.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
            return Loaded.failed(Problem.of(ErrorCode.YAML_SYNTAX, file, line, broken.getProblem()));
        } catch (YamlNodeReader.Refused refused) {
            return Loaded.failed(Problem.of(ErrorCode.YAML_SYNTAX, file, refused.line(), refused.reason()));
        } catch (YamlEngineException broken) {
            // Limits of the parser, such as too many aliases, have no place in the file.
            String reason = Objects.requireNonNullElse(broken.getMessage(), "The file is no YAML");
            return Loaded.failed(Problem.of(ErrorCode.YAML_SYNTAX, file, 0, reason));
        }
    }

    private static <T> Loaded<T> tooLong(String file) {
        return Loaded.failed(
                Problem.of(ErrorCode.YAML_SYNTAX, file, 0, "The file is longer than " + LENGTH_MAX + " characters"));
    }

    /** Line of the value at that JSON Pointer, or of what is nearest around it. */
    public int line(String pointer) {
        String at = pointer;
        while (!lines.containsKey(at) && !at.isEmpty()) {
            at = at.substring(0, at.lastIndexOf('/'));
        }
        return lines.getOrDefault(at, 1);
    }

    /** The value there; a missing node if there is none. */
    public JsonNode at(String pointer) {
        return root.at(JsonPointer.compile(pointer));
    }

    /** A problem at the line of that JSON Pointer. */
    public Problem problem(ErrorCode code, String pointer, String message) {
        return Problem.of(code, file, line(pointer), message);
    }

    /** A failure at the line of that JSON Pointer. */
    public <T> Loaded<T> failed(ErrorCode code, String pointer, String message) {
        return Loaded.failed(List.of(problem(code, pointer, message)));
    }

    /** Pointer of a member, with the escapes of RFC 6901. */
    public static String child(String pointer, String name) {
        return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
    }
}
