package dev.karat.api.hook;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Changes the form of a vendor's records on their way to and from the mapping: turns a list of names and values into
 * members, takes a text apart, names what the vendor only numbers. It is found by {@link java.util.ServiceLoader} in the
 * plugin's own class loader, which knows the JDK and this module; so it has a constructor without arguments.
 *
 * <p>A record is JSON as plain Java: {@code Map<String, Object>}, {@code List<Object>}, {@code String}, {@code Number},
 * {@code Boolean} and null. What a hook is given is its own to change. It may be called from several threads at once, and
 * is interrupted when it takes too long; what it throws sends that one record to the dead letters, whose message names the
 * type of the exception and nothing else. It calls nobody and keeps nothing between two calls: the same record always
 * gives the same answer, because records are mapped again when a dead letter is replayed or a write is compared.
 */
public interface RecordHook {
    /** Name of the stream in {@code connector.yaml} whose records it sees. */
    String stream();

    /** The vendor's record as the mapping shall read it. */
    default Map<String, @Nullable Object> read(Map<String, @Nullable Object> record) {
        return record;
    }

    /**
     * What the mapping made to be written, as the vendor shall be given it; only what changes is in it. It must not lose
     * anything, or the vendor would be given it again and again.
     */
    default Map<String, @Nullable Object> write(Map<String, @Nullable Object> record) {
        return record;
    }
}
