package dev.karat.camel.connector.webhook;

import java.util.Set;

/**
 * Which records a call tells of.
 *
 * @param changed ids of records to read
 * @param deleted ids of records that are gone
 */
public record ToldRecords(Set<String> changed, Set<String> deleted) {
    public static final ToldRecords NONE = new ToldRecords(Set.of(), Set.of());

    public ToldRecords {
        changed = Set.copyOf(changed);
        deleted = Set.copyOf(deleted);
    }

    public boolean isEmpty() {
        return changed.isEmpty() && deleted.isEmpty();
    }
}
