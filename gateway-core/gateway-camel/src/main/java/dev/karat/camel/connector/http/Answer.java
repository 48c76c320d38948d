package dev.karat.camel.connector.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import java.net.http.HttpHeaders;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a vendor answered. Immutable.
 *
 * @param text the body as it was received
 * @param tag member that names the class of a value which JSON does not know, or null if there are no such values
 */
public record Answer(
        int status,
        HttpHeaders headers,
        String text,
        @Nullable String tag) {
    private static final int DEPTH_MAX = 100;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH_MAX)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            // An id or an amount must not lose digits on its way through.
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    public Optional<String> header(String name) {
        return headers.firstValue(name);
    }

    /**
     * The body as JSON; a missing node if it is empty.
     *
     * @throws GatewayException VENDOR_ANSWER_MALFORMED if it is something else, such as a page of a proxy
     */
    public JsonNode json() {
        if (text.isBlank()) {
            return MissingNode.getInstance();
        }
        try {
            JsonNode body = JSON.readTree(text);
            return tag == null ? body : TaggedValues.plain(body, tag);
        } catch (JsonProcessingException broken) {
            // The parser's own message quotes the body, which may hold personal data.
            throw new GatewayException(
                    ErrorCode.VENDOR_ANSWER_MALFORMED, "The answer with status " + status + " is no complete JSON");
        }
    }

    /** The body as JSON, or a missing node if it is something else. */
    public JsonNode jsonIfAny() {
        try {
            return json();
        } catch (GatewayException noJson) {
            return MissingNode.getInstance();
        }
    }

    /** Status only: bodies hold personal data. */
    @Override
    public String toString() {
        return "Answer[" + status + "]";
    }
}
