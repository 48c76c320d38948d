package dev.karat.engine.hub;

import dev.karat.engine.commit.UnitOfWork;
import dev.karat.engine.identity.IdentityResolver;
import dev.karat.engine.identity.MatchGraph;
import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.store.CommitBatch.DeliveryKey;
import dev.karat.engine.store.Store;
import dev.karat.engine.store.StoredGolden;
import dev.karat.engine.store.StoredGolden.Status;
import dev.karat.engine.store.StoredRecord;
import dev.karat.engine.survivorship.GoldenBuilder;
import dev.karat.engine.survivorship.GoldenProfile;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Compares what is stored with what the stored records give, by the code that makes it: profiles, their partition, and
 * where ids and references lead. It reads in pages, and keeps the links of the records in memory as a running gateway
 * does. The store has to show one state for as long as it runs. Used once, by one thread.
 */
public final class StoreAudit {
    private static final int PAGE = 500;

    /** A redirect leads to the surviving id in a few steps; a chain without end is a loop. */
    private static final int REDIRECTS_MAX = 32;

    private final Store store;
    private final MatchGraph graph;
    private final IdentityResolver identity;
    private final GoldenBuilder builder;
    private final Map<AuditFinding, Long> counts = new EnumMap<>(AuditFinding.class);
    private final Map<AuditFinding, List<String>> ids = new EnumMap<>(AuditFinding.class);
    private final BitSet done = new BitSet();
    private long records;
    private long profiles;

    private StoreAudit(Store store, GatewayPolicy policy) {
        Clock never = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
        Steps steps = Steps.of(new Setup(
                store,
                policy,
                policy.matching().model(),
                Map.of(),
                HubLimits.STANDARD,
                Trial.NO_KEY,
                never,
                new Random()));
        this.store = store;
        graph = steps.graph();
        identity = steps.identity();
        builder = new GoldenBuilder(policy);
    }

    /**
     * Audits a whole store. Throws MODEL_CHANGED or POLICY_CHANGED if another policy made the profiles.
     *
     * @param policy the one by which the profiles were made
     */
    public static AuditReport of(Store store, GatewayPolicy policy) {
        var named = PolicyPin.of(policy, policy.matching().model());
        PolicyPin made = PolicyPin.stored(store, named);
        Store.Counts counts = store.counts();
        if (!made.differences(named).isEmpty()) {
            throw made.changedTo(named);
        }
        var audit = new StoreAudit(store, policy);
        audit.goldens();
        audit.records(counts);
        audit.deliveries();
        return new AuditReport(audit.records, audit.profiles, audit.counts, audit.ids);
    }

    private void goldens() {
        String after = null;
        List<StoredGolden> page;
        do {
            page = store.goldensAfter(after, PAGE);
            List<String> live = page.stream()
                    .filter(golden -> golden.status() == Status.LIVE)
                    .map(StoredGolden::id)
                    .toList();
            Map<String, List<StoredRecord>> members = store.recordsOf(live).stream()
                    .collect(Collectors.groupingBy(record -> Objects.requireNonNull(record.goldenId())));
            Map<Long, StoredRecord> anchors = anchors(page);
            for (StoredGolden golden : page) {
                if (golden.status() == Status.LIVE) {
                    profiles++;
                    live(golden, members.getOrDefault(golden.id(), List.of()), anchors.get(golden.anchorRid()));
                } else if (!golden.profile().equals(GoldenProfile.EMPTY)) {
                    found(AuditFinding.PROFILE_DIFFERS, golden.id());
                }
            }
            redirects(page);
            after = page.isEmpty() ? after : page.get(page.size() - 1).id();
        } while (page.size() == PAGE);
    }

    private Map<Long, StoredRecord> anchors(List<StoredGolden> page) {
        return store.records(page.stream().map(StoredGolden::anchorRid).toList()).stream()
                .collect(Collectors.toMap(StoredRecord::rid, Function.identity()));
    }

    private void live(StoredGolden golden, List<StoredRecord> members, @Nullable StoredRecord anchor) {
        if (members.isEmpty() || !builder.build(members).equals(golden.profile())) {
            found(AuditFinding.PROFILE_DIFFERS, golden.id());
        }
        if (anchor == null || (isEvidence(anchor) && !golden.id().equals(anchor.goldenId()))) {
            found(AuditFinding.ANCHOR_MISSING, golden.id());
        }
    }

    private void redirects(List<StoredGolden> page) {
        Map<String, String> open = new HashMap<>();
        for (StoredGolden golden : page) {
            if (golden.status() == Status.REDIRECT) {
                open.put(golden.id(), String.valueOf(golden.redirectTo()));
            }
        }
        for (int hop = 0; hop < REDIRECTS_MAX && !open.isEmpty(); hop++) {
            Map<String, StoredGolden> next = byId(open.values());
            Map<String, String> further = new HashMap<>();
            open.forEach((from, to) -> {
                StoredGolden golden = next.get(to);
                if (golden == null) {
                    found(AuditFinding.REDIRECT_LEADS_NOWHERE, from);
                } else if (golden.status() == Status.REDIRECT) {
                    further.put(from, String.valueOf(golden.redirectTo()));
                }
            });
            open = further;
        }
        open.keySet().forEach(from -> found(AuditFinding.REDIRECT_LEADS_NOWHERE, from));
    }

    private Map<String, StoredGolden> byId(Collection<String> wanted) {
        return store.goldens(new HashSet<>(wanted)).stream()
                .collect(Collectors.toMap(StoredGolden::id, Function.identity()));
    }

    private void records(Store.Counts totals) {
        for (long from = 0; from <= totals.ridMax(); from += PAGE) {
            UnitOfWork work = UnitOfWork.uncommitted(store, totals);
            List<Long> rids = LongStream.range(from, from + PAGE).boxed().toList();
            work.prefetchAround(rids);
            for (StoredRecord record : work.records(rids)) {
                records++;
                reference(record, work);
                partition(record, work);
            }
        }
    }

    private void reference(StoredRecord record, UnitOfWork work) {
        String id = record.goldenId();
        StoredGolden golden = id == null ? null : work.golden(id);
        if (id != null && golden == null) {
            found(AuditFinding.REFERENCE_WITHOUT_PROFILE, id);
        } else if (isEvidence(record) && (golden == null || golden.status() != Status.LIVE)) {
            found(AuditFinding.RECORD_WITHOUT_PROFILE, id);
        }
    }

    private void partition(StoredRecord record, UnitOfWork work) {
        if (done.get(Math.toIntExact(record.rid()))) {
            return;
        }
        SortedSet<Long> around = Rematch.around(record.rid(), graph, work);
        around.forEach(rid -> done.set(Math.toIntExact(rid)));
        List<StoredRecord> together =
                work.records(around).stream().filter(one -> !one.deleted()).toList();
        if (!together.isEmpty() && !identity.isSettled(around, work)) {
            Set<String> concerned = new TreeSet<>();
            together.stream()
                    .map(StoredRecord::goldenId)
                    .filter(Objects::nonNull)
                    .forEach(concerned::add);
            concerned.forEach(id -> found(AuditFinding.PARTITION_DIFFERS, id));
            if (concerned.isEmpty()) {
                found(AuditFinding.PARTITION_DIFFERS, null);
            }
        }
    }

    private void deliveries() {
        DeliveryKey after = null;
        List<DeliveryKey> page;
        do {
            page = store.deliveryKeys(after, PAGE);
            Set<String> known =
                    byId(page.stream().map(DeliveryKey::goldenId).toList()).keySet();
            page.stream()
                    .map(DeliveryKey::goldenId)
                    .filter(id -> !known.contains(id))
                    .forEach(id -> found(AuditFinding.DELIVERY_WITHOUT_PROFILE, id));
            after = page.isEmpty() ? after : page.get(page.size() - 1);
        } while (page.size() == PAGE);
    }

    private static boolean isEvidence(StoredRecord record) {
        return !record.asserted().isEmpty();
    }

    private void found(AuditFinding finding, @Nullable String id) {
        counts.merge(finding, 1L, Long::sum);
        List<String> named = ids.computeIfAbsent(finding, none -> new ArrayList<>());
        if (id != null && named.size() < AuditReport.IDS_MAX && !named.contains(id)) {
            named.add(id);
        }
    }
}
