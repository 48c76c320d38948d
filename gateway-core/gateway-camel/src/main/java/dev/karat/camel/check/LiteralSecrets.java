package dev.karat.camel.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.engine.config.Problem;
import dev.karat.engine.config.YamlDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds secrets that stand in a file in clear: in addresses, in options and settings that bear the name of one, and in
 * headers that a route sets. Problems never quote them.
 */
final class LiteralSecrets {
    private static final Pattern SECRET = Pattern.compile(
            "(?i).*(password|passphrase|passcode|secret|token|api[-_]?key|access[-_]?key|account[-_]?key"
                    + "|private[-_]?key|authorization|credential|signature|connection[-_]?string).*");

    /** Where a secret is, what it is called, or how it is sent. */
    private static final Pattern NO_SECRET = Pattern.compile("(?i).*(url|uri|file|name|type|header|format|path|id)$");

    private static final Pattern IN_ADDRESS = Pattern.compile("^[a-zA-Z][a-zA-Z0-9+.-]*:(//)?[^/@:?\\s]+:([^/@\\s]+)@");

    private static final Pattern OPTION = Pattern.compile("[?&]([A-Za-z0-9_.-]+)=([^&]*)");

    /** Members that hold options or settings by name. */
    private static final Set<String> OPTIONS = Set.of("parameters", "connection");

    private final YamlDocument document;
    private final List<Problem> problems = new ArrayList<>();

    private LiteralSecrets(YamlDocument document) {
        this.document = document;
    }

    static List<Problem> in(YamlDocument document) {
        var secrets = new LiteralSecrets(document);
        secrets.look("", "", document.root());
        return secrets.problems;
    }

    private void look(String pointer, String key, JsonNode node) {
        if (node.isTextual()) {
            address(pointer, node.asText());
        }
        constant(pointer, node);
        node.properties().forEach(entry -> {
            String at = YamlDocument.child(pointer, entry.getKey());
            if (OPTIONS.contains(key)
                    && isSecret(entry.getKey())
                    && isLiteral(entry.getValue().asText())) {
                bad(at, entry.getKey());
            } else {
                look(at, entry.getKey(), entry.getValue());
            }
        });
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            look(pointer + "/" + i, key, node.get(i));
        }
    }

    private void address(String pointer, String text) {
        Matcher user = IN_ADDRESS.matcher(text);
        if (user.find() && isLiteral(user.group(2))) {
            bad(pointer, "The address");
            return;
        }
        if (text.indexOf(':') > 0 && text.indexOf('?') > 0) {
            Matcher option = OPTION.matcher(text);
            while (option.find()) {
                if (isSecret(option.group(1)) && isLiteral(option.group(2))) {
                    bad(pointer, option.group(1));
                    return;
                }
            }
        }
    }

    /** A header, property or variable that is set to a text. */
    private void constant(String pointer, JsonNode node) {
        if (isSecret(node.path("name").asText(""))) {
            for (String language : List.of("constant", "simple")) {
                JsonNode own = node.path(language);
                JsonNode value = own.isMissingNode() ? node.path("expression").path(language) : own;
                if (isLiteral(value.path("expression").asText(value.asText()))) {
                    bad(pointer, node.path("name").asText());
                }
            }
        }
    }

    private static boolean isSecret(String name) {
        return SECRET.matcher(name).matches() && !NO_SECRET.matcher(name).matches();
    }

    /** A text that is no reference, and no expression that is filled in when the route runs. */
    private static boolean isLiteral(String text) {
        return !text.isBlank()
                && !text.contains("{{")
                && !text.contains("${")
                && !text.startsWith("#")
                && !text.startsWith("env:")
                && !text.startsWith("file:")
                && !text.equals("true")
                && !text.equals("false");
    }

    private void bad(String pointer, String what) {
        problems.add(document.problem(ErrorCode.SECRET_LITERAL, pointer, what + " holds a secret in clear"));
    }
}
