package dev.karat.hub;

import static dev.karat.hub.HubFixture.await;

import com.fasterxml.jackson.databind.node.NullNode;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.delivery.DeliveryItem;
import dev.karat.engine.delivery.DeliveryOutcome;
import dev.karat.engine.delivery.GoLive;
import dev.karat.engine.delivery.PreviewPlan;
import dev.karat.engine.delivery.RevertPage;
import dev.karat.engine.delivery.RunNumber;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.hub.HubLimits;
import dev.karat.engine.hub.TargetBinding;
import dev.karat.engine.ingest.IngestItem;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.policy.MatchingPolicy;
import dev.karat.engine.policy.Phase;
import dev.karat.engine.policy.SurvivorshipPolicy;
import dev.karat.engine.policy.SystemPolicy;
import dev.karat.engine.policy.TargetPolicy;
import dev.karat.engine.store.CustomerDataJson;
import dev.karat.engine.store.SharedStore;
import dev.karat.testkit.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * A company that opens its targets: an ERP with its customers, a shop that knows all of them and is to have their
 * telephone numbers, and a mailing that is to have their names. Both count what they are asked to write.
 */
final class Onboarding implements AutoCloseable {
    private static final int PAGE = 100;

    private final Supplier<SharedStore> stores;
    private final Map<String, TargetPolicy> policies = new LinkedHashMap<>();
    private final Map<String, Integer> writes = new TreeMap<>();
    private final Map<String, FakeTarget> targets =
            new TreeMap<>(Map.of("shop", new FakeTarget(), "mailing", new FakeTarget()));
    private long versions = 1;
    final TestClock clock = TestClock.at("2026-03-01T08:00:00Z");
    SharedStore store;
    Hub hub;

    /** @param stores opens the same database each time */
    Onboarding(Supplier<SharedStore> stores) {
        this.stores = stores;
        policies.put("shop", policy("shop", Set.of(Attribute.PHONES), TargetPolicy.Brake.STANDARD));
        policies.put(
                "mailing",
                policy("mailing", Set.of(Attribute.GIVEN_NAME, Attribute.FAMILY_NAME), TargetPolicy.Brake.STANDARD));
        store = stores.get();
        hub = open();
    }

    static TargetPolicy policy(String name, Set<Attribute> give, TargetPolicy.Brake brake) {
        return new TargetPolicy(name, Phase.LIVE, TargetPolicy.Mode.UPSERT, null, give, false, false, 20, brake);
    }

    private Hub open() {
        var systems = new LinkedHashMap<String, SystemPolicy>();
        Map.of("erp", 80, "shop", 60, "mailing", 30)
                .forEach((name, trust) ->
                        systems.put(name, SystemPolicy.of(name, "test", NullNode.getInstance(), trust)));
        var gateway = new GatewayPolicy(
                "test",
                "DE",
                ZoneId.of("UTC"),
                "EUR",
                systems,
                MatchingPolicy.STANDARD,
                new SurvivorshipPolicy(
                        List.of(SurvivorshipPolicy.Rule.TRUST, SurvivorshipPolicy.Rule.RECENT), Map.of()),
                policies,
                Map.of());
        var bindings = new LinkedHashMap<String, TargetBinding>();
        targets.keySet()
                .forEach(name -> bindings.put(name, new TargetBinding("customer", FakeTarget::shown, profile -> true)));
        return new Hub(
                store,
                gateway,
                MatchModel.standard(),
                bindings,
                HubLimits.STANDARD,
                HubFixture.ERASURE_KEY,
                clock,
                new Random(store.counts().ridMax() + 7));
    }

    /** Starts anew, with another policy of a target. */
    void restart(TargetPolicy other) {
        policies.put(other.system(), other);
        restart();
    }

    void restart() {
        hub.close();
        store.close();
        store = stores.get();
        hub = open();
    }

    FakeTarget target(String name) {
        return Objects.requireNonNull(targets.get(name));
    }

    /** What a target was asked to write so far. */
    int writes(String target) {
        return writes.getOrDefault(target, 0);
    }

    static CustomerData customer(int number, String family, String phone) {
        return CustomerData.builder()
                .text(Attribute.GIVEN_NAME, "Given" + word(number))
                .text(Attribute.FAMILY_NAME, family)
                .texts(Attribute.EMAILS, word(number) + "@mail" + number % 7 + ".test")
                .texts(Attribute.PHONES, phone)
                .build();
    }

    static String phone(int number, int block) {
        return "+4930" + (1_000_000 * block + number * 104_729 % 1_000_000);
    }

    /** A word for a number, far enough from those of its neighbours. */
    static String word(int number) {
        return new Random(number * 0x9E3779B97F4A7C15L)
                .ints(7, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** The ERP reports customers, each with a telephone number of a block and a name with an ending. */
    void erpReports(IntStream numbers, int block, String ending) {
        report("erp", numbers, number -> customer(number, "Family" + word(number) + ending, phone(number, block)));
    }

    private void report(String system, IntStream numbers, IntFunction<CustomerData> data) {
        long version = ++versions;
        List<IngestItem> page = new ArrayList<>();
        numbers.forEach(number -> page.add(version(system, "c" + number, version, data.apply(number))));
        await(hub.ingest(page));
    }

    private IngestItem.Version version(String system, String id, long token, CustomerData data) {
        return new IngestItem.Version(
                new RecordKey(system, "customer", id),
                false,
                false,
                data,
                token,
                token * 1_000_000,
                ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant()) + versions,
                CustomerDataJson.write(data),
                new byte[] {1});
    }

    /** A target has these customers already, with what it entered itself. */
    void holds(String target, IntStream numbers, int block, String ending) {
        numbers.forEach(number -> target(target)
                .edit("c" + number, customer(number, "Family" + word(number) + ending, phone(number, block))));
    }

    /** What a target reports of its own records, as a poll would. */
    void read(String target) {
        List<IngestItem> page = new ArrayList<>();
        target(target).rows.forEach((id, row) -> page.add(version(target, id, row.version(), row.data())));
        if (!page.isEmpty()) {
            await(hub.ingest(page));
        }
        await(hub.baselineCompleted(target));
    }

    /** Has the gateway plan and write to a target until nothing moves any more, and returns how much it wrote. */
    int deliver(String target) {
        int before = writes(target);
        int idle = 0;
        while (idle < 4) {
            clock.advance(Duration.ofSeconds(2));
            while (await(hub.plan(target))) {
                // Page by page.
            }
            List<DeliveryItem> items = await(hub.take(target, PAGE));
            List<DeliveryOutcome> outcomes = new ArrayList<>();
            items.forEach(item -> outcomes.add(target(target).write(item)));
            await(hub.settle(target, items, outcomes));
            writes.merge(target, items.size(), Integer::sum);
            idle = items.isEmpty() ? idle + 1 : 0;
        }
        read(target);
        return writes(target) - before;
    }

    /** As karat preview makes it. */
    PreviewPlan preview(String target) {
        deliver(target);
        long now = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
        var plan = new PreviewPlan(
                RunNumber.at(clock.instant()),
                hub.givenNow(target),
                now,
                now + Duration.ofHours(24).toMillis() * 1_000,
                hub.preview(target).waiting(now),
                true,
                "eve");
        await(hub.remember(target, plan));
        clock.advance(Duration.ofMinutes(5));
        return plan;
    }

    void canary(String target, PreviewPlan plan, int customers) {
        await(hub.stepLive(target, new GoLive.Order(plan.id(), customers, 0, false, "eve")));
    }

    void wave(String target, int share) {
        await(hub.stepLive(target, new GoLive.Order(null, 0, share, false, "eve")));
    }

    /** The telephone numbers that the shop holds, by how many records begin with the digits of a block. */
    long shopHolds(int block) {
        return target("shop").rows.values().stream()
                .flatMap(row -> row.data().texts(Attribute.PHONES).stream())
                .filter(phone -> phone.startsWith("+4930" + block))
                .count();
    }

    /** Reverts a whole run of a target. */
    List<RevertPage> revert(String target, long run, boolean dryRun) {
        var pages = new ArrayList<RevertPage>();
        RevertPage page = await(hub.revert(target, run, null, dryRun));
        pages.add(page);
        while (page.next() != null) {
            page = await(hub.revert(target, run, page.next(), dryRun));
            pages.add(page);
        }
        return pages;
    }

    static Map<RevertPage.Reason, Long> skipped(List<RevertPage> pages) {
        var all = new EnumMap<RevertPage.Reason, Long>(RevertPage.Reason.class);
        pages.forEach(page -> page.skipped().forEach((reason, count) -> all.merge(reason, count, Long::sum)));
        return all;
    }

    @Override
    public void close() {
        hub.close();
        store.close();
    }
}
