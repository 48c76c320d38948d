package dev.karat.engine.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.engine.config.YamlDocument;
import java.nio.file.Path;

/**
 * A relative {@code file:} in a connection or a secret counts from the folder of gateway.yaml, so that it means the same folder
 * wherever the gateway is started.
 */
final class RelativeFiles {
    private static final String FILE = "file:";

    private RelativeFiles() {}

    /** The document that was read from {@code file}, with absolute files in its connections and secrets. */
    static YamlDocument resolve(YamlDocument yaml, Path file) {
        JsonNode root = yaml.root().deepCopy();
        root.path("systems").forEach(system -> {
            if (system.path("connection") instanceof ObjectNode connection) {
                connection.properties().forEach(setting -> {
                    String text = setting.getValue().textValue();
                    if (text != null && isRelative(text)) {
                        connection.put(setting.getKey(), FILE + absolute(text, file));
                    }
                });
            }
        });
        root.path("subscribers").forEach(subscriber -> {
            if (subscriber.path("secrets") instanceof ArrayNode secrets) {
                for (int i = 0; i < secrets.size(); i++) {
                    if (isRelative(secrets.path(i).asText())) {
                        secrets.set(i, FILE + absolute(secrets.path(i).asText(), file));
                    }
                }
            }
        });
        return new YamlDocument(yaml.file(), root, yaml.lines());
    }

    private static boolean isRelative(String text) {
        return text.startsWith(FILE) && !text.startsWith("/", FILE.length());
    }

    private static Path absolute(String text, Path file) {
        return file.toAbsolutePath()
                .resolveSibling(text.substring(FILE.length()))
                .normalize();
    }
}
