package dev.karat.camel.connector.read;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.schibsted.spt.data.jslt.Expression;
import com.schibsted.spt.data.jslt.JsltException;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.http.VendorHttp;
import dev.karat.camel.connector.http.VendorHttp.Call;
import dev.karat.camel.connector.spec.AdditionSpec;
import dev.karat.camel.connector.spec.RequestSpec;
import dev.karat.engine.mapping.Placing;
import java.util.List;
import java.util.Map;

/**
 * Adds to a vendor's record what is computed from it, and what another call tells about it, so that it is whole wherever
 * it came from: a list, a look-up, the answer to a write. Safe for use by several threads.
 */
public final class Additions {
    private final List<AdditionSpec> specs;
    private final RecordFacts facts;
    private final VendorHttp http;

    public Additions(RecordFacts facts, VendorHttp http) {
        this.specs = facts.additions();
        this.facts = facts;
        this.http = http;
    }

    /** Adds what is computed, to the record itself: cheap, and enough to tell id, time and state. */
    public JsonNode computed(JsonNode record) {
        for (AdditionSpec spec : specs) {
            Expression expression = spec.expression();
            if (expression != null && record instanceof ObjectNode object) {
                put(object, spec, computed(expression, object));
            }
        }
        return record;
    }

    /**
     * Adds everything, to the record itself.
     *
     * @throws GatewayException with the code of a failed call
     */
    public JsonNode whole(JsonNode record) {
        String id = specs.isEmpty() ? null : facts.of(computed(record)).id();
        for (AdditionSpec spec : specs) {
            RequestSpec request = spec.request();
            if (request != null && id != null && record instanceof ObjectNode object) {
                put(
                        object,
                        spec,
                        http.call(Call.of(request, Map.of("id", id))).json().at(spec.from()));
            }
        }
        return record;
    }

    private static JsonNode computed(Expression expression, ObjectNode record) {
        try {
            return expression.apply(record);
        } catch (JsltException | StackOverflowError failed) {
            // The message would show values.
            throw new GatewayException(
                    ErrorCode.VENDOR_ANSWER_MALFORMED, "A record has not the form that its connector computes with");
        }
    }

    private static void put(ObjectNode record, AdditionSpec spec, JsonNode value) {
        if (!value.isMissingNode() && !value.isNull()) {
            Placing.put(record, spec.into(), value);
        }
    }
}
