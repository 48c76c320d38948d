package dev.karat.camel.connector.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.camel.connector.spec.Template;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON whose texts are templates. */
public final class BodyTemplate {
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
            if (rendered != null) {
                object.set(entry.getKey(), rendered);
            }
        });
        return object;
    }

    private static @Nullable JsonNode text(String template, Map<String, String> values) {
        String text = Template.of(template).render(values);
        return text == null ? null : JsonNodeFactory.instance.textNode(text);
    }
}
