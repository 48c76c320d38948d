package dev.karat.engine.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Turns the node tree of one YAML file into JSON. The count of values is limited after aliases were followed. */
final class YamlNodeReader {
    /** Values of one file with aliases followed: a nest of aliases of a few lines can mean billions of them. */
    static final int VALUES_MAX = 50_000;

    static final int DEPTH_MAX = 60;

    /** The tree cannot be JSON. */
    static final class Refused extends RuntimeException {
        private final int line;
        private final String reason;

        Refused(Node node, String reason) {
            super(reason);
            this.line = lineOf(node);
            this.reason = reason;
        }

        int line() {
            return line;
        }

        String reason() {
            return reason;
        }
    }

    private final Map<String, Integer> lines = new HashMap<>();
    private int values;

    Map<String, Integer> lines() {
        return lines;
    }

    ObjectNode empty() {
        return JsonNodeFactory.instance.objectNode();
    }

    JsonNode read(Node node, String pointer) {
        lines.putIfAbsent(pointer, lineOf(node));
        return read(node, pointer, 0);
    }

    private JsonNode read(Node node, String pointer, int depth) {
        if (++values > VALUES_MAX) {
            throw new Refused(node, "More than " + VALUES_MAX + " values, aliases followed");
        }
        if (depth > DEPTH_MAX) {
            throw new Refused(node, "Nested deeper than " + DEPTH_MAX);
        }
        if (node instanceof MappingNode mapping) {
            return object(mapping, pointer, depth);
        }
        if (node instanceof SequenceNode sequence) {
            var array = JsonNodeFactory.instance.arrayNode();
            for (Node item : sequence.getValue()) {
                String at = pointer + "/" + array.size();
                lines.put(at, lineOf(item));
                array.add(read(item, at, depth + 1));
            }
            return array;
        }
        return scalar((ScalarNode) node);
    }

    private ObjectNode object(MappingNode mapping, String pointer, int depth) {
        var object = empty();
        for (NodeTuple entry : mapping.getValue()) {
            if (!(entry.getKeyNode() instanceof ScalarNode key)) {
                throw new Refused(entry.getKeyNode(), "A key is a plain word");
            }
            if (object.has(key.getValue())) {
                throw new Refused(key, "The key " + key.getValue() + " is given twice");
            }
            String at = YamlDocument.child(pointer, key.getValue());
            lines.put(at, lineOf(key));
            object.set(key.getValue(), read(entry.getValueNode(), at, depth + 1));
        }
        return object;
    }

    private static JsonNode scalar(ScalarNode node) {
        var factory = JsonNodeFactory.instance;
        String text = node.getValue();
        try {
            if (node.getTag().equals(Tag.NULL)) {
                return factory.nullNode();
            } else if (node.getTag().equals(Tag.BOOL)) {
                return factory.booleanNode(Boolean.parseBoolean(text));
            } else if (node.getTag().equals(Tag.INT)) {
                return integer(text);
            } else if (node.getTag().equals(Tag.FLOAT)) {
                return factory.numberNode(new BigDecimal(text));
            }
        } catch (NumberFormatException notJson) {
            throw new Refused(node, "A number that JSON cannot hold; write it in quotes if it is a text");
        }
        return factory.textNode(text);
    }

    /** YAML 1.2.2, 10.3.2: decimal, {@code 0o} octal, {@code 0x} hexadecimal. */
    private static JsonNode integer(String text) {
        BigInteger number = text.startsWith("0o")
                ? new BigInteger(text.substring(2), 8)
                : text.startsWith("0x") ? new BigInteger(text.substring(2), 16) : new BigInteger(text);
        var factory = JsonNodeFactory.instance;
        return number.bitLength() < Long.SIZE ? factory.numberNode(number.longValue()) : factory.numberNode(number);
    }

    private static int lineOf(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    }
}
