package dev.karat.engine.match;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Profiles that somebody should look at because of their size: hardly any customer has so many different records, and a
 * false bridge soon makes one of many customers.
 *
 * @param count profiles of more distinct records than the alarm size of the model
 * @param largest the largest of them, largest first
 * @param cut groups of records that were cut because more distinct records hung together than a profile may have
 */
public record LargeProfiles(int count, List<Large> largest, int cut) {
    public static final LargeProfiles NONE = new LargeProfiles(0, List.of(), 0);

    /** Profiles that are named, at most. */
    static final int NAMED_MAX = 10;

    /**
     * One of them.
     *
     * @param records number of its distinct records
     */
    public record Large(String goldenId, int records) {}

    public LargeProfiles {
        largest = List.copyOf(largest);
    }

    /** Counts them all and names the largest. */
    public static LargeProfiles of(Collection<Large> all, int cut) {
        List<Large> largest = all.stream()
                .sorted(Comparator.comparingInt(Large::records).reversed().thenComparing(Large::goldenId))
                .limit(NAMED_MAX)
                .toList();
        return new LargeProfiles(all.size(), largest, cut);
    }
}
