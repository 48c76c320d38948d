package dev.karat.engine.match;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** What is known of records beside their links: which customers they were last, and what people decided. */
public interface Customers {
    /** Reads these records and all others of the same customers; called before any of them is asked for. */
    void read(Collection<Long> rids);

    /** The customer that the record was last, equal for all its records; null if it was none, or was not read. */
    @Nullable
    Object of(long rid);

    /** A record that was read and is in the index. */
    Member member(long rid);

    /** True if a steward decided about a record that was read. */
    boolean isDecided(long rid);

    /** All that hang together with the record, itself included. */
    Collection<Long> whole(long rid);

    /** One record of each cluster that grew too large and was cut. */
    Collection<Long> cut();

    /** What stewards decided about these records. */
    Constraints constraints(Collection<Member> members);
}
