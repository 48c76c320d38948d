package dev.karat.camel.connector.http;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.http.TokenRequest.Granted;
import dev.karat.camel.connector.http.VendorHttp.Call;
import dev.karat.camel.connector.spec.AuthSpec.Session;
import dev.karat.camel.connector.spec.Connection;
import dev.karat.camel.connector.spec.WebhookSpec.Place;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Begins a session, which lasts until the vendor refuses it.
 *
 * @param login makes a call without a credential, and throws what its answer means
 */
record SignIn(Session session, Connection connection, Function<Call, Answer> login) {
    Granted granted() {
        Answer answer = login.apply(Call.of(session.login(), Map.of()));
        var values = new HashMap<>(connection.values());
        session.values().forEach((name, place) -> {
            String text = text(place, answer);
            if (text != null) {
                values.put(name, text);
            }
        });
        String value = session.token().render(values);
        if (value == null) {
            throw new GatewayException(
                    ErrorCode.VENDOR_UNAUTHORIZED, "The answer to " + session.login() + " holds no session");
        }
        return new Granted(value, Instant.MAX, null);
    }

    private static @Nullable String text(Place place, Answer answer) {
        String header = place.header();
        JsonPointer at = place.at();
        JsonNode node = at == null ? MissingNode.getInstance() : answer.json().at(at);
        String found = header != null
                ? answer.header(header).orElse(null)
                : node.isValueNode() && !node.isNull() ? node.asText() : null;
        if (found == null || place.pattern() == null) {
            return found;
        }
        var matcher = place.pattern().matcher(found);
        return matcher.find() ? matcher.group(1) : null;
    }
}
