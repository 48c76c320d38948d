package dev.karat.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.NullNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.api.model.Value;
import dev.karat.engine.delivery.DeliveryItem;
import dev.karat.engine.delivery.DeliveryOutcome;
import dev.karat.engine.hub.AuditReport;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.hub.HubLimits;
import dev.karat.engine.hub.StoreAudit;
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
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.SharedStore;
import dev.karat.engine.store.StewardDecision;
import dev.karat.engine.store.StoredGolden;
import dev.karat.engine.store.StoredRecord;
import dev.karat.store.Stores;
import dev.karat.testkit.TestClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Five systems that are sources and targets at once, each with its own undeclared ways, and people who edit, clear,
 * delete and merge in all of them while it runs, and a steward who parts customers. Whatever happens, it comes to rest;
 * then all hold the same customers, nothing that nobody says any more, and what was parted is apart.
 */
class WhenVendorsBendWhatTheyAreGivenTest {
    private static final Map<String, Integer> TRUST =
            new TreeMap<>(Map.of("erp", 80, "shop", 60, "crm", 50, "support", 40, "mailing", 30));
    private static final Set<Attribute> GIVEN = Set.of(
            Attribute.GIVEN_NAME,
            Attribute.FAMILY_NAME,
            Attribute.PHONES,
            Attribute.EMAILS,
            Attribute.BIRTH_DATE,
            Attribute.ADDRESS);
    private static final int ROUNDS_MAX = 60;
    /** From one change at a vendor to the next, microseconds. */
    private static final long MOMENT = 120_000_000;

    private static final int WRITES_PER_CHANGE = 3;
    /** Histories of each try: {@code -Dkarat.histories=50} plays 2,000 of them. */
    private static final int HISTORIES = Integer.getInteger("karat.histories", 1);

    @Property(tries = 40, seed = "7", shrinking = ShrinkingMode.OFF)
    void itComesToRestAndAllHoldTheSame(@ForAll long seed) {
        for (int history = 0; history < HISTORIES; history++) {
            play(seed + history);
        }
    }

    /**
     * Among them: late views of what was written, edits under a write of unknown outcome, verdicts about echoes, creations
     * under way, and records that Karat emptied of what told who they are.
     */
    @ParameterizedTest
    @ValueSource(
            longs = {
                20032, 20094, 20126, 20213, 20242, 20331, 20488, 20518, 20635, 20655, 20746, 20748, 20871, 20881, 20883,
                20891, 20948, 20949, 20984, 40005, 40080, 40194, 40300, 40362, 62516, 71136, 81115
            })
    void itComesToRestWhereItOnceDidNot(long seed) {
        play(seed);
    }

    private static void play(long seed) {
        try (var folder = ScratchFolder.create();
                var world = new World(folder.path().resolve("karat.db"), seed)) {
            int changes = world.live();
            world.rest();
            world.checkMirrors();
            world.checkWhatIsSaid();
            world.checkWhatWasParted();
            assertThat(world.writes())
                    .as("writes for %d changes, seed %d: %s", changes, seed, world)
                    .isLessThanOrEqualTo(WRITES_PER_CHANGE * changes * TRUST.size());
            AuditReport audit = StoreAudit.of(world.store, policy());
            assertThat(audit.counts()).as("seed %d: %s %s", seed, audit, world).isEmpty();
        }
    }

    private static GatewayPolicy policy() {
        var systems = new LinkedHashMap<String, SystemPolicy>();
        var targets = new LinkedHashMap<String, TargetPolicy>();
        TRUST.forEach((name, trust) -> {
            systems.put(name, SystemPolicy.of(name, "test", NullNode.getInstance(), trust));
            targets.put(
                    name,
                    new TargetPolicy(
                            name,
                            Phase.LIVE,
                            TargetPolicy.Mode.UPSERT,
                            null,
                            GIVEN,
                            true,
                            false,
                            20,
                            TargetPolicy.Brake.OPEN));
        });
        return new GatewayPolicy(
                "test",
                "DE",
                ZoneId.of("UTC"),
                "EUR",
                systems,
                MatchingPolicy.STANDARD,
                new SurvivorshipPolicy(
                        List.of(SurvivorshipPolicy.Rule.TRUST, SurvivorshipPolicy.Rule.RECENT), Map.of()),
                targets,
                Map.of());
    }

    /** The gateway between the systems, and what happens there. */
    private static final class World implements AutoCloseable {
        private static final String[] NAMES = {"Ada", "Grace", "Maximiliane", "Edsger"};
        private static final String[] FAMILIES = {"Lovelace", "Hopper", "Wolkenstein-Trostburg", "Dijkstra"};

        private final long seed;
        private final Random random;
        private final TestClock clock = TestClock.at("2026-03-01T08:00:00Z");
        private final Map<String, BendingVendor> vendors = new TreeMap<>();
        private final SharedStore store;
        private final Hub hub;
        private final List<StewardDecision> parted = new ArrayList<>();
        /** Records that were written just now, of which the store does not know yet, with their customer. */
        private final Map<String, String> lately = new TreeMap<>();

        private long observed;

        World(Path file, long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            store = Stores.sqlite(file);
            var bindings = new LinkedHashMap<String, TargetBinding>();
            TRUST.keySet().forEach(name -> {
                vendors.put(name, new BendingVendor(name, random));
                bindings.put(name, new TargetBinding("customer", given -> given, profile -> true));
            });
            hub = new Hub(
                    store,
                    policy(),
                    MatchModel.standard(),
                    bindings,
                    HubLimits.STANDARD,
                    HubFixture.ERASURE_KEY,
                    clock,
                    random);
            vendors.values().forEach(vendor -> vendor.mayBe = (id, customer) -> isFree(vendor.name, id, customer));
            TRUST.keySet().forEach(name -> {
                HubFixture.await(hub.baselineCompleted(name));
                HubFixture.await(hub.grant(name, Phase.LIVE));
            });
        }

        /** Random edits, with the gateway at work between them; returns how many there were. */
        int live() {
            int changes = 4 + random.nextInt(10);
            for (int i = 0; i < changes; i++) {
                BendingVendor vendor = List.copyOf(vendors.values()).get(random.nextInt(vendors.size()));
                List<String> ids = ids(vendor);
                if (random.nextInt(12) == 0) {
                    part();
                } else if (ids.size() > 1 && random.nextInt(6) == 0) {
                    merge(vendor);
                } else if (ids.isEmpty() || random.nextInt(3) == 0) {
                    int who = random.nextInt(NAMES.length);
                    vendor.edit(vendor.name + "-own-" + i, person(who));
                } else {
                    String id = ids.get(random.nextInt(ids.size()));
                    if (random.nextInt(5) == 0) {
                        vendor.delete(id);
                    } else {
                        vendor.edit(id, change());
                    }
                }
                for (int rounds = random.nextInt(3); rounds > 0; rounds--) {
                    round();
                }
            }
            return changes;
        }

        private static List<String> ids(BendingVendor vendor) {
            return vendor.rows.entrySet().stream()
                    .filter(row -> !row.getValue().deleted())
                    .map(Map.Entry::getKey)
                    .toList();
        }

        /** A person merges two records of one customer at a vendor. */
        private void merge(BendingVendor vendor) {
            for (List<RecordKey> customer : customers()) {
                List<String> twice = customer.stream()
                        .filter(key -> key.system().equals(vendor.name))
                        .map(RecordKey::id)
                        .filter(ids(vendor)::contains)
                        .toList();
                if (twice.size() > 1) {
                    int from = random.nextInt(2);
                    vendor.merge(twice.get(from), twice.get(1 - from));
                    return;
                }
            }
        }

        /** A steward parts two records of one customer. */
        private void part() {
            List<List<RecordKey>> several =
                    customers().stream().filter(keys -> keys.size() > 1).toList();
            if (!several.isEmpty()) {
                List<RecordKey> keys = several.get(random.nextInt(several.size()));
                int first = random.nextInt(keys.size() - 1);
                var never = new StewardDecision(
                        keys.get(first), keys.get(first + 1), StewardDecision.Verdict.NEVER, "steward", 1);
                parted.add(never);
                HubFixture.await(hub.decide(never));
            }
        }

        private List<List<RecordKey>> customers() {
            return store.liveGoldens(null, 1000).stream()
                    .map(golden -> store.recordsOf(List.of(golden.id())).stream()
                            .filter(record -> !record.deleted())
                            .map(StoredRecord::key)
                            .sorted()
                            .toList())
                    .toList();
        }

        /** As the gateway asks before it writes into a record that it found. */
        private boolean isFree(String system, String id, String customer) {
            String owner = store.record(new RecordKey(system, "customer", id))
                    .map(StoredRecord::goldenId)
                    .orElse(null);
            DeliveryState slot =
                    store.deliveriesByExternalId(system, List.of(id)).get(id);
            String written = owner == null && slot != null ? slot.goldenId() : owner;
            String claimed = written == null ? lately.putIfAbsent(system + ":" + id, customer) : written;
            return claimed == null || claimed.equals(customer);
        }

        private CustomerData person(int who) {
            var person = CustomerData.builder()
                    .text(Attribute.GIVEN_NAME, NAMES[who])
                    .text(Attribute.FAMILY_NAME, FAMILIES[who])
                    .texts(Attribute.EMAILS, NAMES[who].toLowerCase(java.util.Locale.ROOT) + "@example.test");
            if (random.nextBoolean()) {
                person.text(Attribute.BIRTH_DATE, "198" + who + "-03-0" + (1 + who));
            }
            if (random.nextBoolean()) {
                person.texts(Attribute.PHONES, phone(), phone());
            }
            return person.build();
        }

        private CustomerData change() {
            return switch (random.nextInt(4)) {
                case 0 ->
                    CustomerData.builder().texts(Attribute.PHONES, phone()).build();
                case 1 -> CustomerData.builder().clear(Attribute.PHONES).build();
                case 2 ->
                    CustomerData.builder()
                            .put(
                                    Attribute.ADDRESS,
                                    Value.block(
                                            Map.of("locality", "Graz", "streetAddress", "Weg " + random.nextInt(99))))
                            .build();
                default -> CustomerData.builder().clear(Attribute.ADDRESS).build();
            };
        }

        private String phone() {
            return "+4930123456" + (10 + random.nextInt(80));
        }

        /** Delivers and polls until nothing is written any more. */
        void rest() {
            vendors.values().forEach(vendor -> vendor.calm = true);
            int quiet = 0;
            for (int round = 0; quiet < 3; round++) {
                assertThat(round).as("rounds until it rests: %s", this).isLessThan(ROUNDS_MAX);
                quiet = round() == 0 ? quiet + 1 : 0;
            }
        }

        private int round() {
            int before = writes();
            clock.advance(Duration.ofMinutes(20));
            poll();
            vendors.keySet().forEach(this::deliver);
            poll();
            return writes() - before;
        }

        private void poll() {
            vendors.forEach((name, vendor) -> {
                List<IngestItem> page = new ArrayList<>();
                vendor.poll().forEach((id, row) -> page.add(version(name, id, row)));
                if (!page.isEmpty()) {
                    HubFixture.await(hub.ingest(page));
                }
            });
        }

        private IngestItem version(String system, String id, BendingVendor.Row row) {
            observed = Math.max(observed + 1, clock.instant().toEpochMilli() * 1_000);
            return new IngestItem.Version(
                    new RecordKey(system, "customer", id),
                    row.deleted(),
                    false,
                    row.data(),
                    row.version(),
                    row.moment() * MOMENT,
                    observed,
                    CustomerDataJson.write(row.data()) + row.deleted(),
                    new byte[] {1});
        }

        private void deliver(String name) {
            BendingVendor vendor = Objects.requireNonNull(vendors.get(name));
            while (HubFixture.await(hub.plan(name))) {
                // In pages.
            }
            List<DeliveryItem> items = HubFixture.await(hub.take(name, 100));
            List<DeliveryOutcome> outcomes = new ArrayList<>();
            items.forEach(item -> {
                DeliveryOutcome outcome = vendor.write(item);
                if (outcome instanceof DeliveryOutcome.Applied applied) {
                    lately.put(name + ":" + applied.externalId(), item.key().goldenId());
                }
                outcomes.add(outcome);
            });
            for (int i = 0; i < items.size(); i++) {
                if (outcomes.get(i) instanceof DeliveryOutcome.Stale) {
                    String id = items.get(i).key().externalId();
                    HubFixture.await(hub.ingest(List.of(version(name, id, vendor.read(id)))));
                }
            }
            HubFixture.await(hub.settle(name, items, outcomes));
        }

        int writes() {
            return vendors.values().stream().mapToInt(vendor -> vendor.writes).sum();
        }

        /** Every system holds every customer once, with the golden values in its own form. */
        void checkMirrors() {
            List<StoredGolden> profiles = store.liveGoldens(null, 1000);
            for (StoredGolden profile : profiles) {
                for (BendingVendor vendor : vendors.values()) {
                    CustomerData golden = profile.profile().data().only(GIVEN::contains);
                    List<RecordKey> there = store.recordsOf(List.of(profile.id())).stream()
                            .filter(record -> !record.deleted())
                            .map(record -> record.key())
                            .filter(key -> key.system().equals(vendor.name))
                            .sorted()
                            .toList();
                    boolean none = golden.isEmpty()
                            || isDeletedAt(vendor, profile.id())
                            || isTakenAt(vendor, profile.id(), golden);
                    if (there.isEmpty() && none) {
                        // Nobody creates a record that says nothing, one that somebody deleted there, or one whose
                        // address is that of another customer there.
                        continue;
                    }
                    assertThat(there)
                            .as(
                                    "%s %s at %s, seed %d: %s %s",
                                    profile.id(),
                                    CustomerDataJson.write(golden),
                                    vendor.name,
                                    seed,
                                    store.deliveries(vendor.name, List.of(profile.id())),
                                    this)
                            .isNotEmpty();
                    CustomerData held = Objects.requireNonNull(
                                    vendor.rows.get(there.get(0).id()))
                            .data();
                    assertThat(held.only(GIVEN::contains).values())
                            .as("%s at %s %s: %s", CustomerDataJson.write(golden), vendor.name, vendor.quirks, this)
                            .isEqualTo(vendor.bent(golden).values());
                }
            }
        }

        /** What no record was given by a person any more is gone everywhere, and what one was given is nowhere lost. */
        void checkWhatIsSaid() {
            for (StoredGolden profile : store.liveGoldens(null, 1000)) {
                List<RecordKey> keys = store.recordsOf(List.of(profile.id())).stream()
                        .filter(record -> !record.deleted())
                        .map(StoredRecord::key)
                        .toList();
                for (Attribute attribute : GIVEN) {
                    Set<String> said = new TreeSet<>();
                    keys.forEach(key -> said.addAll(row(key).own(attribute)));
                    CustomerData golden = profile.profile().data();
                    Set<String> survives = attribute.shape() == Attribute.Shape.TEXTS
                            ? Set.copyOf(golden.texts(attribute))
                            : golden.get(attribute) == null ? Set.of() : Set.of("*");
                    assertThat(survives)
                            .as("%s of %s, seed %d: %s", attribute, profile.id(), seed, this)
                            .containsAll(said);
                    vendors.values().forEach(vendor -> said.addAll(vendor.unseen.getOrDefault(attribute, Set.of())));
                    assertThat(said)
                            .as("%s of %s, seed %d: %s", attribute, profile.id(), seed, this)
                            .containsAll(survives);
                }
            }
        }

        private BendingVendor.Row row(RecordKey key) {
            return Objects.requireNonNull(
                    Objects.requireNonNull(vendors.get(key.system())).rows.get(key.id()));
        }

        void checkWhatWasParted() {
            parted.forEach(never -> {
                String first = owner(never.first());
                String second = owner(never.second());
                if (first != null && second != null) {
                    assertThat(first)
                            .as("%s and %s: %s", never.first(), never.second(), this)
                            .isNotEqualTo(second);
                }
            });
        }

        private @Nullable String owner(RecordKey key) {
            return store.record(key)
                    .filter(record -> !record.deleted())
                    .map(StoredRecord::goldenId)
                    .orElse(null);
        }

        /**
         * Another customer's record has, or had, the address, or nothing tells whether it was created: what was refused
         * then waits for a person.
         */
        private boolean isTakenAt(BendingVendor vendor, String goldenId, CustomerData golden) {
            boolean refused = store.deliveries(vendor.name, List.of(goldenId)).stream()
                    .anyMatch(slot ->
                            slot.error() == ErrorCode.VENDOR_CONFLICT || slot.error() == ErrorCode.OUTCOME_UNKNOWN);
            return refused
                    || ids(vendor).stream()
                            .filter(id -> !Collections.disjoint(
                                    Objects.requireNonNull(vendor.rows.get(id))
                                            .data()
                                            .texts(Attribute.EMAILS),
                                    golden.texts(Attribute.EMAILS)))
                            .anyMatch(id -> !isFree(vendor.name, id, goldenId));
        }

        private boolean isDeletedAt(BendingVendor vendor, String goldenId) {
            return store.deliveries(vendor.name, List.of(goldenId)).stream()
                    .map(slot -> vendor.rows.get(slot.externalId()))
                    .anyMatch(row -> row != null && row.deleted());
        }

        /** What the store knows of it, in short. */
        private String known(String system, String id) {
            return store.record(new RecordKey(system, "customer", id))
                    .map(record -> " of " + record.goldenId() + " says " + CustomerDataJson.write(record.asserted())
                            + (record.features().length > 0 ? " compared" : ""))
                    .orElse(" unknown");
        }

        private String shown(BendingVendor vendor) {
            var text = new StringBuilder();
            vendor.rows.forEach((id, row) -> text.append("\n  ")
                    .append(id)
                    .append(' ')
                    .append(row.version())
                    .append(row.deleted() ? " deleted " : " ")
                    .append(CustomerDataJson.write(row.data()))
                    .append(known(vendor.name, id)));
            return text.toString();
        }

        @Override
        public String toString() {
            var text = new StringBuilder();
            vendors.forEach((name, vendor) -> text.append('\n')
                    .append(name)
                    .append(vendor.quirks)
                    .append(' ')
                    .append(shown(vendor)));
            return text.toString();
        }

        @Override
        public void close() {
            hub.close();
            store.close();
        }
    }
}
