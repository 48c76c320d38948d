package dev.karat.engine.ingest;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.engine.commit.UnitOfWork;
import dev.karat.engine.identity.IdentityResolver;
import dev.karat.engine.identity.MatchGraph;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.StoredChange;
import dev.karat.engine.store.StoredGolden;
import dev.karat.engine.store.StoredRecord;
import dev.karat.engine.survivorship.GoldenProfile;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Erases a customer on an explicit privacy request. Nothing else ever erases. Runs on the writer thread. */
public final class Eraser {
    private final MatchGraph graph;
    private final IdentityResolver identity;
    private final Erasures erasures;
    private final Collection<String> targets;

    public Eraser(MatchGraph graph, IdentityResolver identity, Erasures erasures, Collection<String> targets) {
        this.graph = graph;
        this.identity = identity;
        this.erasures = erasures;
        this.targets = List.copyOf(targets);
    }

    /**
     * Removes every record of the profile, what was delivered of it, and its values. The id stays, and answers that it is
     * gone. Records that hung together with the erased ones are parted anew. Returns the number of records erased.
     *
     * @param cause who asked, as it is written into the change log
     * @param at microseconds since 1970 UTC
     */
    public int erase(String goldenId, String cause, long at, UnitOfWork work) {
        StoredGolden golden = work.survivor(goldenId);
        if (golden == null) {
            throw new GatewayException(ErrorCode.NOT_FOUND, "There is no profile " + goldenId);
        }
        var records = new ArrayList<>(work.recordsOf(golden.id()));
        // What its vendor deleted belongs to no profile any more, but is still there.
        for (StoredRecord former : work.store().recordsLastOf(golden.id())) {
            StoredRecord now = work.record(former.key());
            if (now != null && now.goldenId() == null) {
                records.add(now);
            }
        }
        for (StoredRecord record : records) {
            graph.forget(record, work);
            erasures.remember(record, at, work);
            work.erase(record);
        }
        removeDeliveries(golden.id(), work);
        var gone = new StoredGolden(
                golden.id(),
                golden.mintSeq(),
                StoredGolden.NO_ANCHOR,
                StoredGolden.Status.ARCHIVED,
                null,
                golden.version() + 1,
                GoldenProfile.EMPTY,
                at);
        work.put(gone);
        work.change(gone, StoredChange.Type.ERASED, Set.of(), null, cause, at);
        identity.erased(golden.id(), records, cause, at, work);
        return records.size();
    }

    /**
     * Erases one record of a customer who was erased already, out of a profile that others may be in: a restored database
     * holds what was erased after it was written.
     *
     * @param ingestor takes the record's evidence back first
     */
    public void again(StoredRecord record, RecordIngestor ingestor, UnitOfWork work) {
        if (!record.deleted()) {
            ingestor.apply(record.gone(), record, "erased record", work);
        }
        graph.forget(record, work);
        work.erase(record);
        StoredGolden golden = record.goldenId() == null ? null : work.golden(record.goldenId());
        if (golden != null && golden.status() != StoredGolden.Status.LIVE) {
            removeDeliveries(golden.id(), work);
        }
    }

    private void removeDeliveries(String goldenId, UnitOfWork work) {
        for (String target : targets) {
            for (DeliveryState delivery : work.deliveries(target, goldenId)) {
                work.remove(delivery);
            }
        }
    }
}
