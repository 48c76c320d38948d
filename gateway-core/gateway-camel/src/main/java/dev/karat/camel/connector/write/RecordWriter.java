package dev.karat.camel.connector.write;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.Attribute;
import dev.karat.camel.connector.http.Answer;
import dev.karat.camel.connector.http.VendorHttp;
import dev.karat.camel.connector.http.VendorHttp.Call;
import dev.karat.camel.connector.read.RecordFacts;
import dev.karat.camel.connector.spec.RequestSpec;
import dev.karat.camel.connector.spec.WriteSpec;
import dev.karat.camel.connector.spec.WriteSpec.Carry;
import dev.karat.camel.connector.spec.WriteSpec.Create;
import dev.karat.camel.connector.spec.WriteSpec.Update;
import dev.karat.camel.connector.write.Children.ChildCall;
import dev.karat.engine.mapping.Mapping;
import dev.karat.engine.mapping.MappingContext;
import dev.karat.engine.mapping.Placing;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes records of one kind, each with a typed outcome. A record without an id is looked up before it is created; a
 * call whose fate is unknown says so. Calls block. Safe for use by several threads.
 */
public final class RecordWriter {
    private final WriteSpec spec;
    private final VendorHttp http;
    private final Mapping mapping;
    private final MappingContext context;
    private final RecordLookup lookup;
    private final Answers answers;
    private final ConsentWriter consents;
    private final References references;
    private final Parts parts;
    private final Children children;

    public RecordWriter(WriteSpec spec, VendorHttp http, RecordFacts facts, Mapping mapping, MappingContext context) {
        this.spec = spec;
        this.http = http;
        this.mapping = mapping;
        this.context = context;
        this.lookup = new RecordLookup(spec, http, facts);
        this.answers = new Answers(spec, http, lookup, facts);
        this.consents = new ConsentWriter(spec, http, lookup, answers);
        this.references = new References(spec.references(), http, mapping.cleared());
        this.parts = new Parts(spec.parts());
        this.children = new Children(spec.children());
    }

    /**
     * Writes one record.
     *
     * @throws GatewayException if the connection as a whole cannot work, such as a refused credential
     */
    public WriteOutcome write(WriteItem item) {
        var progress = new Progress();
        try {
            return item.operation() == WriteItem.Operation.UPSERT ? upsert(item, progress) : withdraw(item, progress);
        } catch (GatewayException failed) {
            return progress.outcome(item, failed);
        }
    }

    /**
     * Enters consents, and nothing else.
     *
     * @throws GatewayException if the connection as a whole cannot work, such as a refused credential
     */
    public WriteOutcome write(ConsentItem item) {
        return consents.write(item);
    }

    /**
     * The vendor's record of an item, by its id or by the customer's keys; used after an unknown outcome.
     *
     * @throws GatewayException VENDOR_CONFLICT if a key finds several records
     */
    public Optional<Found> lookup(WriteItem item) {
        Optional<Found> found = lookup.find(item);
        String id = found.map(Found::externalId).orElse(null);
        // What a search shows may be cut or late; the record itself has its token.
        return id != null && item.externalId() == null && spec.etag() ? lookup.read(id) : found;
    }

    /** The vendor's record of that id; empty if there is none. */
    public Optional<Found> read(String externalId) {
        return lookup.read(externalId);
    }

    /** The vendor's record that holds a key of a customer; empty if there is none, or no such look-up. */
    public Optional<Found> find(Attribute key, String text) {
        return lookup.find(key, text);
    }

    private WriteOutcome upsert(WriteItem item, Progress progress) {
        String externalId = item.externalId();
        if (externalId != null) {
            return update(item, externalId, null, progress);
        }
        Found found = lookup.find(item).orElse(null);
        if (found != null) {
            refuseOthers(item, found.externalId());
        }
        if (found != null && !found.deleted()) {
            return update(item, found.externalId(), found, progress);
        }
        if (found != null && !spec.createOverDeleted()) {
            throw new GatewayException(ErrorCode.VENDOR_CONFLICT, "A record that was deleted there holds the same key");
        }
        if (!item.mayCreate()) {
            throw new GatewayException(ErrorCode.CREATE_NOT_ALLOWED, "The record is not there, and none is created");
        }
        try {
            return create(item, progress);
        } catch (GatewayException refused) {
            return adopt(item, refused, progress);
        }
    }

    /** Whom somebody else entered after the look-up is found by another one, and written like any who was found. */
    private WriteOutcome adopt(WriteItem item, GatewayException refused, Progress progress) {
        if (!progress.isRefused(refused)) {
            throw refused;
        }
        progress.beginAgain();
        Found found = lookup.find(item).filter(there -> !there.deleted()).orElseThrow(() -> refused);
        refuseOthers(item, found.externalId());
        return update(item, found.externalId(), found, progress);
    }

    private static void refuseOthers(WriteItem item, String externalId) {
        if (!externalId.equals(item.externalId()) && !item.mayBe().test(externalId)) {
            throw new GatewayException(
                    ErrorCode.VENDOR_CONFLICT,
                    "The record there that holds a key of this customer is another customer's");
        }
    }

    private WriteOutcome create(WriteItem item, Progress progress) {
        Create create = spec.create();
        if (create == null) {
            throw notOffered("create");
        }
        Map<String, String> values = item.values();
        Attribute key = create.key();
        if (key != null) {
            String text = item.data().text(key);
            if (text == null) {
                throw new GatewayException(
                        ErrorCode.VENDOR_REFUSED, "A record without " + key.path() + " cannot be created there");
            }
            values.put("key", text);
        }
        ObjectNode record = mapping.toVendor(item.data(), item.give(), true, context);
        references.resolve(record);
        parts.command(record, null);
        List<ChildCall> rows = children.ofCreation(record);
        progress.creating = true;
        Answer answer = send(create.request(), create.wrap(), values, record, null, progress);
        String externalId = answers.externalId(create, answer, values);
        send(rows, externalId, progress);
        return answers.applied(item, externalId, answer, true);
    }

    private WriteOutcome update(WriteItem item, String externalId, @Nullable Found found, Progress progress) {
        Update update = spec.update();
        if (update == null) {
            throw notOffered("update");
        }
        ObjectNode record = mapping.toVendor(item.data(), item.give(), false, context);
        String token = item.token();
        Found present = found;
        boolean needsPresent = (spec.isConditional() && token == null)
                || carries(update, record)
                || parts.isIn(record)
                || children.areIn(record);
        if (needsPresent && (present == null || (spec.isConditional() && present.token() == null))) {
            present = lookup.read(externalId).orElseThrow(RecordWriter::gone);
            refuseOthers(item, present.externalId());
        }
        references.resolve(record);
        parts.command(record, present == null ? null : present.record());
        List<ChildCall> rows = present == null ? List.of() : children.ofChange(record, present.record());
        String id = present == null ? externalId : present.externalId();
        if (record.isEmpty() && rows.isEmpty()) {
            return answers.unchanged(item, id, present);
        }
        boolean blind = spec.isConditional() && token == null && found == null;
        if (blind && present != null && !item.stillRight().test(present.record())) {
            throw stale();
        }
        if (present != null) {
            for (Carry carry : update.carry()) {
                carry(carry, present.record(), record);
            }
            token = token == null ? present.token() : token;
        }
        Map<String, String> values = item.values();
        values.put("externalId", id);
        Answer answer = record.isEmpty() ? null : change(update, values, record, token, progress);
        Answer last = send(rows, id, progress);
        return answers.applied(item, id, Objects.requireNonNull(answer == null ? last : answer), false);
    }

    private Answer change(
            Update update, Map<String, String> values, ObjectNode record, @Nullable String token, Progress progress) {
        String id = values.get("externalId");
        try {
            return send(update.request(), update.wrap(), values, record, token, progress);
        } catch (GatewayException failed) {
            throw isStale(failed, String.valueOf(id), token, progress) ? stale() : failed;
        }
    }

    /** Some vendors say of a version that is not the last what others say of a value that is taken: 409. */
    private boolean isStale(GatewayException failed, String externalId, @Nullable String token, Progress progress) {
        if (token == null || spec.read() == null || !progress.isRefused(failed)) {
            return false;
        }
        progress.beginAgain();
        return lookup.read(externalId).map(Found::token).filter(token::equals).isEmpty();
    }

    /** Writes rows of a record; answers what the last call did, or null if there is none. */
    private @Nullable Answer send(List<ChildCall> rows, String externalId, Progress progress) {
        Answer last = null;
        for (ChildCall row : rows) {
            var values = new HashMap<>(row.values());
            values.put("externalId", externalId);
            last = send(row.request(), row.wrap(), values, row.row(), row.token(), progress);
        }
        return last;
    }

    private static boolean carries(Update update, ObjectNode record) {
        return update.carry().stream().anyMatch(carry -> isParentWritten(carry, record));
    }

    private static boolean isParentWritten(Carry carry, ObjectNode record) {
        JsonPointer parent = carry.into().head();
        return parent != null && !record.at(parent).isMissingNode();
    }

    private static void carry(Carry carry, JsonNode present, ObjectNode record) {
        JsonNode value = present.at(carry.from());
        if (isParentWritten(carry, record) && value.isValueNode() && !value.isNull()) {
            Placing.put(record, carry.into(), value);
        }
    }

    private WriteOutcome withdraw(WriteItem item, Progress progress) {
        boolean delete = item.operation() == WriteItem.Operation.DELETE;
        RequestSpec request = delete ? spec.delete() : spec.deactivate();
        String externalId = item.externalId();
        if (request == null || externalId == null) {
            throw notOffered(delete ? "delete" : "deactivate");
        }
        String token = item.token();
        try {
            if (token == null && spec.etag()) {
                token = lookup.read(externalId).orElseThrow(RecordWriter::gone).token();
            }
            Call call = Call.of(request, item.values());
            progress.sent = true;
            Answer answer = http.call(spec.etag() && token != null ? call.withHeader("If-Match", token) : call);
            answers.refuseIfNotAccepted(answer);
            progress.answered = true;
            return delete
                    ? new WriteOutcome.Applied(item.itemId(), externalId, null, null, false)
                    : answers.applied(item, externalId, answer, false);
        } catch (GatewayException failed) {
            if (failed.code() == ErrorCode.VENDOR_NOT_FOUND) {
                // What is gone is withdrawn.
                return new WriteOutcome.Applied(item.itemId(), externalId, null, null, false);
            }
            throw isStale(failed, externalId, spec.etag() ? token : null, progress) ? stale() : failed;
        }
    }

    private Answer send(
            RequestSpec request,
            JsonPointer wrap,
            Map<String, String> values,
            ObjectNode record,
            @Nullable String token,
            Progress progress) {
        if (spec.token() != null && token != null) {
            values.put("recordToken", token);
        }
        JsonNode preset = http.body(request, values);
        ObjectNode body = preset instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
        if (body.at(wrap) instanceof ObjectNode place) {
            place.setAll(record);
        } else {
            Placing.put(body, wrap, record);
        }
        Call call = Call.of(request, values).with(body);
        progress.sent = true;
        Answer answer = http.call(spec.etag() && token != null ? call.withHeader("If-Match", token) : call);
        answers.refuseIfNotAccepted(answer);
        progress.answered = true;
        return answer;
    }

    private static GatewayException stale() {
        return new GatewayException(ErrorCode.VENDOR_STALE, "The record says something else meanwhile");
    }

    private static GatewayException gone() {
        return new GatewayException(ErrorCode.VENDOR_NOT_FOUND, "The record is gone at the vendor");
    }

    private static GatewayException notOffered(String what) {
        return new GatewayException(
                ErrorCode.VENDOR_REFUSED, "The connector does not " + what + " records of this kind");
    }
}
