package dev.karat.hub;

import static dev.karat.hub.HubFixture.await;
import static dev.karat.hub.HubFixture.person;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.delivery.DeliveryItem;
import dev.karat.engine.delivery.DeliveryOutcome;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.hub.HubLimits;
import dev.karat.engine.hub.NodeSettings;
import dev.karat.engine.hub.Signals;
import dev.karat.engine.hub.StoreAudit;
import dev.karat.engine.hub.TargetBinding;
import dev.karat.engine.ingest.IngestItem;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.policy.Phase;
import dev.karat.engine.store.CustomerDataJson;
import dev.karat.engine.store.SharedStore;
import dev.karat.store.Stores;
import dev.karat.testkit.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.jspecify.annotations.Nullable;

/**
 * Reading, planning, taking and settling wait for the writer together and share commits, any of which may fail, or be
 * carried out and not answered; calls of vendors are lost as well. In the end every customer is there once.
 */
class WhenMuchHappensAtOnceTest {
    /** {@code -Dkarat.histories=50} plays so many for each try. */
    private static final int HISTORIES = Integer.getInteger("karat.histories", 1);

    @Property(tries = 12, seed = "7", shrinking = ShrinkingMode.OFF)
    void everybodyIsOneProfileAndOneRecordOfEachTarget(@ForAll long seed) {
        for (int history = 0; history < HISTORIES; history++) {
            try (var folder = ScratchFolder.create();
                    var world = new World(folder, seed + history)) {
                world.live();
                world.rest();
                world.check();
            }
        }
    }

    /** A node, two targets, and an ERP with two records of each customer. */
    private static final class World implements AutoCloseable {
        private static final String[] NAMES = {"Ada", "Grace", "Maximiliane", "Edsger", "Barbara", "Tony"};
        private static final List<String> TARGETS = List.of("mailing", "shop");
        private static final int BURSTS = 40;
        private static final int ROUNDS_MAX = 60;

        private record Taken(String target, DeliveryItem item) {}

        private final long seed;
        private final Random random;
        private final Random disk;
        private final TestClock clock = TestClock.at("2026-03-01T08:00:00Z");
        private final Map<String, BendingVendor> vendors = new TreeMap<>();
        private final Map<String, Integer> versions = new TreeMap<>();
        private final Queue<Taken> taken = new ConcurrentLinkedQueue<>();
        private final SharedStore store;
        private final Hub hub;
        private volatile int failPercent;
        private long observed = 1_000_000;

        World(ScratchFolder folder, long seed) {
            this.seed = seed;
            random = new Random(seed);
            disk = new Random(seed);
            store = Stores.sqlite(folder.path().resolve("karat.db"));
            var bindings = new TreeMap<String, TargetBinding>();
            for (String target : TARGETS) {
                var vendor = new BendingVendor(target, random);
                vendor.quirks.clear();
                vendors.put(target, vendor);
                bindings.put(target, new TargetBinding("customer", given -> given, profile -> true));
            }
            hub = Hub.ofNode(
                    StoreThatWaits.of(store, this::commit),
                    HubFixture.policy(),
                    MatchModel.standard(),
                    bindings,
                    new HubLimits(64, 24, Duration.ofSeconds(2)),
                    HubFixture.ERASURE_KEY,
                    clock,
                    random,
                    new NodeSettings("one", Duration.ofSeconds(30), false),
                    Signals.NONE);
            for (String target : TARGETS) {
                await(hub.baselineCompleted(target));
                await(hub.grant(target, Phase.LIVE));
            }
        }

        private void commit(Runnable write) {
            boolean fails = disk.nextInt(100) < failPercent;
            if (!fails || disk.nextBoolean()) {
                write.run();
            }
            if (fails) {
                throw new GatewayException(ErrorCode.STORE_UNAVAILABLE, "The server is shutting down");
            }
        }

        private BendingVendor vendor(String target) {
            return requireNonNull(vendors.get(target));
        }

        void live() {
            failPercent = random.nextInt(3) * 8;
            for (int burst = 0; burst < BURSTS; burst++) {
                List<CompletableFuture<?>> answers = new ArrayList<>();
                for (int i = random.nextInt(8); i >= 0; i--) {
                    answers.add(step(TARGETS.get(random.nextInt(TARGETS.size()))));
                }
                answers.forEach(answer -> await(answer.handle((done, failed) -> true)));
            }
            failPercent = 0;
        }

        private CompletableFuture<?> step(String target) {
            return switch (random.nextInt(8)) {
                case 0 -> hub.ingest(List.of(told("a"), told("b")));
                case 1, 2 -> hub.ingest(read(target, random.nextInt(4)));
                case 3 -> hub.plan(target);
                case 4 ->
                    hub.take(target, 1 + random.nextInt(6))
                            .thenAccept(items -> items.forEach(item -> taken.add(new Taken(target, item))));
                case 5, 6 -> deliver(taken.poll());
                default -> {
                    clock.advance(Duration.ofSeconds(random.nextInt(90)));
                    yield CompletableFuture.completedFuture(true);
                }
            };
        }

        /** One of ten calls never comes there, and the answers of three get lost. */
        private CompletableFuture<?> deliver(@Nullable Taken next) {
            if (next == null
                    || clock.instant().toEpochMilli() * 1_000 > next.item().lookUpAt()) {
                return CompletableFuture.completedFuture(false);
            }
            DeliveryItem item = next.item();
            int chance = random.nextInt(10);
            DeliveryOutcome outcome = chance == 0
                    ? new DeliveryOutcome.Retryable(item.id(), ErrorCode.VENDOR_UNAVAILABLE, null)
                    : vendor(next.target()).write(item);
            DeliveryOutcome answer =
                    chance > 6 ? new DeliveryOutcome.Unknown(item.id(), ErrorCode.VENDOR_TIMEOUT) : outcome;
            return hub.settle(next.target(), List.of(item), List.of(answer));
        }

        /** What the ERP tells of somebody under one of two numbers. */
        private IngestItem told(String number) {
            return told(number, random.nextInt(NAMES.length), random.nextInt(3));
        }

        private IngestItem told(String number, int who, int name) {
            String id = number + who;
            String family = "Customer-" + (char) ('A' + who) + (name == 0 ? "-Smith" : "");
            CustomerData data = person(
                    NAMES[who],
                    family,
                    NAMES[who].toLowerCase(Locale.ROOT) + "@example.test",
                    "+493012345" + (600 + who));
            return version("erp", id, versions.merge(id, 1, Integer::sum), data);
        }

        /** What a target shows of its records, without some of them. */
        private List<IngestItem> read(String target, int withoutQuarters) {
            var page = new ArrayList<IngestItem>();
            vendor(target).rows.forEach((id, row) -> {
                if (random.nextInt(4) >= withoutQuarters) {
                    page.add(version(target, id, row.version(), row.data()));
                }
            });
            return page;
        }

        private IngestItem version(String system, String id, long version, CustomerData data) {
            return new IngestItem.Version(
                    new RecordKey(system, "customer", id),
                    false,
                    false,
                    data,
                    version,
                    version * 1_000_000,
                    ++observed,
                    CustomerDataJson.write(data),
                    new byte[] {1});
        }

        /** Everybody is told once more, and all is read and written until nothing moves. */
        void rest() {
            for (int who = 0; who < NAMES.length; who++) {
                await(hub.ingest(List.of(told("a", who, 1), told("b", who, 1))));
            }
            int quiet = 0;
            for (int round = 0; quiet < 3; round++) {
                assertThat(round).as("rounds until it rests, seed %d", seed).isLessThan(ROUNDS_MAX);
                clock.advance(Duration.ofMinutes(20));
                int before = writes();
                TARGETS.forEach(this::deliverAll);
                quiet = writes() == before ? quiet + 1 : 0;
            }
        }

        private void deliverAll(String target) {
            await(hub.ingest(read(target, 0)));
            while (await(hub.plan(target))) {
                // In pages.
            }
            List<DeliveryItem> items = await(hub.take(target, 100));
            await(hub.settle(
                    target, items, items.stream().map(vendor(target)::write).toList()));
            await(hub.ingest(read(target, 0)));
        }

        private int writes() {
            return vendors.values().stream().mapToInt(vendor -> vendor.writes).sum();
        }

        void check() {
            assertThat(store.liveGoldens(null, 100))
                    .as("profiles, seed %d", seed)
                    .hasSize(NAMES.length);
            vendors.values()
                    .forEach(vendor -> assertThat(vendor.rows)
                            .as("records of %s, seed %d", vendor.name, seed)
                            .hasSize(NAMES.length));
            assertThat(StoreAudit.of(store, HubFixture.policy()).counts())
                    .as("audit, seed %d", seed)
                    .isEmpty();
        }

        @Override
        public void close() {
            hub.close();
            store.close();
        }
    }
}
