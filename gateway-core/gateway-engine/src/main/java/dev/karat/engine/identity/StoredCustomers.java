package dev.karat.engine.identity;

import dev.karat.engine.commit.UnitOfWork;
import dev.karat.engine.match.Constraints;
import dev.karat.engine.match.Customers;
import dev.karat.engine.match.Member;
import dev.karat.engine.store.StoredRecord;
import java.util.Collection;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Who was whose record before this transaction, as the store tells it. Used by the writer thread only. */
final class StoredCustomers implements Customers {
    private final MatchGraph graph;
    private final Collection<Long> cut;
    private final UnitOfWork work;

    StoredCustomers(MatchGraph graph, Collection<Long> cut, UnitOfWork work) {
        this.graph = graph;
        this.cut = cut;
        this.work = work;
    }

    @Override
    public void read(Collection<Long> rids) {
        work.prefetchOfSameProfiles(rids);
    }

    @Override
    public @Nullable Object of(long rid) {
        StoredRecord record = work.known(rid);
        return record == null ? null : record.goldenId();
    }

    @Override
    public Member member(long rid) {
        return graph.member(Objects.requireNonNull(work.known(rid)));
    }

    @Override
    public boolean isDecided(long rid) {
        StoredRecord record = work.known(rid);
        return record != null && graph.isDecided(record.key());
    }

    @Override
    public Collection<Long> whole(long rid) {
        return graph.componentOf(rid, work);
    }

    @Override
    public Collection<Long> cut() {
        return cut;
    }

    @Override
    public Constraints constraints(Collection<Member> members) {
        return graph.constraints(members);
    }
}
