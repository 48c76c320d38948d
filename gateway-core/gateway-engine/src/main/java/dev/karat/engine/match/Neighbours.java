package dev.karat.engine.match;

import java.util.Collection;

/**
 * Tells with which records a record is compared. It is enough that one of the two names the other; the record itself and
 * records that are not clustered may be among them.
 */
@FunctionalInterface
public interface Neighbours {
    long[] of(long rid);

    /** Every record is compared with every other: for components of a few records only. */
    static Neighbours all(Collection<Member> members) {
        long[] rids = members.stream().mapToLong(Member::rid).toArray();
        return rid -> rids;
    }
}
