package dev.karat.camel.connector.write;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.camel.connector.http.VendorHttp;
import dev.karat.camel.connector.http.VendorHttp.Call;
import dev.karat.camel.connector.spec.ReferenceSpec;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts the vendor's numbers in the place of texts, such as those of countries. A text that the vendor does not know is
 * emptied: a country that is left over from the address before would be wrong. Calls block. Safe for several threads.
 */
final class References {
    /** Numbers that are remembered; there are a few hundred countries. */
    private static final int KNOWN_MAX = 1_000;

    /** What was looked up. */
    private record Question(ReferenceSpec reference, Map<String, String> values) {}

    private final List<ReferenceSpec> references;
    private final VendorHttp http;
    private final JsonNode emptied;
    private final Map<Question, JsonNode> known = new LinkedHashMap<>();

    /**
     * @param emptied what the vendor takes for an emptied field
     */
    References(List<ReferenceSpec> references, VendorHttp http, JsonNode emptied) {
        this.references = references;
        this.http = http;
        this.emptied = emptied;
    }

    /** Changes the record. */
    void resolve(ObjectNode record) {
        ObjectNode texts = record.deepCopy();
        for (ReferenceSpec reference : references) {
            JsonNode text = texts.at(reference.at());
            if (text.isTextual() && record.at(reference.at().head()) instanceof ObjectNode parent) {
                JsonNode number = text.textValue().isEmpty() ? null : number(reference, values(reference, texts));
                parent.set(reference.at().last().getMatchingProperty(), number == null ? emptied : number);
            }
        }
    }

    private static Map<String, String> values(ReferenceSpec reference, JsonNode texts) {
        var values = new HashMap<String, String>();
        values.put("key", texts.at(reference.at()).asText());
        reference
                .with()
                .forEach((name, place) -> values.put(name, texts.at(place).asText()));
        return values;
    }

    private @Nullable JsonNode number(ReferenceSpec reference, Map<String, String> values) {
        var question = new Question(reference, values);
        synchronized (known) {
            JsonNode answer = known.get(question);
            if (answer != null) {
                return answer;
            }
        }
        JsonNode found = http.call(Call.of(reference.request(), values)).json().at(reference.id());
        if (!found.isValueNode() || found.isNull()) {
            return null;
        }
        synchronized (known) {
            if (known.size() >= KNOWN_MAX) {
                known.remove(known.keySet().iterator().next());
            }
            known.put(question, found);
        }
        return found;
    }
}
