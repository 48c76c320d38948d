package dev.karat.engine.identity;

import dev.karat.engine.store.StoredRecord;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Why profiles change, as it is written into the change log: each by the record of a page that moved it last, as far as
 * one can be named. For one resolution.
 */
public final class Causes {
    private final Map<Long, String> byRecord;
    private final Map<String, String> byProfile = new HashMap<>();
    private final String otherwise;

    private Causes(Map<Long, String> byRecord, String otherwise) {
        this.byRecord = byRecord;
        this.otherwise = otherwise;
    }

    /** One cause of all that changes. */
    public static Causes of(String cause) {
        return new Causes(Map.of(), cause);
    }

    /**
     * Causes by the number of the record that changed.
     *
     * @param byRecord in the order of the changes; at least one
     */
    public static Causes of(Map<Long, String> byRecord) {
        return new Causes(byRecord, List.copyOf(byRecord.values()).get(byRecord.size() - 1));
    }

    /** Takes note of the profiles that changed records were in. */
    void before(Collection<StoredRecord> records) {
        for (StoredRecord record : records) {
            String cause = byRecord.get(record.rid());
            if (cause != null && record.goldenId() != null) {
                byProfile.put(record.goldenId(), cause);
            }
        }
    }

    /** Takes note of the profile that records, as they were before, come into. */
    void into(String goldenId, Collection<StoredRecord> cluster) {
        String moved = null;
        String came = null;
        for (StoredRecord record : cluster) {
            moved = byRecord.getOrDefault(record.rid(), moved);
            came = byProfile.getOrDefault(record.goldenId(), came);
        }
        if (moved != null || came != null) {
            byProfile.put(goldenId, moved != null ? moved : came);
        }
    }

    /** Takes note that one profile takes another one over. */
    void joined(String goldenId, String bearer) {
        byProfile.put(goldenId, byProfile.getOrDefault(bearer, ofProfile(goldenId)));
    }

    /** Why the profile changes. */
    String ofProfile(String goldenId) {
        return byProfile.getOrDefault(goldenId, otherwise);
    }
}
