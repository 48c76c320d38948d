package dev.karat.engine.identity;

import dev.karat.engine.commit.UnitOfWork;
import dev.karat.engine.match.Constraints;
import dev.karat.engine.match.Customers;
import dev.karat.engine.match.Member;
import java.util.Collection;
import java.util.List;

/** What the graph and the store know of records in this transaction. Used by the writer thread only. */
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
    public Member member(long rid) {
        return graph.member(rid, () -> work.records(List.of(rid)).get(0).key());
    }

    @Override
    public boolean isDecided(long rid) {
        return graph.isDecided(rid);
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
