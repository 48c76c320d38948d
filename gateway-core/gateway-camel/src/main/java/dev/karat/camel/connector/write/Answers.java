package dev.karat.camel.connector.write;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.http.Answer;
import dev.karat.camel.connector.http.VendorHttp;
import dev.karat.camel.connector.read.RecordFacts;
import dev.karat.camel.connector.spec.WriteSpec;
import dev.karat.camel.connector.spec.WriteSpec.Accepted;
import dev.karat.camel.connector.spec.WriteSpec.Create;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the answer to a write says: the new id, the record as it is now, or a refusal in friendly words. */
final class Answers {
    private final WriteSpec spec;
    private final VendorHttp http;
    private final RecordLookup lookup;
    private final RecordFacts facts;

    Answers(WriteSpec spec, VendorHttp http, RecordLookup lookup, RecordFacts facts) {
        this.spec = spec;
        this.http = http;
        this.lookup = lookup;
        this.facts = facts;
    }

    /**
     * Id of the record that was created; throws VENDOR_ANSWER_MALFORMED if the answer does not tell.
     *
     * @param values what the call was given
     */
    String externalId(Create create, Answer answer, Map<String, String> values) {
        Pattern location = create.location();
        String at = create.at() == null ? null : http.rendered(create.at());
        String id = null;
        if (location != null) {
            var matcher = location.matcher(answer.header("Location").orElse(""));
            id = matcher.find() ? matcher.group(1) : null;
        } else if (at != null) {
            JsonNode node = answer.json().at(JsonPointer.compile(at));
            id = node.isValueNode() && !node.isNull() ? node.asText() : null;
        } else if (create.given() != null) {
            id = create.given().render(values);
        }
        if (id == null || id.isBlank()) {
            throw new GatewayException(ErrorCode.VENDOR_ANSWER_MALFORMED, "The answer does not tell the new id");
        }
        return id;
    }

    /** The outcome of a write that was accepted, with the record as the vendor shows it now. */
    WriteOutcome applied(WriteItem item, String externalId, Answer answer, boolean created) {
        if (spec.readBackByRead()) {
            Found now = lookup.read(externalId).orElse(null);
            return new WriteOutcome.Applied(
                    item.itemId(),
                    now == null ? externalId : id(now.record(), externalId),
                    now == null ? null : now.token(),
                    now == null ? null : now.record(),
                    created);
        }
        if (spec.readBack() == WriteSpec.ReadBack.NONE) {
            return new WriteOutcome.Applied(item.itemId(), externalId, null, null, created);
        }
        JsonNode record = lookup.whole(answer.json().at(spec.record()));
        return new WriteOutcome.Applied(
                item.itemId(),
                id(record, externalId),
                lookup.token(answer, record),
                record.isObject() ? record : null,
                created);
    }

    /** The record's own id, which is another one where the record was merged into another. */
    private String id(JsonNode record, String externalId) {
        String shown = record.isObject() ? facts.of(record).id() : null;
        return shown == null ? externalId : shown;
    }

    /** The outcome where nothing is left to write. */
    WriteOutcome unchanged(WriteItem item, String externalId, @Nullable Found present) {
        return new WriteOutcome.Applied(
                item.itemId(),
                externalId,
                present == null ? item.token() : present.token(),
                present == null ? null : present.record(),
                false);
    }

    /** Throws VENDOR_REFUSED if a success holds a message of another form than those of a success. */
    void refuseIfNotAccepted(Answer answer) {
        Accepted accepted = spec.accepted();
        JsonNode messages = accepted == null ? null : answer.json().at(accepted.at());
        if (accepted == null || messages == null || !messages.isArray()) {
            return;
        }
        for (JsonNode message : messages) {
            if (!accepted.pattern().matcher(message.asText()).find()) {
                throw new GatewayException(
                        ErrorCode.VENDOR_REFUSED, "The vendor refuses: " + reason(accepted, message.asText()));
            }
        }
    }

    private String reason(Accepted accepted, String message) {
        Pattern reason = accepted.reason();
        var matcher = reason == null ? null : reason.matcher(message);
        return matcher != null && matcher.find() ? http.redacted(matcher.group(1)) : "no reason that may be shown";
    }
}
