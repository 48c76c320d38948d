package dev.karat.camel.connector.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;

/**
 * Values that JSON does not know, which some servers write as objects that name a class: {@code {"__class__": "date",
 * "year": 2026, "month": 5, "day": 4}}. They become texts and numbers; an object of another class stays as it is.
 */
final class TaggedValues {
    private TaggedValues() {}

    /** The same JSON with plain values. */
    static JsonNode plain(JsonNode node, String tag) {
        if (node.isArray()) {
            var array = JsonNodeFactory.instance.arrayNode(node.size());
            node.forEach(item -> array.add(plain(item, tag)));
            return array;
        }
        if (!node.isObject()) {
            return node;
        }
        if (node.path(tag).isTextual()) {
            return value(node, node.path(tag).textValue());
        }
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        node.properties().forEach(entry -> object.set(entry.getKey(), plain(entry.getValue(), tag)));
        return object;
    }

    private static JsonNode value(JsonNode node, String type) {
        var factory = JsonNodeFactory.instance;
        try {
            return switch (type) {
                case "date" -> factory.textNode(date(node).toString());
                // Servers that write times so write them in UTC.
                case "datetime" ->
                    factory.textNode(time(node).toInstant(ZoneOffset.UTC).toString());
                case "Decimal" ->
                    factory.numberNode(new BigDecimal(node.path("decimal").asText()));
                case "bytes" -> factory.textNode(node.path("base64").asText());
                default -> node;
            };
        } catch (DateTimeException | NumberFormatException unreadable) {
            return node;
        }
    }

    private static LocalDate date(JsonNode node) {
        return LocalDate.of(number(node, "year"), number(node, "month"), number(node, "day"));
    }

    private static LocalDateTime time(JsonNode node) {
        long nanos = TimeUnit.MICROSECONDS.toNanos(number(node, "microsecond"));
        return date(node).atTime(number(node, "hour"), number(node, "minute"), number(node, "second"), (int) nanos);
    }

    private static int number(JsonNode node, String member) {
        return node.path(member).asInt();
    }
}
