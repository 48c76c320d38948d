package dev.karat.camel.connector.spec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.engine.config.Problem;
import dev.karat.engine.config.SchemaCheck;
import dev.karat.engine.config.Secrets;
import dev.karat.engine.config.YamlDocument;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The settings of one system's connection, with references followed. Holds secrets in clear: it is never written,
 * logged or shown. Immutable.
 *
 * @param values settings by name, those left out with their presets
 * @param secrets the values that nobody may see
 */
public record Connection(Map<String, String> values, Set<String> secrets) {
    public Connection {
        values = Map.copyOf(values);
        secrets = Set.copyOf(secrets);
    }

    /**
     * What is wrong with a connection in {@code gateway.yaml}, without following its references.
     *
     * @param schema the connector's JSON Schema
     * @param document the file
     * @param pointer JSON Pointer of the connection in it
     */
    public static List<Problem> check(JsonNode schema, YamlDocument document, String pointer) {
        JsonNode given = document.at(pointer);
        var problems = new ArrayList<Problem>();
        for (var misfit : SchemaCheck.of(schema, ErrorCode.CONFIG_INVALID).misfits(given)) {
            // What a reference leads to is not known here, so only its presence counts.
            String text = given.at(misfit.at()).asText();
            if (misfit.at().isEmpty() || !isReference(schema, misfit.at().substring(1), text)) {
                problems.add(document.problem(
                        ErrorCode.CONFIG_INVALID,
                        pointer + misfit.at(),
                        "connection" + misfit.at() + ": " + misfit.message()));
            }
        }
        given.properties().forEach(entry -> {
            if (isPassword(schema, entry.getKey())
                    && !Secrets.isReference(entry.getValue().asText())) {
                problems.add(document.problem(
                        ErrorCode.SECRET_LITERAL,
                        YamlDocument.child(pointer, entry.getKey()),
                        "connection/" + entry.getKey() + " holds a secret in clear"));
            }
        });
        return problems;
    }

    /** References of a connection in {@code gateway.yaml} that lead nowhere on this machine. */
    public static List<Problem> unresolved(JsonNode schema, YamlDocument document, String pointer, Secrets references) {
        var problems = new ArrayList<Problem>();
        document.at(pointer).properties().forEach(entry -> {
            String text = entry.getValue().asText();
            try {
                if (isReference(schema, entry.getKey(), text)) {
                    references.resolve(text);
                }
            } catch (GatewayException missing) {
                problems.add(document.problem(
                        missing.code(),
                        YamlDocument.child(pointer, entry.getKey()),
                        String.valueOf(missing.getMessage())));
            }
        });
        return problems;
    }

    /**
     * Follows the references of a connection and adds presets.
     *
     * @throws GatewayException SECRET_MISSING if a reference leads nowhere
     */
    public static Connection of(JsonNode schema, JsonNode given, Secrets references) {
        var values = new HashMap<String, String>();
        var secrets = new HashSet<String>();
        given.properties().forEach(entry -> {
            String text = entry.getValue().asText();
            String value = isReference(schema, entry.getKey(), text) ? references.resolve(text) : text;
            values.put(entry.getKey(), value);
            if (isPassword(schema, entry.getKey())) {
                secrets.add(value);
            }
        });
        schema.path("properties").properties().forEach(entry -> {
            JsonNode preset = entry.getValue().path("default");
            if (!values.containsKey(entry.getKey()) && !preset.isMissingNode()) {
                String value = Template.of(preset.asText()).render(values);
                if (value != null) {
                    values.put(entry.getKey(), value);
                }
            }
        });
        return new Connection(values, secrets);
    }

    /** A variable may stand for any setting, a file only for a secret: other settings are addresses of files. */
    private static boolean isReference(JsonNode schema, String name, String text) {
        return isPassword(schema, name) ? Secrets.isReference(text) : Secrets.isVariable(text);
    }

    private static boolean isPassword(JsonNode schema, String name) {
        return schema.path("properties").path(name).path("format").asText().equals("password");
    }

    /** The setting; throws CONFIG_INVALID if it is not given. */
    public String required(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new GatewayException(ErrorCode.CONFIG_INVALID, "The connection has no " + name);
        }
        return value;
    }

    /** A text made of settings; throws CONFIG_INVALID, without a value, if one of them is not given. */
    public String required(Template template) {
        String text = template.render(values);
        if (text == null) {
            throw new GatewayException(ErrorCode.CONFIG_INVALID, "The connection lacks a setting for " + template);
        }
        return text;
    }

    /** Names only: values may be secrets. */
    @Override
    public String toString() {
        return "Connection" + values.keySet();
    }
}
