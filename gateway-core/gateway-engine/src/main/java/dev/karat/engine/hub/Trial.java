package dev.karat.engine.hub;

import dev.karat.engine.commit.UnitOfWork;
import dev.karat.engine.delivery.WriteGate;
import dev.karat.engine.identity.MatchGraph;
import dev.karat.engine.ingest.IngestItem;
import dev.karat.engine.ingest.IngestOutcome;
import dev.karat.engine.ingest.RecordIngestor;
import dev.karat.engine.match.KeyKind;
import dev.karat.engine.match.MatchExplanation;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.match.Refusal;
import dev.karat.engine.match.SharedKeys;
import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.policy.Phase;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.Store;
import dev.karat.engine.store.StoredGolden;
import dev.karat.engine.store.StoredRecord;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Sends one record the way that every record goes, in a transaction that is never committed, and shows what would be
 * written. The store may be one that can only be read. Used by one thread.
 */
public final class Trial {
    static final byte[] NO_KEY = new byte[16];

    private final Store store;
    private final MatchModel model;
    private final Steps steps;
    private final WriteGate gate;

    /**
     * Reads the match index from the store.
     *
     * @param erasureKey key of erasure hashes, or null if there is none, and so nothing was erased
     */
    public Trial(
            Store store,
            GatewayPolicy policy,
            MatchModel model,
            Map<String, TargetBinding> targets,
            byte @Nullable [] erasureKey,
            Clock clock) {
        this.store = store;
        this.model = model;
        byte[] key = erasureKey == null ? NO_KEY : erasureKey;
        // Ids that are minted here are never seen again, so they need not be hard to guess.
        this.steps = Steps.of(new Setup(store, policy, model, targets, HubLimits.STANDARD, key, clock, new Random()));
        this.gate = new WriteGate(policy.targets(), store);
    }

    /**
     * A stored record that was compared.
     *
     * @param other as it is stored, in the profile that it belongs to now
     * @param keys what brought the two together
     * @param refusal the guard that keeps the two apart although something links them; null if none does
     */
    public record Candidate(
            StoredRecord other,
            MatchExplanation explanation,
            SharedKeys keys,
            @Nullable Refusal refusal) {}

    /**
     * What a target would be given.
     *
     * @param there the record that it would be given to; null for a creation
     * @param phase the phase in force; most write nothing
     */
    public record Write(DeliveryState state, @Nullable StoredRecord there, Phase phase) {}

    /**
     * What would become of the record.
     *
     * @param record as it would be stored; null if nothing of it would be
     * @param keys by what it is brought together with others
     * @param candidates strongest first
     * @param golden the profile it would belong to; null if none
     * @param model by which it was decided
     * @param minted true if that profile would be a new one
     * @param merged ids of profiles that would be joined into it
     * @param members records of the profile, this one included
     */
    public record Result(
            IngestOutcome outcome,
            @Nullable StoredRecord record,
            Set<KeyKind> keys,
            List<Candidate> candidates,
            @Nullable StoredGolden golden,
            boolean minted,
            List<String> merged,
            List<StoredRecord> members,
            List<Write> writes,
            MatchModel model) {}

    /** Tries one version of a record. The trial may be used again: nothing of it stays. */
    public Result run(IngestItem.Version version) {
        UnitOfWork work = UnitOfWork.uncommitted(store);
        try {
            RecordIngestor ingestor = steps.ingestor();
            IngestOutcome outcome =
                    ingestor.ingest(ingestor.prepare(List.of(version)), work).get(0);
            StoredRecord record = work.record(version.key());
            return record == null || outcome == IngestOutcome.ERASED
                    ? new Result(
                            outcome, null, Set.of(), List.of(), null, false, List.of(), List.of(), List.of(), model)
                    : result(outcome, record, work);
        } finally {
            work.takeBack();
        }
    }

    private Result result(IngestOutcome outcome, StoredRecord record, UnitOfWork work) {
        StoredGolden golden = record.goldenId() == null ? null : work.golden(record.goldenId());
        List<Candidate> candidates = candidates(record, work);
        boolean minted = golden != null && store.goldens(List.of(golden.id())).isEmpty();
        List<String> merged = golden == null
                ? List.of()
                : candidates.stream()
                        .map(candidate -> candidate.other().goldenId())
                        .filter(id -> id != null && !id.equals(golden.id()))
                        .distinct()
                        .filter(id -> {
                            StoredGolden survivor = work.survivor(id);
                            return survivor != null && survivor.id().equals(golden.id());
                        })
                        .toList();
        return new Result(
                outcome,
                record,
                steps.graph().keys(record.rid()),
                candidates,
                golden,
                minted,
                merged,
                golden == null ? List.of() : work.recordsOf(golden.id()),
                golden == null ? List.of() : writes(golden, work),
                model);
    }

    private List<Candidate> candidates(StoredRecord record, UnitOfWork work) {
        List<MatchGraph.Compared> compared = steps.graph().compared(record.rid());
        Map<Long, StoredRecord> others = new HashMap<>();
        store.records(compared.stream().map(MatchGraph.Compared::rid).toList())
                .forEach(other -> others.put(other.rid(), other));
        Map<Long, Refusal> apart = steps.explainer().apart(record.rid(), work);
        var candidates = new ArrayList<Candidate>();
        for (MatchGraph.Compared one : compared) {
            StoredRecord other = others.get(one.rid());
            if (other != null) {
                candidates.add(new Candidate(other, one.explanation(), one.keys(), apart.get(one.rid())));
            }
        }
        candidates.sort(Comparator.comparingDouble(
                        (Candidate candidate) -> candidate.explanation().score().weight())
                .reversed());
        return candidates;
    }

    private List<Write> writes(StoredGolden golden, UnitOfWork work) {
        var writes = new ArrayList<Write>();
        Map<String, StoredRecord> members = work.recordsOf(golden.id()).stream()
                .collect(Collectors.toMap(
                        member -> member.key().system() + '\0' + member.key().id(), member -> member, (a, b) -> a));
        new TreeMap<>(steps.reconcilers()).forEach((target, reconciler) -> {
            reconciler.plan(golden.id(), work);
            work.deliveries(target, golden.id()).stream()
                    .filter(state -> state.status() == DeliveryState.Status.PENDING)
                    .forEach(state -> writes.add(
                            new Write(state, members.get(target + '\0' + state.externalId()), gate.phase(target))));
        });
        return writes;
    }
}
