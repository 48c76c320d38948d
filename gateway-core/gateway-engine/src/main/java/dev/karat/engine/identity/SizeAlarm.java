package dev.karat.engine.identity;

import dev.karat.engine.commit.UnitOfWork;
import dev.karat.engine.match.Guards;
import dev.karat.engine.match.LargeProfiles;
import dev.karat.engine.match.LargeProfiles.Large;
import dev.karat.engine.store.StoredRecord;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows the profiles that are suspiciously large. It is kept in memory and found anew at start. The writer thread
 * writes, any thread reads.
 */
final class SizeAlarm {
    private static final Logger LOG = LoggerFactory.getLogger(SizeAlarm.class);

    private final Guards guards;
    /** Distinct records by golden id. */
    private final Map<String, Integer> large = new ConcurrentHashMap<>();
    /** One record of each cluster that was cut. */
    private final Set<Long> cut = ConcurrentHashMap.newKeySet();

    SizeAlarm(Guards guards) {
        this.guards = guards;
    }

    /** One record of each cluster that was cut. */
    Collection<Long> cut() {
        return cut;
    }

    LargeProfiles state() {
        List<Large> all = large.entrySet().stream()
                .map(entry -> new Large(entry.getKey(), entry.getValue()))
                .toList();
        return LargeProfiles.of(all, cut.size());
    }

    /** A profile consists of these records now, of none if it is no more. */
    void settled(String goldenId, Collection<StoredRecord> records, UnitOfWork work) {
        int distinct = distinct(records);
        Integer before = large.get(goldenId);
        if (distinct <= guards.membersAlarm()) {
            if (before != null) {
                set(goldenId, null);
                work.onRollback(() -> set(goldenId, before));
            }
            return;
        }
        set(goldenId, distinct);
        work.onRollback(() -> set(goldenId, before));
        if (before == null) {
            LOG.warn(
                    "Profile {} has {} different records, more than {}: look whether it is one customer (karat how {})",
                    goldenId,
                    distinct,
                    guards.membersAlarm(),
                    goldenId);
        }
    }

    private void set(String goldenId, @Nullable Integer distinct) {
        if (distinct == null) {
            large.remove(goldenId);
        } else {
            large.put(goldenId, distinct);
        }
    }

    private int distinct(Collection<StoredRecord> records) {
        if (records.size() <= guards.membersAlarm()) {
            return records.size();
        }
        Set<ByteBuffer> contents = new HashSet<>();
        for (StoredRecord record : records) {
            if (!record.deleted() && record.features().length > 0) {
                contents.add(ByteBuffer.wrap(record.features()));
            }
        }
        return contents.size();
    }

    /**
     * Components were parted anew.
     *
     * @param rids their records
     * @param now one record of each cluster that was cut
     */
    void parted(Collection<Long> rids, List<Long> now, UnitOfWork work) {
        List<Long> gone = cut.stream()
                .filter(rid -> rids.contains(rid) && !now.contains(rid))
                .toList();
        gone.forEach(cut::remove);
        if (!gone.isEmpty()) {
            work.onRollback(() -> cut.addAll(gone));
        }
        for (Long rid : now) {
            if (cut.add(rid)) {
                work.onRollback(() -> cut.remove(rid));
                LOG.warn(
                        "Cut records that hung together, because more than {} of them say different things",
                        guards.membersMax());
            }
        }
    }
}
