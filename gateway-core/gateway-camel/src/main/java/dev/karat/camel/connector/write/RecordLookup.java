package dev.karat.camel.connector.write;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.Attribute;
import dev.karat.camel.connector.http.Answer;
import dev.karat.camel.connector.http.VendorHttp;
import dev.karat.camel.connector.http.VendorHttp.Call;
import dev.karat.camel.connector.read.Additions;
import dev.karat.camel.connector.read.RecordFacts;
import dev.karat.camel.connector.read.VendorRecord;
import dev.karat.camel.connector.spec.Places;
import dev.karat.camel.connector.spec.RequestSpec;
import dev.karat.camel.connector.spec.WriteSpec;
import dev.karat.camel.connector.spec.WriteSpec.Lookup;
import dev.karat.camel.connector.spec.WriteSpec.Through;
import dev.karat.engine.normalize.PhoneNormalizer;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the vendor's record of an item: by its id, else by the customer's keys. Safe for use by several threads. */
final class RecordLookup {
    /** Texts of one attribute that are looked up; a customer with more has them looked up by other keys. */
    static final int TEXTS_MAX = 5;

    /** Records that went into another one, one after the other; a ring of them would never end. */
    private static final int MERGES_MAX = 5;

    private final WriteSpec spec;
    private final VendorHttp http;
    private final RecordFacts facts;
    private final Additions additions;

    RecordLookup(WriteSpec spec, VendorHttp http, RecordFacts facts) {
        this.spec = spec;
        this.http = http;
        this.facts = facts;
        this.additions = new Additions(facts, http);
    }

    /**
     * The record, if there is one.
     *
     * @throws GatewayException VENDOR_CONFLICT if a key finds several records
     */
    Optional<Found> find(WriteItem item) {
        String externalId = item.externalId();
        if (externalId != null && spec.read() != null) {
            return read(externalId);
        }
        for (Lookup lookup : spec.lookup()) {
            var keys = lookup.isFor(item.data()) ? item.data().texts(lookup.key()) : List.<String>of();
            for (String key : keys.stream().limit(TEXTS_MAX).toList()) {
                Optional<Found> found = byKey(lookup, key);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    /** The record that holds a key; throws VENDOR_CONFLICT if several do. */
    Optional<Found> find(Attribute key, String text) {
        return spec.lookup().stream()
                .filter(lookup -> lookup.key() == key)
                .findFirst()
                .flatMap(lookup -> byKey(lookup, text));
    }

    /** Reads the record of that id; empty if the vendor has none. */
    Optional<Found> read(String externalId) {
        RequestSpec request = spec.read();
        if (request == null) {
            return Optional.empty();
        }
        return read(request, externalId, MERGES_MAX);
    }

    /** A record that went into another one is that other one, which may have gone on. */
    private Optional<Found> read(RequestSpec request, String externalId, int merges) {
        Answer answer = callOrNothing(Call.of(request, Map.of("externalId", externalId)));
        JsonNode record =
                answer == null ? MissingNode.getInstance() : answer.json().at(spec.record());
        if (answer == null || !record.isObject()) {
            return Optional.empty();
        }
        JsonNode other = spec.merged() == null ? MissingNode.getInstance() : record.at(spec.merged());
        if (merges > 0 && (other.isIntegralNumber() || other.isTextual())) {
            return read(request, other.asText(), merges - 1);
        }
        JsonNode whole = whole(record);
        return Optional.of(new Found(
                externalId, token(answer, whole), whole, facts.of(whole).deleted()));
    }

    /** The concurrency token in the headers of an answer, or in the record. */
    @Nullable
    String token(Answer answer, JsonNode record) {
        return spec.etag() ? answer.header("ETag").orElse(null) : token(record);
    }

    private @Nullable String token(JsonNode record) {
        JsonNode token = spec.token() == null ? MissingNode.getInstance() : record.at(spec.token());
        return token.isValueNode() && !token.isNull() ? token.asText() : null;
    }

    /** The record of an answer, with what is added to it. */
    JsonNode whole(JsonNode record) {
        return additions.whole(record);
    }

    private Optional<Found> byKey(Lookup lookup, String key) {
        boolean stubs = facts.listsStubs() || lookup.through() != null;
        Map<String, VendorRecord> found = new LinkedHashMap<>();
        for (Map<String, String> question : questions(lookup, key)) {
            Answer answer = callOrNothing(Call.of(lookup.request(), question));
            JsonNode body = answer == null ? MissingNode.getInstance() : answer.json();
            JsonPointer place = lookup.list();
            for (JsonNode row : place == null ? List.of(body) : body.at(place)) {
                VendorRecord record = facts.of(stubs ? row : additions.computed(row));
                String id = record.id();
                if (id != null && holds(lookup.same(), row, key) && (stubs || facts.belongs(row))) {
                    found.put(id, record);
                }
            }
        }
        if (found.size() > 1) {
            throw new GatewayException(
                    ErrorCode.VENDOR_CONFLICT,
                    found.size() + " records at the vendor hold the same "
                            + lookup.key().path());
        }
        Optional<Found> one = found.values().stream()
                .findFirst()
                .map(record -> new Found(
                        String.valueOf(record.id()), token(record.payload()), record.payload(), record.deleted()));
        return stubs
                ? one.flatMap(stub -> read(stub.externalId())).filter(whole -> facts.belongs(whole.record()))
                : one;
    }

    /** What the look-up asks with: the key, or what was found by it in a first step. */
    private List<Map<String, String>> questions(Lookup lookup, String key) {
        Through through = lookup.through();
        if (through == null) {
            return List.of(Map.of("key", key));
        }
        Answer answer = callOrNothing(Call.of(through.request(), Map.of("key", key)));
        Set<String> ids = new LinkedHashSet<>();
        for (JsonNode row :
                answer == null ? MissingNode.getInstance() : answer.json().at(through.list())) {
            if (holds(through.same(), row, key) && ids.size() < TEXTS_MAX) {
                ids.add(row.at(through.id()).asText());
            }
        }
        return ids.stream().map(id -> Map.of("key", key, "id", id)).toList();
    }

    /** Searches find more than was asked for: part of a word, another field, a whole day. */
    private static boolean holds(Places same, JsonNode row, String key) {
        return same.isEmpty() || same.in(row).anyMatch(place -> isSame(place.asText(), key));
    }

    private static boolean isSame(String text, String key) {
        return text.strip().equalsIgnoreCase(key) || key.equals(PhoneNormalizer.e164(text.strip(), null));
    }

    private @Nullable Answer callOrNothing(Call call) {
        try {
            return http.call(call);
        } catch (GatewayException failed) {
            if (failed.code() == ErrorCode.VENDOR_NOT_FOUND) {
                return null;
            }
            throw failed;
        }
    }
}
