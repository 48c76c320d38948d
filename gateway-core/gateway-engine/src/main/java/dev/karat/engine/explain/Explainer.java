package dev.karat.engine.explain;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.commit.UnitOfWork;
import dev.karat.engine.identity.MatchGraph;
import dev.karat.engine.match.ClusterExplanation.Join;
import dev.karat.engine.match.ClusterExplanation.Reason;
import dev.karat.engine.match.ClusterExplanation.Refused;
import dev.karat.engine.match.MatchDecision;
import dev.karat.engine.match.Member;
import dev.karat.engine.match.Refusal;
import dev.karat.engine.store.StoredGolden;
import dev.karat.engine.store.StoredRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Explains what identity decided, by deciding it again with every step noted. Costs what a change of one of the records
 * costs, and writes nothing. Used by the writer thread only, because the match graph is its own.
 */
public final class Explainer {
    /** Steps of a profile that are told. */
    static final int STEPS_MAX = 200;

    /** Refusals that are told. */
    static final int APART_MAX = 20;

    private final MatchGraph graph;

    public Explainer(MatchGraph graph) {
        this.graph = graph;
    }

    /** How a profile came together. Throws NOT_FOUND, or GONE if no record belongs to it any more. */
    public How how(String goldenId, UnitOfWork work) {
        StoredGolden golden = live(goldenId, work);
        List<StoredRecord> records = work.recordsOf(golden.id()).stream()
                .filter(record -> !record.deleted())
                .toList();
        Set<Long> rids = records.stream().map(StoredRecord::rid).collect(Collectors.toSet());
        JoinTree tree = tree(rids, work);
        long anchor = rids.contains(golden.anchorRid()) || records.isEmpty()
                ? golden.anchorRid()
                : records.get(0).rid();
        Set<Long> customer = tree.customer(anchor);
        List<Join> joins = tree.joins(rids);
        List<Refused> refused = tree.refused(rids);
        var steps = new Steps(this::link);
        List<Step> told = steps.of(joins, STEPS_MAX);
        List<Apart> apart = apart(refused.subList(0, Math.min(APART_MAX, refused.size())), work);
        return new How(
                golden.id(),
                records.size(),
                told,
                joins.size() - steps.joins(),
                apart,
                refused.size() - apart.size(),
                records.stream()
                        .filter(record -> !customer.contains(record.rid()))
                        .map(StoredRecord::key)
                        .toList(),
                graph.model());
    }

    private static StoredGolden live(String goldenId, UnitOfWork work) {
        StoredGolden golden = work.survivor(goldenId);
        if (golden == null) {
            throw new GatewayException(ErrorCode.NOT_FOUND, "There is no customer with this id");
        }
        if (golden.status() != StoredGolden.Status.LIVE) {
            throw new GatewayException(ErrorCode.GONE, "No record belongs to this customer any more");
        }
        return golden;
    }

    /** Why two records are one customer or two. Throws NOT_FOUND if there is no such record. */
    public Why why(RecordKey first, RecordKey second, UnitOfWork work) {
        StoredRecord record = stored(first, work);
        StoredRecord other = stored(second, work);
        JoinTree tree = tree(Set.of(record.rid(), other.rid()), work);
        List<Join> path = tree.path(record.rid(), other.rid());
        List<Apart> refused = path.isEmpty() ? refused(record, other, tree, work) : List.of();
        MatchGraph.Compared compared = graph.compare(record.rid(), other.rid());
        boolean together = record.goldenId() != null && record.goldenId().equals(other.goldenId());
        return new Why(
                first,
                record.goldenId(),
                second,
                other.goldenId(),
                outcome(together, path, refused, compared),
                compared == null ? null : new Evidence(compared.explanation(), compared.keys()),
                path.stream().map(this::link).toList(),
                together ? List.of() : refused,
                graph.model());
    }

    private static StoredRecord stored(RecordKey key, UnitOfWork work) {
        StoredRecord record = work.record(key);
        if (record == null) {
            throw new GatewayException(
                    ErrorCode.NOT_FOUND,
                    "There is no record " + key.system() + ":" + key.id() + " (" + key.entity() + ")");
        }
        return record;
    }

    private static Why.Outcome outcome(
            boolean together, List<Join> path, List<Apart> refused, MatchGraph.@Nullable Compared compared) {
        if (compared == null) {
            return together ? Why.Outcome.FOLLOWS : Why.Outcome.WITHOUT_EVIDENCE;
        }
        MatchDecision decision = compared.explanation().score().decision();
        boolean links = decision == MatchDecision.LINK;
        if (!path.isEmpty()) {
            Reason reason = path.get(0).reason();
            return path.size() == 1 && reason != Reason.LINK
                    ? Why.Outcome.valueOf(reason.name())
                    : links && compared.keys().isCompared() ? Why.Outcome.LINKED : Why.Outcome.THROUGH_OTHERS;
        }
        if (together) {
            return Why.Outcome.FOLLOWS;
        }
        if (!refused.isEmpty()) {
            return Why.Outcome.REFUSED;
        }
        if (links) {
            return Why.Outcome.NOT_COMPARED;
        }
        return decision == MatchDecision.REVIEW ? Why.Outcome.DOUBTFUL : Why.Outcome.DISTINCT;
    }

    /** What would have joined the customers of two records, a steward's word on the two themselves first. */
    private List<Apart> refused(StoredRecord record, StoredRecord other, JoinTree tree, UnitOfWork work) {
        var apart = new ArrayList<Apart>();
        MatchGraph.Compared compared = graph.compare(record.rid(), other.rid());
        if (compared != null && graph.isNever(record.key(), other.key())) {
            apart.add(new Apart(
                    record.key(),
                    other.key(),
                    other.goldenId(),
                    new Refusal.Never(record.key(), other.key()),
                    new Evidence(compared.explanation(), compared.keys())));
        }
        Set<Long> others = tree.customer(other.rid());
        List<Refused> between = tree.refused(tree.customer(record.rid())).stream()
                .filter(one -> others.contains(one.second().rid()))
                .limit(APART_MAX)
                .toList();
        apart.addAll(apart(between, work));
        return apart;
    }

    /** Why records that hang together with this one are other customers, by their numbers. */
    public Map<Long, Refusal> apart(long rid, UnitOfWork work) {
        JoinTree tree = tree(Set.of(rid), work);
        Map<Long, Refusal> apart = new HashMap<>();
        for (Refused refused : tree.refused(tree.customer(rid))) {
            if (!apart.containsKey(refused.second().rid())) {
                tree.customer(refused.second().rid()).forEach(other -> apart.put(other, refused.refusal()));
            }
        }
        return apart;
    }

    private JoinTree tree(Collection<Long> rids, UnitOfWork work) {
        var around = new TreeSet<Long>(rids);
        rids.forEach(rid -> around.addAll(graph.componentOf(rid, work)));
        return new JoinTree(graph.explain(work.records(around)));
    }

    private List<Apart> apart(List<Refused> refused, UnitOfWork work) {
        Map<Long, String> goldenIds = new HashMap<>();
        work.records(refused.stream().map(one -> one.second().rid()).toList())
                .forEach(record -> goldenIds.put(record.rid(), Objects.requireNonNullElse(record.goldenId(), "")));
        return refused.stream()
                .map(one -> new Apart(
                        one.first().key(),
                        one.second().key(),
                        goldenIds.get(one.second().rid()),
                        one.refusal(),
                        compare(one.first(), one.second())))
                .toList();
    }

    private Link link(Join join) {
        return new Link(join.reason(), join.first().key(), join.second().key(), compare(join.first(), join.second()));
    }

    private Evidence compare(Member first, Member second) {
        var compared = Objects.requireNonNull(graph.compare(first.rid(), second.rid()), "Members have evidence");
        return new Evidence(compared.explanation(), compared.keys());
    }
}
