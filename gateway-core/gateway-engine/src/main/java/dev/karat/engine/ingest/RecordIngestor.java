package dev.karat.engine.ingest;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.api.model.Stamp;
import dev.karat.engine.commit.UnitOfWork;
import dev.karat.engine.delivery.CrossedEdits;
import dev.karat.engine.delivery.Deliveries;
import dev.karat.engine.identity.IdentityResolver;
import dev.karat.engine.identity.MatchGraph;
import dev.karat.engine.store.CustomerDataJson;
import dev.karat.engine.store.DeadLetter;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.Echoes;
import dev.karat.engine.store.StoredGolden;
import dev.karat.engine.store.StoredRecord;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of a record, as a table of contents: stamp, classify, normalize, match, identity, survive. Mapping was done
 * before; the commit follows for a whole batch. Runs on the writer thread.
 */
public final class RecordIngestor {
    private static final Logger LOG = LoggerFactory.getLogger(RecordIngestor.class);
    private final MatchGraph graph;
    private final IdentityResolver identity;
    private final Deliveries deliveries;
    private final TakenAlong taken;
    private final Erasures erasures;
    private final Clock clock;

    public RecordIngestor(
            MatchGraph graph, IdentityResolver identity, Deliveries deliveries, Erasures erasures, Clock clock) {
        this.graph = graph;
        this.identity = identity;
        this.deliveries = deliveries;
        this.taken = new TakenAlong(deliveries);
        this.erasures = erasures;
        this.clock = clock;
    }

    /** Works out before the writer takes a page what does not need it. May be called on any thread. */
    public List<Arrival> prepare(List<IngestItem> page) {
        return page.stream()
                .map(item -> new Arrival(
                        item,
                        item instanceof IngestItem.Version version && !version.deleted()
                                ? graph.evidence(version.data())
                                : null))
                .toList();
    }

    /**
     * Takes a page in its order; one outcome each. What follows from its records is worked out for all of them together;
     * if that fails, they are taken one by one, and the one that fails goes to the dead letters and leaves nothing
     * behind.
     */
    public List<IngestOutcome> ingest(List<Arrival> page, UnitOfWork work) {
        prefetch(page, work);
        try {
            return work.whole(() -> together(page, work));
        } catch (RuntimeException failed) {
            if (isStoreGone(failed)) {
                throw failed;
            }
            LOG.warn("A page cannot be taken whole, so its records are taken one by one", failed);
            return oneByOne(page, work);
        }
    }

    private List<IngestOutcome> together(List<Arrival> page, UnitOfWork work) {
        var changes = new PageChanges();
        var outcomes = new ArrayList<IngestOutcome>(page.size());
        for (Arrival arrival : page) {
            outcomes.add(take(arrival, changes, work));
        }
        changes.settle(identity, micros(), work);
        changes.crossed()
                .forEach((key, crossed) ->
                        endThoseThatLost(crossed.entered(), crossed.echoes(), key, key.toString(), work));
        return outcomes;
    }

    /**
     * Survivorship has decided by now about what somebody entered under a write: what lost is said no more.
     *
     * @param echoes of the record without it
     */
    public void endThoseThatLost(CustomerData entered, Echoes echoes, RecordKey key, String cause, UnitOfWork work) {
        StoredRecord now = Objects.requireNonNull(work.record(key));
        StoredGolden golden = now.goldenId() == null ? null : work.survivor(now.goldenId());
        CustomerData surviving = CrossedEdits.surviving(entered, golden);
        if (!surviving.equals(entered)) {
            apply(now.holding(now.data(), CrossedEdits.with(echoes, surviving)), now, cause, work);
        }
    }

    private List<IngestOutcome> oneByOne(List<Arrival> page, UnitOfWork work) {
        var outcomes = new ArrayList<IngestOutcome>(page.size());
        for (Arrival arrival : page) {
            try {
                outcomes.addAll(work.whole(() -> together(List.of(arrival), work)));
            } catch (RuntimeException failed) {
                if (isStoreGone(failed) || !(arrival.item() instanceof IngestItem.Version version)) {
                    throw failed;
                }
                LOG.warn("A record of {} cannot be taken", version.key().system(), failed);
                outcomes.add(deadLetter(failed, version, work));
            }
        }
        return outcomes;
    }

    /** True if it is not the record's fault: the page comes again. */
    static boolean isStoreGone(RuntimeException failed) {
        return failed instanceof GatewayException known && known.code() == ErrorCode.STORE_UNAVAILABLE;
    }

    private IngestOutcome deadLetter(RuntimeException failed, IngestItem.Version version, UnitOfWork work) {
        RecordKey key = version.key();
        ErrorCode code = failed instanceof GatewayException known ? known.code() : ErrorCode.INTERNAL;
        work.put(new DeadLetter(
                0,
                key.system(),
                key.entity(),
                key.id(),
                code,
                "The record cannot be matched: " + failed.getClass().getSimpleName(),
                "a page of " + key.system(),
                version.raw().length > 0
                        ? RawPayload.unpack(version.raw())
                        : CustomerDataJson.write(version.data()).getBytes(StandardCharsets.UTF_8),
                micros()));
        return IngestOutcome.DEAD_LETTERED;
    }

    /** Reads what the page is going to look at, in a few statements instead of several per record. */
    private void prefetch(List<Arrival> page, UnitOfWork work) {
        List<RecordKey> keys = page.stream()
                .map(Arrival::item)
                .filter(IngestItem.Version.class::isInstance)
                .map(item -> ((IngestItem.Version) item).key())
                .distinct()
                .toList();
        work.prefetch(keys);
        deliveries.prefetch(keys, work);
        deliveries.prefetchWritten(keys, work);
    }

    private IngestOutcome take(Arrival arrival, PageChanges changes, UnitOfWork work) {
        IngestItem item = arrival.item();
        if (item instanceof IngestItem.Version version) {
            return take(version, arrival.evidence(), changes, work);
        }
        if (item instanceof IngestItem.Event event) {
            if (erasures.isErased(event.interaction())) {
                return IngestOutcome.ERASED;
            }
            work.put(event.interaction());
            return IngestOutcome.COMMITTED;
        }
        var unreadable = (IngestItem.Unreadable) item;
        work.put(new DeadLetter(
                0,
                unreadable.system(),
                unreadable.entity(),
                unreadable.recordId(),
                unreadable.code(),
                unreadable.message(),
                unreadable.origin(),
                unreadable.payload(),
                micros()));
        return IngestOutcome.DEAD_LETTERED;
    }

    private IngestOutcome take(
            IngestItem.Version version, MatchGraph.@Nullable Evidence prepared, PageChanges changes, UnitOfWork work) {
        if (erasures.isErased(version.key())) {
            return IngestOutcome.ERASED;
        }
        StoredRecord stored = work.record(version.key());
        if (version.deleted() && stored == null) {
            return IngestOutcome.STALE;
        }
        Stamp stamp = Stamper.stamp(version, stored);
        if (stored != null
                && stored.deleted() == version.deleted()
                && stored.stamp().sameVersion(stamp)) {
            return IngestOutcome.DUPLICATE;
        }
        if (stored != null && stamp.compareTo(stored.stamp()) <= 0) {
            return IngestOutcome.STALE;
        }
        StoredRecord next = classified(version, stamp, stored, changes, work);
        CustomerData said = deliveries.evidence(next, work);
        MatchGraph.Evidence evidence =
                prepared != null && said.equals(version.data()) ? prepared : graph.evidence(said);
        String cause = version.key().toString();
        apply(next, stored, evidence, cause, changes, work);
        if (stored != null && next.deleted() && !stored.deleted()) {
            taken.from(stored, next, work).forEach(stays -> judgeAnew(stays, cause, changes, work));
        }
        return IngestOutcome.COMMITTED;
    }

    private void judgeAnew(StoredRecord record, String cause, PageChanges changes, UnitOfWork work) {
        MatchGraph.Evidence evidence = graph.evidence(deliveries.evidence(record, work));
        apply(record, work.record(record.key()), evidence, cause, changes, work);
    }

    /** A version that Karat's own writing caused says nothing new, so what the record asserts is as old as it was. */
    private StoredRecord classified(
            IngestItem.Version version,
            Stamp stamp,
            @Nullable StoredRecord stored,
            PageChanges changes,
            UnitOfWork work) {
        CustomerData told = version.deleted() && stored != null
                ? stored.data()
                : version.partial() && stored != null ? stored.data().with(version.data()) : version.data();
        DeliveryState delivery = deliveries.behind(version.key(), told, work);
        CustomerData data = ConsentEchoes.read(told, stored, delivery);
        Echoes echoes = EchoGuard.echoes(
                data, stored, delivery, deliveries.given(delivery), taken.into(stored, data, stamp.observedAt(), work));
        var next = new StoredRecord(
                stored == null ? work.nextRid() : stored.rid(),
                version.key(),
                stamp,
                version.deleted(),
                data,
                echoes,
                new byte[0],
                stored == null ? null : stored.goldenId(),
                version.modifiedAt(),
                version.raw());
        boolean wrote = delivery != null && delivery.written() != null;
        StoredRecord said = wrote && stored != null && !next.deleted() && saysNothingNew(stored, next)
                ? next.saidAt(stored.at())
                : next;
        CustomerData crossed = CrossedEdits.unanswered(stored, delivery, said);
        if (crossed.isEmpty()) {
            return said;
        }
        changes.crossed(said.key(), new PageChanges.Crossed(crossed, said.echoes()));
        return said.holding(said.data(), CrossedEdits.with(said.echoes(), crossed));
    }

    /**
     * Puts a version in the place of the one before, and everything that follows from it. Also called when a delivery
     * ended an assertion of the record it wrote.
     */
    public void apply(StoredRecord next, StoredRecord stored, String cause, UnitOfWork work) {
        var changes = new PageChanges();
        apply(next, stored, graph.evidence(deliveries.evidence(next, work)), cause, changes, work);
        changes.settle(identity, micros(), work);
    }

    /** Finds out anew whose a record is that says what it said, after a delivery wrote into it. */
    public void resettle(RecordKey key, String cause, UnitOfWork work) {
        StoredRecord record = work.record(key);
        if (record != null) {
            var changes = new PageChanges();
            changes.evidence(record.rid(), cause);
            changes.settle(identity, micros(), work);
        }
    }

    void apply(
            StoredRecord next,
            @Nullable StoredRecord stored,
            MatchGraph.Evidence evidence,
            String cause,
            PageChanges changes,
            UnitOfWork work) {
        StoredRecord featured = graph.index(next, evidence, work);
        work.put(featured);
        if (stored != null && sameEvidence(stored, featured)) {
            changes.values(next.rid(), !stored.data().equals(next.data()), cause);
        } else {
            changes.evidence(next.rid(), cause);
        }
    }

    /** Consents have times of their own, and after a crash nobody knows whether a refusal there was Karat's. */
    private static boolean saysNothingNew(StoredRecord before, StoredRecord next) {
        CustomerData said = before.asserted().only(attribute -> attribute != Attribute.CONSENTS);
        CustomerData says = next.asserted().only(attribute -> attribute != Attribute.CONSENTS);
        return !before.deleted() && said.with(says).equals(said);
    }

    /** What Karat wrote over is compared as well, so that the vector tells more than what is asserted. */
    private static boolean sameEvidence(StoredRecord before, StoredRecord next) {
        return before.deleted() == next.deleted()
                && before.goldenId() != null
                && Arrays.equals(before.features(), next.features())
                && before.asserted().equals(next.asserted());
    }

    private long micros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    }
}
