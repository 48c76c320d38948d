package dev.karat.camel.connector.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.model.Attribute;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which records a call tells of.
 *
 * @param call what its vendor named the call, or null
 * @param changed ids of records to read
 * @param deleted ids of records that are gone
 * @param found keys of records to read whose ids are not told
 * @param records records themselves, of a system that cannot be asked for them
 * @param complete all records that the system holds were told once
 */
public record ToldRecords(
        @Nullable String call,
        Set<String> changed,
        Set<String> deleted,
        Set<Key> found,
        List<JsonNode> records,
        boolean complete) {
    public ToldRecords {
        changed = Set.copyOf(changed);
        deleted = Set.copyOf(deleted);
        found = Set.copyOf(found);
        records = List.copyOf(records);
    }

    /** A call that names records. */
    public ToldRecords(@Nullable String call, Set<String> changed, Set<String> deleted) {
        this(call, changed, deleted, Set.of(), List.of(), false);
    }

    /** A key of a customer, such as an e-mail address. */
    public record Key(Attribute by, String text) {
        /** The kind only: the text is personal data. */
        @Override
        public String toString() {
            return "Key[" + by + "]";
        }
    }

    /** A call that tells of nothing. */
    static ToldRecords nothing(@Nullable String call) {
        return new ToldRecords(call, Set.of(), Set.of());
    }

    /** How many records it tells of. */
    public int size() {
        return changed.size() + deleted.size() + found.size() + records.size();
    }

    public boolean isEmpty() {
        return size() == 0 && !complete;
    }

    /** Counts only: records and keys are personal data. */
    @Override
    public String toString() {
        return "ToldRecords[" + size() + " records]";
    }
}
