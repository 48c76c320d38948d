package dev.karat.engine.resolve;

import dev.karat.engine.match.MatchModel;

/**
 * Which records are one customer.
 *
 * @param clusters for each record a number from 0 that it shares with the records of its customer only
 * @param profiles number of customers
 * @param model the model that decided
 */
@SuppressWarnings(
        "ArrayRecordComponent") // A million records: a list of boxed numbers would take five times the memory.
public record Partition(int[] clusters, int profiles, MatchModel model) {
    /** For each profile the number of its records. */
    int[] sizes() {
        int[] sizes = new int[profiles];
        for (int cluster : clusters) {
            sizes[cluster]++;
        }
        return sizes;
    }
}
