package dev.karat.hub;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.delivery.ConsentReach;
import dev.karat.engine.delivery.DeliveryItem;
import dev.karat.engine.delivery.DeliveryOutcome;
import dev.karat.engine.hub.AuditReport;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.hub.HubLimits;
import dev.karat.engine.hub.NodeSettings;
import dev.karat.engine.hub.Signals;
import dev.karat.engine.hub.StoreAudit;
import dev.karat.engine.hub.TargetBinding;
import dev.karat.engine.ingest.ContentHash;
import dev.karat.engine.ingest.IngestItem;
import dev.karat.engine.ingest.IngestOutcome;
import dev.karat.engine.ingest.RawPayload;
import dev.karat.engine.mapping.SourceMapping;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.policy.MatchingPolicy;
import dev.karat.engine.policy.Phase;
import dev.karat.engine.policy.SurvivorshipPolicy;
import dev.karat.engine.policy.SurvivorshipPolicy.Rule;
import dev.karat.engine.policy.SystemPolicy;
import dev.karat.engine.policy.TargetPolicy;
import dev.karat.engine.store.CustomerDataJson;
import dev.karat.engine.store.SharedStore;
import dev.karat.engine.store.StoredGolden;
import dev.karat.engine.store.StoredRecord;
import dev.karat.store.Stores;
import dev.karat.testkit.TestClock;
import dev.karat.testkit.store.CustomerState;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The engine on a real SQLite file, with systems erp, shop and mailing, of which the last two are targets. */
final class HubFixture implements AutoCloseable {
    static final Set<Attribute> GIVE =
            Set.of(Attribute.GIVEN_NAME, Attribute.FAMILY_NAME, Attribute.PHONES, Attribute.EMAILS, Attribute.ADDRESS);

    static final byte[] ERASURE_KEY = "a test key of 16 bytes or more".getBytes(StandardCharsets.UTF_8);

    final TestClock clock = TestClock.at("2026-03-01T08:00:00Z");
    final Map<String, FakeTarget> targets = new TreeMap<>();
    private final Path file;
    private final Random numbers = new Random(7);
    private int failures;
    /** Numbers of which ids are made; runs out of them if a test says so. */
    private final RandomGenerator random = () -> {
        if (failures > 0) {
            failures--;
            throw new IllegalStateException("No more ids");
        }
        return numbers.nextLong();
    };

    private long observed = 1_000_000;
    /** The filter of every target. */
    Predicate<CustomerData> wanted = profile -> true;

    /** What the policy of every target is made of. */
    private UnaryOperator<TargetPolicy> change = UnaryOperator.identity();
    /** Consents that every target takes. */
    private ConsentReach reach = ConsentReach.NONE;

    private MatchModel model = MatchModel.standard();
    /** How vendors' records are read, for tests that have some. */
    private Map<String, SourceMapping> sources = Map.of();

    private Set<Attribute> give = GIVE;
    private final boolean asking;
    SharedStore store;
    /** The node that writes, if the hub of this fixture is another one. */
    private @Nullable Hub writer;

    Hub hub;
    private @Nullable ScratchFolder scratch;

    HubFixture(Path file) {
        this(file, false);
    }

    /** One whose files go with it, for a try of many. */
    static HubFixture scratch() {
        var folder = ScratchFolder.create();
        var fixture = new HubFixture(folder.path().resolve("karat.db"));
        fixture.scratch = folder;
        return fixture;
    }

    /** @param asking true if the hub is a node that has another one write */
    HubFixture(Path file, boolean asking) {
        this.file = file;
        this.asking = asking;
        targets.put("shop", new FakeTarget());
        targets.put("mailing", new FakeTarget());
        store = Stores.sqlite(file);
        hub = open();
    }

    private Hub open() {
        var bindings = new LinkedHashMap<String, TargetBinding>();
        for (String target : targets.keySet()) {
            bindings.put(
                    target,
                    new TargetBinding("customer", FakeTarget::shown, profile -> wanted.test(profile), "", reach));
        }
        if (!asking) {
            return new Hub(
                    store,
                    policy(give, change),
                    model,
                    bindings,
                    sources,
                    HubLimits.STANDARD,
                    ERASURE_KEY,
                    clock,
                    random);
        }
        writer = node("writer", bindings);
        return node("asking", bindings);
    }

    private Hub node(String name, Map<String, TargetBinding> bindings) {
        var settings = new NodeSettings(name, Duration.ofSeconds(30), false);
        return Hub.ofNode(
                store,
                policy(give, change),
                model,
                bindings,
                HubLimits.STANDARD,
                ERASURE_KEY,
                clock,
                random,
                settings,
                Signals.NONE);
    }

    private void closeHubs() {
        hub.close();
        if (writer != null) {
            writer.close();
        }
    }

    /** So many of the next attempts to make an id fail. */
    void failingIds(int attempts) {
        failures = attempts;
    }

    FakeTarget target(String name) {
        return Objects.requireNonNull(targets.get(name));
    }

    /** Starts the engine anew with another model. */
    void restart(MatchModel other) {
        model = other;
        restart();
    }

    /** Starts the engine anew with targets that are given something else. */
    void restart(Set<Attribute> given) {
        give = given;
        restart();
    }

    /** Starts the engine anew with other targets. */
    void restart(UnaryOperator<TargetPolicy> targets, ConsentReach consents) {
        change = targets;
        reach = consents;
        restart();
    }

    /** Starts the engine anew with systems whose records are read so. */
    void restart(Map<String, SourceMapping> mappings) {
        sources = mappings;
        restart();
    }

    void restart() {
        closeHubs();
        store.close();
        store = Stores.sqlite(file);
        hub = open();
    }

    static GatewayPolicy policy() {
        return policy(GIVE, UnaryOperator.identity());
    }

    private static GatewayPolicy policy(Set<Attribute> give, UnaryOperator<TargetPolicy> change) {
        var systems = new LinkedHashMap<String, SystemPolicy>();
        Map.of("erp", 80, "shop", 60, "mailing", 30)
                .forEach((name, trust) ->
                        systems.put(name, SystemPolicy.of(name, "test", NullNode.getInstance(), trust)));
        var targets = new LinkedHashMap<String, TargetPolicy>();
        for (String name : List.of("shop", "mailing")) {
            targets.put(
                    name,
                    change.apply(new TargetPolicy(
                            name,
                            Phase.LIVE,
                            TargetPolicy.Mode.UPSERT,
                            null,
                            give,
                            false,
                            false,
                            20,
                            TargetPolicy.Brake.OPEN)));
        }
        return new GatewayPolicy(
                "test",
                "DE",
                ZoneId.of("UTC"),
                "EUR",
                systems,
                MatchingPolicy.STANDARD,
                new SurvivorshipPolicy(List.of(Rule.TRUST, Rule.RECENT), Map.of()),
                targets,
                Map.of());
    }

    /** A version as a system reports it, with the source's own version number. */
    IngestItem.Version version(String system, String id, long token, CustomerData data) {
        return new IngestItem.Version(
                new RecordKey(system, "customer", id),
                false,
                false,
                data,
                token,
                token * 1_000_000,
                ++observed,
                CustomerDataJson.write(data),
                new byte[] {1});
    }

    /** A version as it is read of a vendor's record, which is kept. */
    IngestItem.Version read(String system, String id, long token, String record) {
        CustomerData data;
        try {
            data = Objects.requireNonNull(sources.get(system + "/customer")).read(new ObjectMapper().readTree(record));
        } catch (JsonProcessingException broken) {
            throw new IllegalArgumentException(broken);
        }
        return new IngestItem.Version(
                new RecordKey(system, "customer", id),
                false,
                false,
                data,
                token,
                token * 1_000_000,
                ++observed,
                ContentHash.of(data),
                RawPayload.pack(record.getBytes(StandardCharsets.UTF_8)));
    }

    IngestItem.Version deletion(String system, String id) {
        return new IngestItem.Version(
                new RecordKey(system, "customer", id),
                true,
                false,
                CustomerData.empty(),
                null,
                null,
                ++observed,
                "deleted",
                new byte[0]);
    }

    List<IngestOutcome> ingest(IngestItem... items) {
        return await(hub.ingest(List.of(items)));
    }

    static <T> T await(CompletableFuture<T> answer) {
        return answer.orTimeout(30, TimeUnit.SECONDS).join();
    }

    static CustomerData person(String given, String family, String email, String phone) {
        return CustomerData.builder()
                .text(Attribute.GIVEN_NAME, given)
                .text(Attribute.FAMILY_NAME, family)
                .texts(Attribute.EMAILS, email)
                .texts(Attribute.PHONES, phone)
                .build();
    }

    Optional<StoredGolden> profile(String system, String id) {
        return store.record(new RecordKey(system, "customer", id))
                .map(StoredRecord::goldenId)
                .flatMap(golden -> store.goldens(List.of(golden)).stream().findFirst());
    }

    /** Opens a target for writing. */
    void goLive(String target) {
        await(hub.baselineCompleted(target));
        await(hub.grant(target, Phase.LIVE));
    }

    /** Delivers until nothing is due, and reads back what the targets report; returns the number of writes. */
    int rest() {
        int writes = 0;
        for (int round = 0; round < 50; round++) {
            int before = writes;
            clock.advance(Duration.ofMinutes(1));
            for (String target : targets.keySet()) {
                writes += deliver(target);
            }
            readBack();
            if (writes == before) {
                return writes;
            }
        }
        throw new AssertionError("The loop does not come to rest");
    }

    /** One page to one target, as far as something is due; returns the number of writes. */
    int deliver(String target) {
        while (await(hub.plan(target))) {
            // Planned in pages.
        }
        List<DeliveryItem> items = await(hub.take(target, 100));
        List<DeliveryOutcome> outcomes = new ArrayList<>();
        items.forEach(item -> outcomes.add(target(target).write(item)));
        if (outcomes.stream().anyMatch(DeliveryOutcome.Stale.class::isInstance)) {
            readBack();
        }
        await(hub.settle(target, items, outcomes));
        return items.size();
    }

    /** What every target reports of its own records, as a poll would. */
    void readBack() {
        targets.forEach((name, target) ->
                target.rows.forEach((id, row) -> ingest(version(name, id, row.version(), row.data()))));
    }

    /** Keeps the engine from committing meanwhile, as another process that writes into the database would. */
    <T> T whileNothingCommits(Supplier<T> meanwhile) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            T result = meanwhile.get();
            statement.execute("ROLLBACK");
            return result;
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** The partition and every golden value, by record keys: equal for equal states whatever the ids. */
    Set<String> state() {
        return CustomerState.of(store);
    }

    /** What an audit of the store finds, as it stands. */
    AuditReport audit() {
        return StoreAudit.of(store, policy());
    }

    @Override
    public void close() {
        closeHubs();
        store.close();
        if (scratch != null) {
            scratch.close();
        }
    }
}
