package dev.karat.engine.ingest;

import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.commit.UnitOfWork;
import dev.karat.engine.delivery.Deliveries;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.PastRecord;
import dev.karat.engine.store.StoredRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A vendor that merges two records of a customer lets one go and gives the other what that lacked. What Karat had written
 * into the one is no assertion of the other, whichever of the two changes is heard of first. While both records stay,
 * what one of them says is its own, even if Karat wrote the same into the other.
 */
final class TakenAlong {
    /** What changed within this time of each other may be one merge, which some vendors carry out in steps. */
    private static final long TOGETHER = Duration.ofMinutes(1).toNanos() / 1_000;
    /** So long after a record went the other may not have been read yet. */
    private static final long LATE = Duration.ofDays(1).toNanos() / 1_000;
    /** Former versions that are looked through. */
    private static final int VERSIONS_MAX = 200;

    private final Deliveries deliveries;

    TakenAlong(Deliveries deliveries) {
        this.deliveries = deliveries;
    }

    /**
     * What Karat wrote into records that went since this one was read last; nothing if it is as it was.
     *
     * @param observedAt when it is read now, microseconds since 1970 UTC
     */
    List<CustomerData> into(@Nullable StoredRecord stored, CustomerData now, long observedAt, UnitOfWork work) {
        String golden = stored == null ? null : stored.goldenId();
        if (stored == null || golden == null || now.equals(stored.data())) {
            return List.of();
        }
        RecordKey key = stored.key();
        var taken = new ArrayList<CustomerData>();
        for (DeliveryState slot : deliveries.writtenOf(key.system(), golden, work)) {
            StoredRecord other = slot.externalId().isEmpty()
                    ? null
                    : work.record(new RecordKey(key.system(), key.entity(), slot.externalId()));
            if (other == null || (!other.key().equals(key) && wentSince(stored, other, observedAt))) {
                taken.addAll(written(slot, other));
            }
        }
        return taken;
    }

    private static boolean wentSince(StoredRecord stored, StoredRecord other, long observedAt) {
        long went = other.stamp().observedAt();
        return other.deleted() && stored.stamp().observedAt() < went && observedAt <= went + LATE;
    }

    /**
     * The records that took something along from one that is gone now, and were read before that was heard of, with what
     * they say by themselves.
     *
     * @param stored it as it was
     * @param gone it as it is now
     */
    List<StoredRecord> from(StoredRecord stored, StoredRecord gone, UnitOfWork work) {
        String golden = stored.goldenId();
        DeliveryState slot = golden == null ? null : deliveries.written(gone.key(), work);
        if (golden == null || slot == null) {
            return List.of();
        }
        long since = gone.at() - TOGETHER;
        List<CustomerData> taken = written(slot, stored);
        return work.recordsOf(golden).stream()
                .filter(other -> !other.deleted() && isBeside(other.key(), gone.key()) && other.at() >= since)
                .flatMap(other -> before(other, golden, since, work)
                        .map(before -> other.holding(other.data(), EchoGuard.afterMerge(other, before, taken)))
                        .filter(judged -> !judged.echoes().equals(other.echoes()))
                        .stream())
                .toList();
    }

    private static boolean isBeside(RecordKey key, RecordKey other) {
        return key.system().equals(other.system())
                && key.entity().equals(other.entity())
                && !key.id().equals(other.id());
    }

    /** The last version of a record that is older than that; empty if it is not kept, and in doubt a value is its own. */
    private static Optional<StoredRecord> before(StoredRecord record, String golden, long since, UnitOfWork work) {
        Stream<StoredRecord> former =
                work.store().pastRecordsOf(golden, VERSIONS_MAX).stream().map(PastRecord::record);
        return Stream.concat(work.store().record(record.key()).stream(), former)
                .filter(version -> version.key().equals(record.key()) && version.at() < since)
                .findFirst();
    }

    /** What was written last, and before the last try, which may have failed. */
    private List<CustomerData> written(DeliveryState slot, @Nullable StoredRecord record) {
        CustomerData given = deliveries.given(slot);
        CustomerData shown = slot.readBack() == null ? given : given.with(slot.readBack());
        return record == null ? List.of(shown) : List.of(shown, record.data().only(record.echoes()::contains));
    }
}
