package dev.karat.server.rest;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.store.CustomerDataJson;
import dev.karat.engine.store.Interaction;
import dev.karat.engine.store.Store;
import dev.karat.engine.store.StoredGolden;
import dev.karat.engine.store.StoredRecord;
import dev.karat.engine.survivorship.Provenance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Reads profiles from the store and puts together what stands behind them. */
@Component
class CustomerReader {
    /** Profiles that one search answers. */
    static final int FOUND_MAX = 50;

    private static final int INTERACTIONS_MAX = 200;

    private final Store store;

    private final ProfileCache cache;
    private final ObjectMapper json;

    CustomerReader(Store store, ObjectProvider<ProfileCache> cache, ObjectMapper json) {
        this.store = store;
        this.cache = cache.getIfAvailable(() -> ProfileCache.NONE);
        this.json = json;
    }

    /**
     * The profile of an id, or of the id that took over from it; what hangs on it may be a few seconds old. Throws
     * NOT_FOUND or GONE.
     */
    CustomerView byId(String id) {
        try {
            byte[] kept = cache.get(id).orElse(null);
            if (kept != null) {
                return json.readValue(kept, CustomerView.class);
            }
            long known = cache.known();
            CustomerView read = read(id);
            if (read.redirectedFrom() == null) {
                cache.put(id, known, json.writeValueAsBytes(read));
            }
            return read;
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private CustomerView read(String id) {
        StoredGolden golden = survivor(id);
        if (golden.status() != StoredGolden.Status.LIVE) {
            throw new GatewayException(ErrorCode.GONE, "No record belongs to this customer any more");
        }
        return view(golden, golden.id().equals(id) ? null : id);
    }

    /** The profile that a source record belongs to. Throws NOT_FOUND. */
    CustomerView byRecord(RecordKey key) {
        String goldenId = store.record(key).map(StoredRecord::goldenId).orElse(null);
        if (goldenId == null) {
            throw new GatewayException(ErrorCode.NOT_FOUND, "There is no such record, or it belongs to no profile");
        }
        return byId(goldenId);
    }

    /** Profiles that hold this e-mail address or telephone number, in canonical form. */
    List<CustomerView> byContact(String contact) {
        return store.goldens(store.goldenIdsByContact(contact, FOUND_MAX)).stream()
                .filter(golden -> golden.status() == StoredGolden.Status.LIVE)
                .map(golden -> view(golden, null))
                .toList();
    }

    /** What an id stands for now, of any status. Throws NOT_FOUND. */
    StoredGolden survivor(String id) {
        return store.survivor(id)
                .orElseThrow(() -> new GatewayException(ErrorCode.NOT_FOUND, "There is no customer with this id"));
    }

    private CustomerView view(StoredGolden golden, @Nullable String redirectedFrom) {
        return view(golden, redirectedFrom, store.recordsOf(golden.id()), Long.MAX_VALUE);
    }

    /**
     * The profile with what stands behind it.
     *
     * @param records those that it is made of
     * @param until interactions after this time are left out, microseconds since 1970 UTC
     */
    CustomerView view(StoredGolden golden, @Nullable String redirectedFrom, List<StoredRecord> records, long until) {
        return new CustomerView(
                golden.id(),
                redirectedFrom,
                golden.version(),
                instant(golden.changedAt()),
                CustomerDataJson.toNode(golden.profile().data()),
                golden.profile().provenance().stream()
                        .map(CustomerReader::origin)
                        .toList(),
                records.stream().map(CustomerReader::record).toList(),
                interactions(records, until));
    }

    private static CustomerView.Origin origin(Provenance provenance) {
        var losers = provenance.losers().stream()
                .map(loser -> new CustomerView.Loser(
                        key(loser.source()), CustomerDataJson.valueNode(provenance.attribute(), loser.value())))
                .toList();
        return new CustomerView.Origin(
                provenance.attribute().path(),
                provenance.sources().stream().map(CustomerReader::key).toList(),
                provenance.rule(),
                instant(provenance.at()),
                losers);
    }

    private static CustomerView.Source record(StoredRecord record) {
        Long modifiedAt = record.modifiedAt();
        return new CustomerView.Source(
                record.key().system(),
                record.key().entity(),
                record.key().id(),
                record.deleted(),
                instant(record.stamp().observedAt()),
                modifiedAt == null ? null : instant(modifiedAt),
                record.echoes().attributes().stream()
                        .map(Attribute::path)
                        .sorted()
                        .toList(),
                CustomerDataJson.toNode(record.data()));
    }

    static CustomerView.Key key(RecordKey key) {
        return new CustomerView.Key(key.system(), key.entity(), key.id());
    }

    /** An interaction names its customer by record id or e-mail address within its own system. */
    private List<CustomerView.Event> interactions(List<StoredRecord> records, long until) {
        Map<String, Set<String>> references = new LinkedHashMap<>();
        for (StoredRecord record : records) {
            Set<String> ofSystem = references.computeIfAbsent(record.key().system(), system -> new LinkedHashSet<>());
            ofSystem.add(record.key().id());
            ofSystem.addAll(record.data().texts(Attribute.EMAILS));
        }
        List<Interaction> found = new ArrayList<>();
        references.forEach((system, refs) -> found.addAll(store.interactions(system, refs, INTERACTIONS_MAX)));
        return found.stream()
                .filter(one -> one.at() <= until)
                .sorted(Comparator.comparingLong(Interaction::at).reversed())
                .limit(INTERACTIONS_MAX)
                .map(one -> new CustomerView.Event(
                        one.system(), one.id(), one.kind(), instant(one.at()), one.summary(), one.status()))
                .toList();
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
