package dev.karat.engine.hub;

import dev.karat.api.model.Attribute;
import dev.karat.engine.commit.UnitOfWork;
import dev.karat.engine.ingest.MappingChange;
import dev.karat.engine.ingest.RecordReplay.Tally;
import dev.karat.engine.mapping.SourceMapping;
import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.store.CommitBatch;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.Setting;
import dev.karat.engine.store.Store;
import dev.karat.engine.store.StoredChange;
import dev.karat.engine.store.StoredRecord;
import java.time.Clock;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What would become of the stored profiles by another policy: told by the code that carries it out, in transactions that
 * are never committed. The store may be one that can only be read, and has to show one state for as long as it runs. Used
 * once, by one thread.
 */
public final class PolicyPlan {
    private final Store store;
    private final Setup setup;
    private final SortedMap<String, MappingChange> mappings;
    private final SortedMap<String, Tally> reread = new TreeMap<>();
    /** Targets that are written by a mapping that changes: each customer may be told something else there. */
    private final Set<String> rewritten = new HashSet<>();

    private final Map<Attribute, Long> values = new EnumMap<>(Attribute.class);
    private final SortedMap<String, Writes> writes = new TreeMap<>();
    private long merged;
    private long split;
    private long changed;

    private PolicyPlan(Setup setup, SortedMap<String, MappingChange> mappings) {
        this.store = setup.store();
        this.setup = setup;
        this.mappings = mappings;
        mappings.values().forEach(change -> rewritten.add(change.now().system()));
        setup.policy().targets().keySet().stream()
                .filter(setup.targets()::containsKey)
                .forEach(target -> writes.put(target, new Writes(0, 0, 0)));
    }

    /**
     * What a target would be given, in records.
     *
     * @param deletions records that would be deleted or deactivated
     */
    public record Writes(long creations, long updates, long deletions) {
        private Writes and(DeliveryState state) {
            if (state.operation().withdraws()) {
                return new Writes(creations, updates, deletions + 1);
            }
            return state.externalId().isEmpty()
                    ? new Writes(creations + 1, updates, deletions)
                    : new Writes(creations, updates + 1, deletions);
        }
    }

    /**
     * The outcome.
     *
     * @param change names the change of policy, to apply it
     * @param differences between the policy that made the profiles and this one, as lines to show; empty if there is
     *     nothing to apply
     * @param reread what comes of the stored records whose mapping changes, by system and kind
     * @param profiles that there are
     * @param merged profiles that would go into others
     * @param split profiles that others would be split into
     * @param changed profiles that stay and would show other values
     * @param values how many of those by attribute
     * @param writes what each target would be given, whatever its phase
     */
    public record Result(
            String change,
            List<String> differences,
            SortedMap<String, Tally> reread,
            long profiles,
            long merged,
            long split,
            long changed,
            Map<Attribute, Long> values,
            SortedMap<String, Writes> writes) {}

    /**
     * Plans a change of policy.
     *
     * @param targets by name, those that can be written
     * @param sources how the records of the systems are read, by name
     */
    public static Result of(
            Store store,
            GatewayPolicy policy,
            Map<String, TargetBinding> targets,
            Map<String, SourceMapping> sources,
            Clock clock) {
        // Ids that are minted here are never seen again, so they need not be hard to guess.
        var setup = new Setup(
                store,
                policy,
                policy.matching().model(),
                targets,
                sources,
                HubLimits.STANDARD,
                Trial.NO_KEY,
                clock,
                new Random());
        PolicyPin wanted = setup.pin();
        PolicyPin stored = PolicyPin.stored(store, wanted);
        return new PolicyPlan(setup, stored.mappings().changes(wanted.mappings(), sources))
                .run(stored.changeTo(wanted), stored.differences(wanted));
    }

    /**
     * Names the change that applying a policy would be; empty if it would be none.
     *
     * @param sources how the records of the systems are read, by name
     */
    public static Optional<String> change(Store store, GatewayPolicy policy, Map<String, SourceMapping> sources) {
        var wanted = PolicyPin.of(policy, policy.matching().model(), sources);
        PolicyPin stored = PolicyPin.stored(store, wanted);
        return stored.differences(wanted).isEmpty() ? Optional.empty() : Optional.of(stored.changeTo(wanted));
    }

    /**
     * The durable fact that a change is to be carried out.
     *
     * @param at microseconds since 1970 UTC
     */
    public static Setting applied(String change, long at) {
        return new Setting(Setting.Scope.GATEWAY, PolicyPin.APPLIED, change, at);
    }

    private Result run(String change, List<String> differences) {
        Store.Counts totals = store.counts();
        if (!differences.isEmpty()) {
            // Reads the whole match index, so only where there is something to tell.
            Steps steps = Steps.of(setup);
            mappings.forEach((name, mapping) -> reread.put(name, index(mapping, steps, totals)));
            Set<String> decided = new HashSet<>();
            var rematch = new Rematch(steps.graph(), steps.identity(), (around, work) -> {
                List<StoredRecord> records = work.records(around);
                steps.replay().enter(records, mappings, work);
                records.stream()
                        .map(StoredRecord::goldenId)
                        .filter(Objects::nonNull)
                        .forEach(decided::add);
            });
            for (long from = 0; from <= totals.ridMax(); from += Rematch.STEP) {
                UnitOfWork work = UnitOfWork.uncommitted(store, totals);
                try {
                    rematch.step(from, from + Rematch.STEP - 1, "plan", setup.micros(), work);
                    count(decided, steps, work);
                } finally {
                    decided.clear();
                    work.takeBack();
                }
            }
        }
        return new Result(change, differences, reread, totals.profiles(), merged, split, changed, values, writes);
    }

    /** Has the index, which is this plan's own, compare all records as they would say, before any is decided about. */
    private Tally index(MappingChange change, Steps steps, Store.Counts totals) {
        Tally tally = Tally.NONE;
        List<StoredRecord> page = MappingReplay.page(change, null, store);
        while (!page.isEmpty()) {
            tally = tally.and(steps.replay().enter(page, mappings, UnitOfWork.uncommitted(store, totals)));
            page = MappingReplay.page(change, page.get(page.size() - 1).key().id(), store);
        }
        return tally;
    }

    /** @param decided profiles that were decided about, whether or not they change */
    private void count(Set<String> decided, Steps steps, UnitOfWork work) {
        Set<String> concerned = new HashSet<>();
        for (StoredChange change : List.copyOf(work.batch(List.of()).changes())) {
            concerned.add(change.goldenId());
            switch (change.type()) {
                case MERGED -> merged++;
                case CREATED, UNMERGED -> split++;
                case UPDATED -> {
                    changed += change.attributes().isEmpty() ? 0 : 1;
                    change.attributes().forEach(attribute -> values.merge(attribute, 1L, Long::sum));
                }
                case ARCHIVED, ERASED -> {}
            }
        }
        Set<String> all = new HashSet<>(concerned);
        all.addAll(decided);
        steps.reconcilers()
                .forEach((target, reconciler) ->
                        (rewritten.contains(target) ? all : concerned).forEach(id -> reconciler.plan(id, work)));
        CommitBatch batch = work.batch(List.of());
        batch.deliveries().stream()
                .filter(state -> state.status() == DeliveryState.Status.PENDING)
                .forEach(state -> writes.computeIfPresent(state.target(), (target, before) -> before.and(state)));
    }
}
