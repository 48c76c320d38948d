package dev.karat.testkit.twin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The JSON of the twins. */
final class Json {
    static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    static ArrayNode texts(String... texts) {
        ArrayNode array = array();
        for (String text : texts) {
            array.add(text);
        }
        return array;
    }

    /** Parses JSON that a twin wrote itself. */
    static JsonNode parse(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("This is no JSON", e);
        }
    }

    /** The text of a member, trimmed; empty if it is absent, null or no scalar. */
    static String text(JsonNode node, String member) {
        return node.path(member).asText("").trim();
    }
}
