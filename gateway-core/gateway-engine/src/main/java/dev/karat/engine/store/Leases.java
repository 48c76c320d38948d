package dev.karat.engine.store;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Leases as rows of the shared database, on the database's own time: clocks of nodes do not matter. Safe for several
 * threads and nodes. Fails with {@code STORE_UNAVAILABLE} when the database does.
 */
public interface Leases {
    /**
     * Takes a lease that is free or has expired, or goes on with one's own.
     *
     * @param ttl after which it expires if it is not renewed
     * @return empty while another node holds it
     */
    Optional<Lease> take(String name, String owner, Duration ttl);

    /** Prolongs leases; answers those that are still held. */
    List<Lease> renew(Collection<Lease> held, Duration ttl);

    /** Gives a lease back, so that another node need not wait until it expires. */
    void release(Lease lease);

    /** Every lease that has not expired, by name. */
    List<Lease> held();
}
