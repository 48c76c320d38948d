package dev.karat.camel.connector.http;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.spec.ConnectorSpec;
import dev.karat.camel.connector.spec.ErrorRule;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a vendor's answer means, by the connector's own rules and then by the usual meaning of its status. */
final class Meaning {
    private static final int REASONS_MAX = 5;

    private final ConnectorSpec spec;
    private final Supplier<Set<String>> secrets;
    private final Clock clock;

    /** @param secrets what nobody may see, as of now */
    Meaning(ConnectorSpec spec, Supplier<Set<String>> secrets, Clock clock) {
        this.spec = spec;
        this.secrets = secrets;
        this.clock = clock;
    }

    /**
     * The failure that an answer tells of; null for a success.
     *
     * @param call the call with its places, to be shown
     */
    @Nullable
    GatewayException failure(String call, Answer answer) {
        ErrorRule rule = rule(answer);
        ErrorCode code = rule != null ? rule.code() : answer.isSuccess() ? null : usual(answer.status());
        if (code == null) {
            return null;
        }
        String reason = reason(answer);
        String message =
                spec.title() + " answered " + answer.status() + " to " + call + (reason.isEmpty() ? "" : ": " + reason);
        Duration asked = retryAfter(answer);
        return new GatewayException(code, message, asked == null && rule != null ? rule.pause() : asked, null);
    }

    private @Nullable ErrorRule rule(Answer answer) {
        return spec.errors().stream()
                .filter(rule -> rule.matches(answer.status(), answer.text()))
                .findFirst()
                .orElse(null);
    }

    /** RFC 9110, 15, and RFC 4918, 11.3. A status that nobody expects is kept from being taken for a success. */
    private static ErrorCode usual(int status) {
        return switch (status) {
            case 401 -> ErrorCode.VENDOR_UNAUTHORIZED;
            case 403 -> ErrorCode.VENDOR_FORBIDDEN;
            case 404, 410 -> ErrorCode.VENDOR_NOT_FOUND;
            case 408 -> ErrorCode.VENDOR_UNAVAILABLE;
            case 409 -> ErrorCode.VENDOR_CONFLICT;
            case 412, 423 -> ErrorCode.VENDOR_STALE;
            case 425, 429 -> ErrorCode.VENDOR_RATE_LIMITED;
            default ->
                status >= 500
                        ? ErrorCode.VENDOR_UNAVAILABLE
                        : status >= 400 ? ErrorCode.VENDOR_REFUSED : ErrorCode.VENDOR_ANSWER_MALFORMED;
        };
    }

    private @Nullable Duration retryAfter(Answer answer) {
        return answer.header("Retry-After")
                .map(header ->
                        RetryAfter.parse(header, clock.instant(), spec.limits().retryAfterMax()))
                .orElse(null);
    }

    /** Field names and reasons from where the vendor puts them, without values. */
    private String reason(Answer answer) {
        JsonNode body = answer.jsonIfAny();
        var reasons = new ArrayList<String>();
        for (JsonPointer place : spec.errorDetail()) {
            collect(body.at(place), "", reasons);
        }
        return Redaction.of(String.join("; ", reasons), secrets.get());
    }

    private static void collect(JsonNode node, String name, List<String> reasons) {
        if (reasons.size() >= REASONS_MAX) {
            return;
        }
        if (node.isTextual()) {
            reasons.add(name.isEmpty() ? node.textValue() : name + ": " + node.textValue());
        } else if (node.isArray()) {
            node.forEach(item -> collect(item, name, reasons));
        } else {
            node.properties().forEach(entry -> collect(entry.getValue(), entry.getKey(), reasons));
        }
    }
}
