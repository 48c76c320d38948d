package dev.karat.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.karat.server.security.Caller;
import dev.karat.server.security.Role;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** What is shown of customers to who may not see their data. Safe for several threads. */
@Component
class Masks {
    /** In place of a text. */
    static final String TEXT = "***";

    /** In place of a value of any shape. */
    static final JsonNode VALUE = TextNode.valueOf(TEXT);

    /** Vendors use addresses as ids; a name of a record in a text has its system before a colon. */
    private static final Pattern ADDRESS = Pattern.compile("[^\\s:,;\"()]*@[^\\s:,;\"()]*");

    private final ObjectMapper json;

    Masks(ObjectMapper json) {
        this.json = json;
    }

    /**
     * A view as the caller may see it.
     *
     * @param masked the view without values; addresses in ids and texts are masked besides
     */
    <T> T shown(T view, Class<T> type, UnaryOperator<T> masked) {
        return Caller.holds(Role.READER)
                ? view
                : json.convertValue(withoutAddresses(json.valueToTree(masked.apply(view))), type);
    }

    /** Tells which members there are, and not what they hold. */
    static JsonNode members(JsonNode data) {
        ObjectNode masked = ((ObjectNode) data).deepCopy();
        masked.properties().forEach(member -> member.setValue(VALUE));
        return masked;
    }

    /** The data of an event without the values of the profile. */
    static ObjectNode event(ObjectNode data) {
        ObjectNode masked = data.deepCopy();
        for (String name : new String[] {"before", "after"}) {
            if (masked.path(name).isObject()) {
                masked.set(name, members(masked.path(name)));
            }
        }
        return (ObjectNode) withoutAddresses(masked);
    }

    private static JsonNode withoutAddresses(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.properties().forEach(member -> member.setValue(withoutAddresses(member.getValue())));
        } else if (node instanceof ArrayNode array) {
            for (int index = 0; index < array.size(); index++) {
                array.set(index, withoutAddresses(array.get(index)));
            }
        } else if (node.isTextual() && node.textValue().indexOf('@') >= 0) {
            return TextNode.valueOf(ADDRESS.matcher(node.textValue()).replaceAll(TEXT));
        }
        return node;
    }
}
