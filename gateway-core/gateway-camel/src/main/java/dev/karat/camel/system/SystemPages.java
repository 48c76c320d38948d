package dev.karat.camel.system;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.api.model.Stamp;
import dev.karat.camel.connector.read.RecordFacts;
import dev.karat.camel.connector.read.VendorRecord;
import dev.karat.camel.connector.spec.StreamSpec;
import dev.karat.engine.ingest.ContentHash;
import dev.karat.engine.ingest.IngestItem;
import dev.karat.engine.ingest.PageMapper;
import dev.karat.engine.ingest.RawPayload;
import dev.karat.engine.ingest.RecordPage;
import dev.karat.engine.normalize.EmailNormalizer;
import dev.karat.engine.store.Interaction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Maps pages by the connectors of their systems. Runs on the threads of the routes, before the writer. */
public final class SystemPages implements PageMapper {
    private final ConnectedSystems systems;
    private final int recordBytesMax;

    /** @param recordBytesMax largest record that is taken; a larger one goes to the dead letters */
    public SystemPages(ConnectedSystems systems, int recordBytesMax) {
        this.systems = systems;
        this.recordBytesMax = recordBytesMax;
    }

    @Override
    public List<IngestItem> items(RecordPage page) {
        ConnectedSystem system = systems.get(page.system());
        StreamSpec stream = system.stream(page.stream());
        LongSupplier times = system.observations().of(page.askedAt());
        var items = new ArrayList<IngestItem>(page.records().size());
        for (int i = 0; i < page.records().size(); i++) {
            add(items, system, stream, page.records().get(i), page.origin(i), times);
        }
        page.unreadable().forEach(bad -> items.add(unreadable(system, stream, bad)));
        page.absent().forEach(id -> items.add(deletion(system, stream, id, times)));
        return items;
    }

    /** What the row is, and what it is besides. */
    private void add(
            List<IngestItem> items,
            ConnectedSystem system,
            StreamSpec stream,
            JsonNode row,
            String origin,
            LongSupplier times) {
        items.add(item(system, stream, row, origin, times));
        system.facts(stream.name()).merged(row).forEach(id -> items.add(deletion(system, stream, id, times)));
        String also = stream.also();
        if (also != null) {
            items.add(item(system, system.stream(also), row, origin, times));
        }
    }

    private static IngestItem unreadable(ConnectedSystem system, StreamSpec stream, RecordPage.Unreadable bad) {
        return new IngestItem.Unreadable(
                system.name(), stream.entity(), null, bad.code(), bad.message(), bad.origin(), bad.payload());
    }

    /** A record that is gone has no content, and no time but that of being missed. */
    private static IngestItem deletion(ConnectedSystem system, StreamSpec stream, String id, LongSupplier times) {
        return new IngestItem.Version(
                new RecordKey(system.name(), stream.entity(), id),
                true,
                false,
                CustomerData.empty(),
                null,
                null,
                times.getAsLong(),
                ContentHash.of("absent"),
                RawPayload.pack(new byte[0]));
    }

    private IngestItem item(
            ConnectedSystem system, StreamSpec stream, JsonNode row, String origin, LongSupplier times) {
        VendorRecord record = system.facts(stream.name()).of(row);
        JsonNode kept = withoutDropped(row, system.policy().rawDrop());
        byte[] raw = kept.toString().getBytes(StandardCharsets.UTF_8);
        try {
            if (!row.isObject()) {
                throw new GatewayException(ErrorCode.RECORD_MALFORMED, "The record is no JSON object");
            }
            if (record.id() == null) {
                throw new GatewayException(
                        ErrorCode.RECORD_WITHOUT_KEY, "The record has no id, or none that can be stored");
            }
            if (system.facts(stream.name()).lacksVersion(record)) {
                throw new GatewayException(
                        ErrorCode.RECORD_MALFORMED,
                        "The record does not say its version, so that it may be older than what is stored");
            }
            if (raw.length > recordBytesMax) {
                throw new GatewayException(
                        ErrorCode.RECORD_TOO_LARGE,
                        "The record has " + raw.length + " bytes; " + recordBytesMax + " are taken");
            }
            return stream.interaction() != null
                    ? new IngestItem.Event(interaction(system, stream.interaction(), record))
                    : version(system, stream, record, raw, times);
        } catch (GatewayException unreadable) {
            return new IngestItem.Unreadable(
                    system.name(),
                    stream.entity(),
                    record.id(),
                    unreadable.code(),
                    String.valueOf(unreadable.getMessage()),
                    origin,
                    raw);
        }
    }

    private static IngestItem version(
            ConnectedSystem system, StreamSpec stream, VendorRecord record, byte[] raw, LongSupplier times) {
        CustomerData data = system.mapping(stream.name()).toCanonical(record.payload(), system.context());
        Instant modified = record.modifiedAt();
        return new IngestItem.Version(
                new RecordKey(system.name(), stream.entity(), String.valueOf(record.id())),
                record.deleted(),
                stream.partial(),
                data,
                record.token() == Stamp.NO_TOKEN ? null : record.token(),
                modified == null ? null : micros(modified),
                times.getAsLong(),
                ContentHash.of(data),
                RawPayload.pack(raw));
    }

    private static Interaction interaction(
            ConnectedSystem system, StreamSpec.InteractionSpec spec, VendorRecord record) {
        String customer = record.payload().at(spec.customer()).asText();
        String email = customer.contains("@") ? EmailNormalizer.address(customer) : null;
        String status = spec.status() == null
                ? null
                : record.payload().at(spec.status()).asText();
        return new Interaction(
                system.name(),
                String.valueOf(record.id()),
                reference(email == null ? customer : email),
                spec.kind(),
                at(record.payload().at(spec.at()).asText()),
                record.payload().at(spec.summary()).asText(),
                status);
    }

    /** Whom it names, if anybody. What no index takes would fail a whole commit, with all its neighbours. */
    private static String reference(String customer) {
        if (!customer.isBlank() && !RecordKey.isId(customer)) {
            throw new GatewayException(
                    ErrorCode.RECORD_MALFORMED,
                    "What the interaction names as its customer has more than " + RecordKey.ID_LENGTH_MAX
                            + " characters, or some that no database stores");
        }
        return customer;
    }

    private static long at(String time) {
        try {
            return micros(Instant.parse(time));
        } catch (DateTimeParseException unreadable) {
            throw new GatewayException(ErrorCode.RECORD_MALFORMED, "The time of the interaction cannot be read");
        }
    }

    private static long micros(Instant instant) {
        return RecordFacts.micros(instant);
    }

    private static JsonNode withoutDropped(JsonNode row, List<String> pointers) {
        if (pointers.isEmpty()) {
            return row;
        }
        JsonNode kept = row.deepCopy();
        pointers.forEach(pointer -> drop(kept, JsonPointer.compile(pointer)));
        return kept;
    }

    private static void drop(JsonNode from, JsonPointer pointer) {
        JsonPointer parent = pointer.head();
        @Nullable JsonPointer leaf = pointer.last();
        if (parent == null || leaf == null) {
            return;
        }
        JsonNode holder = from.at(parent);
        if (holder instanceof ObjectNode object) {
            object.remove(leaf.getMatchingProperty());
        } else if (holder instanceof ArrayNode array && leaf.getMatchingIndex() >= 0) {
            array.remove(leaf.getMatchingIndex());
        }
    }
}
