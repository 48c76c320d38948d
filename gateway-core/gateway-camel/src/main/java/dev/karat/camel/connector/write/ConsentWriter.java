package dev.karat.camel.connector.write;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.ErrorKind;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.http.Answer;
import dev.karat.camel.connector.http.VendorHttp;
import dev.karat.camel.connector.http.VendorHttp.Call;
import dev.karat.camel.connector.spec.RequestSpec;
import dev.karat.camel.connector.spec.WriteSpec;
import dev.karat.engine.store.Consents;
import dev.karat.engine.store.Consents.Subject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Enters consents, by the calls that the connector declares for nothing else. The record is read before: whoever refused
 * at the vendor meanwhile is not subscribed again, and that refusal is not taken for Karat's. Calls block. Safe for
 * several threads.
 */
final class ConsentWriter {
    /** Components of a consent that a call may take. */
    private static final List<String> TAKEN = List.of("at", "evidence");

    private final WriteSpec spec;
    private final VendorHttp http;
    private final RecordLookup lookup;
    private final Answers answers;

    ConsentWriter(WriteSpec spec, VendorHttp http, RecordLookup lookup, Answers answers) {
        this.spec = spec;
        this.http = http;
        this.lookup = lookup;
        this.answers = answers;
    }

    /** Writes; throws if the connection as a whole cannot work. */
    WriteOutcome write(ConsentItem item) {
        boolean sent = false;
        try {
            for (SortedMap<String, String> consent : item.consents()) {
                boolean refusal = Consents.isRefusal(consent);
                RequestSpec request = request(consent, refusal);
                Found now = stillRight(item);
                sent = true;
                send(request, item.externalId(), consent, refusal ? null : now.token());
            }
            Found now = read(item);
            return new WriteOutcome.Applied(item.itemId(), item.externalId(), now.token(), now.record(), false);
        } catch (GatewayException failed) {
            return outcome(item, failed, sent);
        }
    }

    private RequestSpec request(SortedMap<String, String> consent, boolean refusal) {
        var subject = new Subject(consent.getOrDefault("channel", ""), consent.getOrDefault("purpose", ""));
        RequestSpec request = spec.consent(subject, refusal);
        if (request == null) {
            throw new GatewayException(
                    ErrorCode.VENDOR_REFUSED, "The connector does not write this consent: " + subject);
        }
        return request;
    }

    private Found stillRight(ConsentItem item) {
        Found now = read(item);
        if (now.deleted() || !item.stillRight().test(now.record())) {
            throw new GatewayException(ErrorCode.VENDOR_STALE, "The record says something else meanwhile");
        }
        return now;
    }

    private Found read(ConsentItem item) {
        return lookup.read(item.externalId())
                .orElseThrow(
                        () -> new GatewayException(ErrorCode.VENDOR_NOT_FOUND, "The record is gone at the vendor"));
    }

    private void send(RequestSpec request, String externalId, Map<String, String> consent, @Nullable String token) {
        Map<String, String> values = new HashMap<>(Map.of("externalId", externalId));
        TAKEN.stream().filter(consent::containsKey).forEach(name -> values.put(name, consent.get(name)));
        Call call = Call.of(request, values);
        Answer answer = http.call(spec.etag() && token != null ? call.withHeader("If-Match", token) : call);
        answers.refuseIfNotAccepted(answer);
    }

    /** Entering the same again does no harm, so that a call of unknown outcome can simply be repeated. */
    private static WriteOutcome outcome(ConsentItem item, GatewayException failed, boolean sent) {
        if (failed.kind() == ErrorKind.FATAL) {
            throw failed;
        }
        if (failed.kind() != ErrorKind.RETRYABLE) {
            return new WriteOutcome.Rejected(item.itemId(), failed.code(), String.valueOf(failed.getMessage()));
        }
        return sent && failed.code() != ErrorCode.VENDOR_STALE
                ? new WriteOutcome.Unknown(item.itemId(), failed.code())
                : new WriteOutcome.Retryable(item.itemId(), failed.code(), failed.retryAfter());
    }
}
