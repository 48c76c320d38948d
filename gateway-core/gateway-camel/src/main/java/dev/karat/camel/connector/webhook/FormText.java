package dev.karat.camel.connector.webhook;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Names and values as forms and addresses write them ({@code application/x-www-form-urlencoded}). */
final class FormText {
    private FormText() {}

    /** The pairs in their order; throws WEBHOOK_MALFORMED for what cannot be decoded. */
    static List<Map.Entry<String, String>> pairs(String text) {
        var pairs = new ArrayList<Map.Entry<String, String>>();
        for (String pair : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                pairs.add(Map.entry(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1))));
            }
        }
        return pairs;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException broken) {
            // Its message shows the text.
            throw new GatewayException(ErrorCode.WEBHOOK_MALFORMED, "The form of the call is broken");
        }
    }
}
