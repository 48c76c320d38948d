package dev.karat.camel.connector.webhook;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which records a call tells of.
 *
 * @param call what its vendor named the call, or null
 * @param changed ids of records to read
 * @param deleted ids of records that are gone
 */
public record ToldRecords(@Nullable String call, Set<String> changed, Set<String> deleted) {
    public ToldRecords {
        changed = Set.copyOf(changed);
        deleted = Set.copyOf(deleted);
    }

    public boolean isEmpty() {
        return changed.isEmpty() && deleted.isEmpty();
    }
}
