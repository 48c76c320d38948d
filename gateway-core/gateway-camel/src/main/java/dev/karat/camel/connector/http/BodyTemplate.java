package dev.karat.camel.connector.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.spec.Template;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON whose texts, and names of members, are templates. A text that is one value of JSON becomes that value. */
public final class BodyTemplate {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private BodyTemplate() {}

    /** The JSON with its values; members and items whose value is not given are left out. Null for null. */
    public static @Nullable JsonNode render(@Nullable JsonNode body, Map<String, String> values) {
        if (body == null || !body.isContainerNode()) {
            return body == null || !body.isTextual() ? body : text(body.textValue(), values);
        }
        if (body.isArray()) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            body.forEach(item -> {
                JsonNode rendered = render(item, values);
                if (rendered != null) {
                    array.add(rendered);
                }
            });
            return array;
        }
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        body.properties().forEach(entry -> {
            JsonNode rendered = render(entry.getValue(), values);
            String name = Template.of(entry.getKey()).render(values);
            if (rendered != null && name != null) {
                object.set(name, rendered);
            }
        });
        return object;
    }

    private static @Nullable JsonNode text(String source, Map<String, String> values) {
        Template template = Template.of(source);
        String text = template.render(values);
        if (text == null) {
            return null;
        }
        try {
            return template.isJson() ? JSON.readTree(text) : JsonNodeFactory.instance.textNode(text);
        } catch (JsonProcessingException noJson) {
            // The parser's own message quotes the value.
            throw new GatewayException(ErrorCode.VENDOR_REFUSED, "A value of a request is no JSON: " + template);
        }
    }
}
