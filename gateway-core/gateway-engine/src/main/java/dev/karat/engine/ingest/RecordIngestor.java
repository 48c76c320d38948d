package dev.karat.engine.ingest;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.api.model.Stamp;
import dev.karat.engine.commit.UnitOfWork;
import dev.karat.engine.delivery.Deliveries;
import dev.karat.engine.identity.IdentityResolver;
import dev.karat.engine.identity.MatchGraph;
import dev.karat.engine.store.DeadLetter;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.StoredRecord;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The way of a record, as a table of contents: stamp, classify, normalize, match, identity, survive. Mapping was done
 * before; the commit follows for a whole batch. Runs on the writer thread.
 */
public final class RecordIngestor {
    private static final long NO_COMPONENT = -1;

    private final MatchGraph graph;
    private final IdentityResolver identity;
    private final Deliveries deliveries;
    private final Erasures erasures;
    private final Clock clock;

    public RecordIngestor(
            MatchGraph graph, IdentityResolver identity, Deliveries deliveries, Erasures erasures, Clock clock) {
        this.graph = graph;
        this.identity = identity;
        this.deliveries = deliveries;
        this.erasures = erasures;
        this.clock = clock;
    }

    /** Takes a page, record by record in its order; one outcome each. A record that fails leaves nothing behind. */
    public List<IngestOutcome> ingest(List<IngestItem> page, UnitOfWork work) {
        prefetch(page, work);
        var outcomes = new ArrayList<IngestOutcome>(page.size());
        for (IngestItem item : page) {
            outcomes.add(ingest(item, work));
        }
        return outcomes;
    }

    /** Reads what the page is going to look at, in a few statements instead of several per record. */
    private void prefetch(List<IngestItem> page, UnitOfWork work) {
        List<RecordKey> keys = page.stream()
                .filter(IngestItem.Version.class::isInstance)
                .map(item -> ((IngestItem.Version) item).key())
                .distinct()
                .toList();
        work.prefetch(keys);
        var known = new TreeSet<Long>();
        for (RecordKey key : keys) {
            StoredRecord record = work.record(key);
            if (record != null) {
                known.add(record.rid());
                known.addAll(graph.componentOf(record.rid(), work));
            }
        }
        deliveries.prefetch(keys, work);
        deliveries.prefetch(
                work.prefetchAround(known).stream().map(StoredRecord::key).toList(), work);
    }

    private IngestOutcome ingest(IngestItem item, UnitOfWork work) {
        if (item instanceof IngestItem.Version version) {
            return ingest(version, work);
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

    private IngestOutcome ingest(IngestItem.Version version, UnitOfWork work) {
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
        StoredRecord next = classified(version, stamp, stored, work);
        apply(next, stored, version.key().toString(), work);
        return IngestOutcome.COMMITTED;
    }

    /** A version that Karat's own writing caused says nothing new, so what the record asserts is as old as it was. */
    private StoredRecord classified(
            IngestItem.Version version, Stamp stamp, @Nullable StoredRecord stored, UnitOfWork work) {
        CustomerData data = version.deleted() && stored != null
                ? stored.data()
                : version.partial() && stored != null ? stored.data().with(version.data()) : version.data();
        DeliveryState delivery = deliveries.behind(version.key(), data, work);
        Set<Attribute> echoes = EchoGuard.echoes(data, stored, delivery, deliveries.given(delivery));
        var next = new StoredRecord(
                stored == null ? work.nextRid() : stored.rid(),
                version.key(),
                stamp,
                version.deleted(),
                data,
                echoes,
                new byte[0],
                stored == null ? NO_COMPONENT : stored.component(),
                stored == null ? null : stored.goldenId(),
                version.modifiedAt(),
                version.raw());
        boolean wrote = delivery != null && delivery.written() != null;
        return wrote && stored != null && saysNothingNew(stored, next) ? next.saidAt(stored.at()) : next;
    }

    /**
     * Puts a version in the place of the one before, and everything that follows from it. Also called when a delivery
     * ended an assertion of the record it wrote.
     */
    public void apply(StoredRecord next, @Nullable StoredRecord stored, String cause, UnitOfWork work) {
        StoredRecord featured = graph.index(next, evidence(next, work), work);
        work.put(featured);
        if (stored != null && sameEvidence(stored, next)) {
            identity.rebuild(featured, stored, cause, micros(), work);
        } else {
            identity.resolve(graph.affected(featured, work), cause, micros(), work);
        }
    }

    /**
     * What tells who the record is: what it asserts, and what it asserted before Karat wrote over it. A value that ended so
     * survives nowhere, but writing must not change who is who, or the order of writes would decide it.
     */
    private CustomerData evidence(StoredRecord record, UnitOfWork work) {
        DeliveryState delivery = record.deleted() ? null : deliveries.written(record.key(), work);
        CustomerData before = delivery == null ? null : delivery.before();
        return before == null
                ? record.asserted()
                : before.only(record.echoes()::contains).with(record.asserted());
    }

    private static boolean saysNothingNew(StoredRecord before, StoredRecord next) {
        CustomerData said = before.asserted();
        return !before.deleted() && said.with(next.asserted()).equals(said);
    }

    private static boolean sameEvidence(StoredRecord before, StoredRecord next) {
        return before.deleted() == next.deleted()
                && before.goldenId() != null
                && before.asserted().equals(next.asserted());
    }

    private long micros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    }
}
