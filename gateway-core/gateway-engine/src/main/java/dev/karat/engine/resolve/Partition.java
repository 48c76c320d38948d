package dev.karat.engine.resolve;

import dev.karat.engine.match.LargeProfiles;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.normalize.Features;
import java.util.Map;

/**
 * Which records are one customer.
 *
 * @param clusters for each record a number from 0 that it shares with the records of its customer only
 * @param profiles number of customers
 * @param model the model that decided
 * @param crowded contents of records with an identifier that too many customers bear, as they were weighed
 * @param large profiles that somebody should look at because of their size
 */
@SuppressWarnings(
        "ArrayRecordComponent") // A million records: a list of boxed numbers would take five times the memory.
public record Partition(
        int[] clusters, int profiles, MatchModel model, Map<Features, Features> crowded, LargeProfiles large) {
    /** The same, decided by the same model under another name. */
    public Partition named(MatchModel name) {
        return new Partition(clusters, profiles, name, crowded, large);
    }

    /** What a record says, as it was weighed. */
    Features weighed(Features said) {
        return crowded.getOrDefault(said, said);
    }

    /** For each profile the number of its records. */
    int[] sizes() {
        int[] sizes = new int[profiles];
        for (int cluster : clusters) {
            sizes[cluster]++;
        }
        return sizes;
    }
}
