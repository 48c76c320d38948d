package dev.karat.camel.plugin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON as maps, lists and values of the JDK, and back, within limits. Used once for each way back. */
final class PlainJson {
    private static final int NODES_MAX = 50_000;
    private static final int CHARACTERS_MAX = 2_000_000;
    private static final int DEPTH_MAX = 100;

    private static final JsonNodeFactory JSON = JsonNodeFactory.withExactBigDecimals(true);

    private int nodes;
    private long characters;

    private PlainJson() {}

    static Map<String, @Nullable Object> map(JsonNode object) {
        var map = new LinkedHashMap<String, @Nullable Object>();
        object.properties().forEach(entry -> map.put(entry.getKey(), value(entry.getValue())));
        return map;
    }

    private static @Nullable Object value(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> map(node);
            case ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                node.forEach(each -> list.add(value(each)));
                yield list;
            }
            case STRING -> node.textValue();
            case NUMBER -> node.numberValue();
            case BOOLEAN -> node.booleanValue();
            default -> null;
        };
    }

    /** The same as JSON; null if it is nothing of the kind, or too much. */
    static @Nullable ObjectNode node(@Nullable Map<String, @Nullable Object> map) {
        try {
            return map == null ? null : new PlainJson().object(map, 0);
        } catch (IllegalArgumentException refused) {
            return null;
        }
    }

    private ObjectNode object(Map<?, ?> map, int depth) {
        ObjectNode object = JSON.objectNode();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!(entry.getKey() instanceof String name)) {
                throw new IllegalArgumentException();
            }
            characters += name.length();
            object.set(name, any(entry.getValue(), depth + 1));
        }
        return object;
    }

    private JsonNode any(@Nullable Object value, int depth) {
        if (++nodes > NODES_MAX || characters > CHARACTERS_MAX || depth > DEPTH_MAX) {
            throw new IllegalArgumentException();
        }
        if (value instanceof Map<?, ?> map) {
            return object(map, depth);
        }
        if (value instanceof List<?> list) {
            ArrayNode array = JSON.arrayNode();
            list.forEach(each -> array.add(any(each, depth + 1)));
            return array;
        }
        if (value instanceof String text) {
            characters += text.length();
            return JSON.textNode(text);
        }
        return value == null ? JSON.nullNode() : scalar(value);
    }

    private static JsonNode scalar(Object value) {
        if (value instanceof Boolean truth) {
            return JSON.booleanNode(truth);
        }
        if (value instanceof Integer number) {
            return JSON.numberNode(number);
        }
        if (value instanceof Long number) {
            return JSON.numberNode(number);
        }
        if (value instanceof Double number) {
            return JSON.numberNode(number);
        }
        if (value instanceof BigDecimal number) {
            return JSON.numberNode(number);
        }
        if (value instanceof BigInteger number) {
            return JSON.numberNode(number);
        }
        throw new IllegalArgumentException();
    }
}
