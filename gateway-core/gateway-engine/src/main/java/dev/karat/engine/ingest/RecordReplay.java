package dev.karat.engine.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.api.model.Value;
import dev.karat.engine.commit.UnitOfWork;
import dev.karat.engine.delivery.Deliveries;
import dev.karat.engine.identity.IdentityResolver;
import dev.karat.engine.identity.MatchGraph;
import dev.karat.engine.mapping.SourceMapping;
import dev.karat.engine.store.Consents;
import dev.karat.engine.store.DeadLetter;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.Echoes;
import dev.karat.engine.store.StoredRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads stored records anew from the payloads that were kept, after their mapping changed: the way of a record without a
 * new version. Only attributes that the two mappings read differently are touched, and whose word a value is stays as it
 * was. What Karat wrote over since the record was read waits for the next read. Runs on the writer thread.
 */
public final class RecordReplay {
    private static final Logger LOG = LoggerFactory.getLogger(RecordReplay.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final MatchGraph graph;
    private final IdentityResolver identity;
    private final Deliveries deliveries;
    private final RecordIngestor ingestor;

    public RecordReplay(MatchGraph graph, IdentityResolver identity, Deliveries deliveries, RecordIngestor ingestor) {
        this.graph = graph;
        this.identity = identity;
        this.deliveries = deliveries;
        this.ingestor = ingestor;
    }

    /**
     * What came of some records.
     *
     * @param changed those that say something else
     * @param unreadable those that the mapping of now cannot read: they stay as they are
     */
    public record Tally(long changed, long unreadable) {
        public static final Tally NONE = new Tally(0, 0);

        public Tally and(Tally other) {
            return new Tally(changed + other.changed, unreadable + other.unreadable);
        }
    }

    /**
     * Puts what some records say now in the place of what they said, and in the index, and nothing that follows from it.
     *
     * @param changes by name of the mapping
     */
    public Tally enter(Collection<StoredRecord> records, Map<String, MappingChange> changes, UnitOfWork work) {
        prefetch(records, work);
        Tally tally = Tally.NONE;
        for (StoredRecord stored : records) {
            try {
                Optional<StoredRecord> next = reread(stored, changes, work);
                next.ifPresent(record -> work.put(graph.index(record, evidence(record, work), work)));
                tally = tally.and(new Tally(next.isPresent() ? 1 : 0, 0));
            } catch (GatewayException unreadable) {
                tally = tally.and(new Tally(0, 1));
            }
        }
        return tally;
    }

    /**
     * Takes a page of records as if they had been read so from the first, with all that follows. One that cannot be read
     * goes to the dead letters and stays as it is.
     *
     * @param changes by name of the mapping
     * @param cause in the change log
     * @param at microseconds since 1970 UTC
     */
    public Tally apply(
            Collection<StoredRecord> page, Map<String, MappingChange> changes, String cause, long at, UnitOfWork work) {
        prefetch(page, work);
        try {
            return work.whole(() -> together(page, changes, cause, at, work));
        } catch (RuntimeException failed) {
            if (RecordIngestor.isStoreGone(failed)) {
                throw failed;
            }
            LOG.warn("A page cannot be read anew as a whole, so its records are taken one by one", failed);
            Tally tally = Tally.NONE;
            for (StoredRecord stored : page) {
                tally = tally.and(alone(stored, changes, cause, at, work));
            }
            return tally;
        }
    }

    private Tally alone(
            StoredRecord stored, Map<String, MappingChange> changes, String cause, long at, UnitOfWork work) {
        try {
            return work.whole(() -> together(List.of(stored), changes, cause, at, work));
        } catch (RuntimeException failed) {
            if (RecordIngestor.isStoreGone(failed)) {
                throw failed;
            }
            LOG.warn("A record of {} cannot be matched", stored.key().system(), failed);
            work.put(letter(stored, ErrorCode.INTERNAL, "The record cannot be matched", at));
            return new Tally(0, 1);
        }
    }

    private Tally together(
            Collection<StoredRecord> page, Map<String, MappingChange> changes, String cause, long at, UnitOfWork work) {
        var follows = new PageChanges();
        Tally tally = Tally.NONE;
        for (StoredRecord stored : page) {
            try {
                Optional<StoredRecord> next = reread(stored, changes, work);
                next.ifPresent(record -> ingestor.apply(record, stored, evidence(record, work), cause, follows, work));
                tally = tally.and(new Tally(next.isPresent() ? 1 : 0, 0));
            } catch (GatewayException unreadable) {
                work.put(letter(stored, unreadable.code(), String.valueOf(unreadable.getMessage()), at));
                tally = tally.and(new Tally(0, 1));
            }
        }
        follows.settle(identity, at, work);
        return tally;
    }

    private void prefetch(Collection<StoredRecord> records, UnitOfWork work) {
        List<RecordKey> keys = records.stream().map(StoredRecord::key).toList();
        work.prefetch(keys);
        deliveries.prefetch(keys, work);
    }

    private MatchGraph.Evidence evidence(StoredRecord record, UnitOfWork work) {
        return graph.evidence(deliveries.evidence(record, work));
    }

    private static DeadLetter letter(StoredRecord stored, ErrorCode code, String message, long at) {
        RecordKey key = stored.key();
        return new DeadLetter(
                0,
                key.system(),
                key.entity(),
                key.id(),
                code,
                message,
                "the changed mapping of " + SourceMapping.nameFor(key),
                payload(stored),
                at);
    }

    /** The record as its mapping reads it now; empty if it says what it said. */
    private Optional<StoredRecord> reread(StoredRecord stored, Map<String, MappingChange> changes, UnitOfWork work) {
        MappingChange change = changes.get(SourceMapping.nameFor(stored.key()));
        byte[] payload = change == null || stored.deleted() ? new byte[0] : payload(stored);
        return change == null || payload.length == 0
                ? Optional.empty()
                : change.reread(json(payload), stored.stamp().hash()).map(reread -> next(stored, reread, work));
    }

    /** Nothing of a record that came in canonical form, which no mapping read. */
    private static byte[] payload(StoredRecord stored) {
        try {
            return RawPayload.unpack(stored.raw());
        } catch (UncheckedIOException broken) {
            return new byte[0];
        }
    }

    private static JsonNode json(byte[] payload) {
        try {
            return JSON.readTree(payload);
        } catch (IOException broken) {
            throw new GatewayException(ErrorCode.RECORD_MALFORMED, "What was kept of the record is no JSON");
        }
    }

    private StoredRecord next(StoredRecord stored, MappingChange.Reread reread, UnitOfWork work) {
        DeliveryState delivery = deliveries.written(stored.key(), work);
        CustomerData told = told(stored, reread, delivery != null);
        CustomerData data = ConsentEchoes.read(told, stored, delivery);
        if (delivery != null && delivery.before() != null) {
            deliveries.correct(delivery, reread.shown(delivery.before()), work);
        }
        List<CustomerData> ours =
                ours(stored, delivery).stream().map(reread::shown).toList();
        Echoes echoes = EchoGuard.afterRereading(data, stored, ours, reread.shown(stored.asserted()));
        return stored.reread(reread.hash(), data, echoes);
    }

    private static CustomerData told(StoredRecord stored, MappingChange.Reread reread, boolean isWritten) {
        var told = CustomerData.builder();
        for (Attribute attribute : Attribute.values()) {
            Value said = stored.data().get(attribute);
            Value was = reread.said().get(attribute);
            Value is = reread.says().get(attribute);
            boolean stays = Objects.equals(was, is) || (isWritten && isWrittenOver(stored, attribute, was));
            Value value = stays ? said : is;
            if (value != null) {
                told.put(attribute, value);
            }
        }
        return told.build();
    }

    /** True if the record does not hold any more what was read, because Karat wrote or emptied it since. */
    private static boolean isWrittenOver(StoredRecord stored, Attribute attribute, @Nullable Value read) {
        if (attribute == Attribute.CONSENTS) {
            return !bare(stored.data()).equals(read instanceof Value.Blocks blocks ? blocks.blocks() : List.of());
        }
        Value said = stored.data().get(attribute);
        return !Objects.equals(said, read) && (said == null || stored.echoes().contains(attribute));
    }

    private static List<SortedMap<String, String>> bare(CustomerData data) {
        return data.blocks(Attribute.CONSENTS).stream()
                .map(block -> Consents.marked(block, false))
                .toList();
    }

    /** What Karat wrote into the record, as far as anybody knows. */
    private List<CustomerData> ours(StoredRecord stored, @Nullable DeliveryState delivery) {
        var ours = new ArrayList<CustomerData>();
        ours.add(repeated(stored));
        if (delivery != null) {
            ours.add(deliveries.given(delivery));
            for (CustomerData shown : new CustomerData[] {delivery.readBack(), delivery.earlier()}) {
                if (shown != null) {
                    ours.add(shown.only(attribute ->
                            delivery.created() || deliveries.given(delivery).get(attribute) != null));
                }
            }
        }
        return ours;
    }

    /** What of a record is an echo; of a list only the texts that are. */
    private static CustomerData repeated(StoredRecord stored) {
        var repeated = CustomerData.builder();
        stored.data().only(stored.echoes()::contains).values().forEach((attribute, value) -> {
            List<String> own = stored.asserted().texts(attribute);
            if (value instanceof Value.Texts texts && !own.isEmpty()) {
                List<String> ours = texts.texts().stream()
                        .filter(text -> !own.contains(text))
                        .toList();
                if (!ours.isEmpty()) {
                    repeated.put(attribute, Value.texts(ours));
                }
            } else {
                repeated.put(attribute, value);
            }
        });
        return repeated.build();
    }
}
