package dev.karat.camel.connector.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.camel.connector.spec.WebhookSpec.Place;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A call as it came in. Nothing of it is to be believed before it was checked.
 *
 * @param url the address as the vendor called it, with its query
 * @param headers first values by name, in any case
 * @param body bytes as they were received
 */
@SuppressWarnings("ArrayRecordComponent") // Checked byte by byte, never compared.
public record WebhookCall(String method, String url, Map<String, String> headers, byte[] body) {
    public WebhookCall {
        var names = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, value) -> names.putIfAbsent(name, value));
        headers = names;
    }

    /** The text at a place of the call, or of one event of it; null if there is none. */
    @Nullable
    String text(Place place, JsonNode event) {
        String text = place.header() != null
                ? headers.get(place.header())
                : place.query() != null ? parameter(place.query()) : value(event, place);
        if (text == null || place.pattern() == null) {
            return text;
        }
        var found = place.pattern().matcher(text);
        return found.find() ? found.group(1) : null;
    }

    /** The texts at a place of the call, or of one event of it: several where an array stands there. */
    List<String> texts(Place place, JsonNode event) {
        JsonNode array = place.at() == null ? event.path("") : event.at(place.at());
        if (!array.isArray()) {
            String text = text(place, event);
            return text == null ? List.of() : List.of(text);
        }
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    /** The first parameter of that name in the address. */
    private @Nullable String parameter(String name) {
        int query = url.indexOf('?');
        return query < 0
                ? null
                : FormText.pairs(url.substring(query + 1)).stream()
                        .filter(pair -> pair.getKey().equals(name))
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .orElse(null);
    }

    private static @Nullable String value(JsonNode event, Place place) {
        JsonNode value = place.at() == null ? event.path("") : event.at(place.at());
        return value.isValueNode() && !value.isNull() ? value.asText() : null;
    }

    /** Method only: the rest may hold secrets and personal data. */
    @Override
    public String toString() {
        return "WebhookCall[" + method.toUpperCase(Locale.ROOT) + ", " + body.length + " bytes]";
    }
}
