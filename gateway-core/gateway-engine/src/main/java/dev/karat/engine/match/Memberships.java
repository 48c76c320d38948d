package dev.karat.engine.match;

import dev.karat.engine.normalize.Hash;
import org.jspecify.annotations.Nullable;

/**
 * The customer that each record was last, as a number, so that whoever is linked to a changed record need not be read:
 * 16 bytes a slot. Two customers whose numbers are the same by chance are looked at together, which changes no outcome.
 * For one thread.
 */
public final class Memberships {
    /** The number of a record that was no customer's, or is not known. */
    public static final long NOBODY = LongLongMap.NONE;

    private final LongLongMap customers = new LongLongMap();

    /** The number of a customer's id; {@link #NOBODY} for null. */
    public static long number(@Nullable String id) {
        return id == null ? NOBODY : Hash.of(id) | 1;
    }

    public long of(long rid) {
        return customers.get(rid);
    }

    /**
     * Takes note of whose the record is.
     *
     * @param customer the customer's number, {@link #NOBODY} if the record is nobody's any more
     */
    public void set(long rid, long customer) {
        if (customer == NOBODY) {
            customers.remove(rid);
        } else {
            customers.put(rid, customer);
        }
    }
}
