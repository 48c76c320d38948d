package dev.karat.engine.match;

import java.util.Collection;

/** What is known of records beside their links and customers. */
public interface Customers {
    /** A record that is in the index. */
    Member member(long rid);

    /** True if a steward decided about the record. */
    boolean isDecided(long rid);

    /** All that hang together with the record, itself included. */
    Collection<Long> whole(long rid);

    /** One record of each cluster that grew too large and was cut. */
    Collection<Long> cut();

    /** What stewards decided about these records. */
    Constraints constraints(Collection<Member> members);
}
