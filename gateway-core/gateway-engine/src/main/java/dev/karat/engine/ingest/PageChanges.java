package dev.karat.engine.ingest;

import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.commit.UnitOfWork;
import dev.karat.engine.identity.Causes;
import dev.karat.engine.identity.IdentityResolver;
import dev.karat.engine.store.Echoes;
import dev.karat.engine.store.StoredRecord;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Which records a page changed, so that what follows from it is worked out once for all of them: most of the work for a
 * record is the same whether one or a hundred changed. Used once, on the writer thread.
 */
final class PageChanges {
    /** Causes by record, for those whose evidence changed, in the order of the changes. */
    private final LinkedHashMap<Long, String> evidence = new LinkedHashMap<>();

    private final Map<Long, Rebuild> values = new LinkedHashMap<>();
    private final Map<RecordKey, Crossed> crossed = new LinkedHashMap<>();

    /**
     * What a record goes on saying until survivorship decided about it.
     *
     * @param echoes of the record without it
     */
    record Crossed(CustomerData entered, Echoes echoes) {}

    /** A record that asserts what it asserted. */
    private record Rebuild(boolean held, String cause) {}

    /** The record may be another customer by what it says now. */
    void evidence(long rid, String cause) {
        evidence.remove(rid);
        evidence.put(rid, cause);
    }

    /**
     * The record's age or echoes changed, not its evidence.
     *
     * @param held true if it holds other values than before
     */
    void values(long rid, boolean held, String cause) {
        values.merge(rid, new Rebuild(held, cause), PageChanges::both);
    }

    /** A write went over what somebody had entered in the record. */
    void crossed(RecordKey key, Crossed entered) {
        crossed.put(key, entered);
    }

    Map<RecordKey, Crossed> crossed() {
        return crossed;
    }

    /** Works out whose records these are, and what their profiles say. */
    void settle(IdentityResolver identity, long at, UnitOfWork work) {
        Set<String> settled =
                evidence.isEmpty() ? Set.of() : identity.settle(evidence.keySet(), Causes.of(evidence), at, work);
        if (values.isEmpty()) {
            return;
        }
        work.prefetchAround(values.keySet());
        Map<String, Rebuild> profiles = new LinkedHashMap<>();
        for (StoredRecord record : work.records(values.keySet())) {
            String goldenId = record.goldenId();
            if (goldenId != null && !settled.contains(goldenId)) {
                profiles.merge(goldenId, values.get(record.rid()), PageChanges::both);
            }
        }
        profiles.forEach((goldenId, rebuild) -> identity.rebuild(goldenId, rebuild.held(), rebuild.cause(), at, work));
    }

    private static Rebuild both(Rebuild first, Rebuild second) {
        return new Rebuild(first.held() || second.held(), second.cause());
    }
}
