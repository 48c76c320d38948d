package dev.karat.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.api.model.RecordKey;
import dev.karat.engine.hub.StoreAudit;
import dev.karat.engine.policy.PolicyReader;
import dev.karat.engine.store.CustomerDataJson;
import dev.karat.engine.store.Store;
import dev.karat.engine.store.StoredGolden;
import dev.karat.engine.store.StoredRecord;
import dev.karat.server.demo.Rest;
import dev.karat.store.Stores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real gateway as a process between four systems, disturbed at any moment while they read, write and lose answers:
 * what was acknowledged stays, nobody is created twice, every system holds the golden profiles, and these are the ones of
 * a gateway that nobody disturbs. {@code -Dkarat.faults=100} disturbs each a hundred times; docs/faults.md tells how.
 */
class DisturbedGatewayIT {
    private static final int FAULTS = Integer.getInteger("karat.faults", 2);
    private static final long SEED = Long.getLong("karat.faults.seed", System.nanoTime());
    private static final int WRITES_BEFORE_FAULT_MAX = 25;
    private static final Duration MOMENT_MAX = Duration.ofMillis(2_500);
    private static final Duration PAUSE = Duration.ofMillis(3_500);

    @TempDir
    private static Path home;

    private static List<String> undisturbed = List.of();
    private static int nodes;

    private final Random random = new Random(SEED);
    /** What happens after everything else, before it has to come to rest. */
    private Fault atLast = gateway -> {};

    /** What happens to a gateway. */
    @FunctionalInterface
    private interface Fault {
        void strike(LivingGateway gateway) throws Exception;
    }

    @BeforeAll
    static void leaveOneAlone() throws Exception {
        undisturbed = new DisturbedGatewayIT().onSqlite("undisturbed", Map.of(), List.of());
        assertThat(undisturbed).isNotEmpty();
    }

    private static void kill(LivingGateway gateway) throws IOException {
        gateway.kill();
        gateway.start();
    }

    @Test
    void killsAndPausesLoseNothingAndDoubleNothing() throws Exception {
        Fault kill = DisturbedGatewayIT::kill;
        Fault pause = gateway -> gateway.pause(Duration.ofMillis(500));

        assertSame(onSqlite("killed", Map.of(), List.of(kill, kill, kill, pause)));
    }

    @Test
    void clocksThatArePutForwardAndBackLoseNothingAndDoubleNothing() throws Exception {
        Path clock = home.resolve("clock");
        JumpingClock.set(clock, Duration.ZERO);
        Fault forward = gateway -> JumpingClock.set(clock, Duration.ofMinutes(random.nextInt(60, 600)));
        Fault backWhileDown = gateway -> {
            gateway.kill();
            JumpingClock.set(clock, Duration.ofMinutes(-random.nextInt(60, 600)));
            gateway.start();
        };
        Fault back = gateway -> JumpingClock.set(clock, Duration.ofMinutes(-random.nextInt(60, 600)));
        // A write that failed before the clock was put back is tried again when it is so late again.
        atLast = gateway -> JumpingClock.set(clock, Duration.ofHours(11));

        assertSame(onSqlite("jumping", JumpingClock.environment(clock), List.of(forward, backWhileDown, back)));
    }

    @Test
    void nodesThatOvertakeEachOtherAndADatabaseThatStopsLoseNothingAndDoubleNothing() throws Exception {
        try (var server = RestartablePostgres.start(home.resolve("postgresql"))) {
            Fault overtaken = gateway -> gateway.overtaken(node());
            Fault stopped = gateway -> {
                server.stop();
                LivingGateway.pass(Duration.ofMillis(random.nextInt(3_000)));
                server.comeBack();
            };
            Fault paused = gateway -> gateway.pause(PAUSE);
            try (var systems = new Landscape(home.resolve("shared"), SEED, files());
                    var gateway = new LivingGateway(systems.routes(), node(), server.environment())) {
                assertSame(live(
                        systems,
                        gateway,
                        server::snapshot,
                        List.of(overtaken, stopped, DisturbedGatewayIT::kill, paused)));
            }
        }
    }

    /** The folder of another node. All of them have one key. */
    private static Path node() throws IOException {
        Path data = Files.createDirectories(home.resolve("node" + nodes++));
        Files.writeString(data.resolve("erasure-key"), "the key that all of the nodes have\n");
        return data;
    }

    private static int files() {
        return 2 * FAULTS + 2;
    }

    /** On the embedded database; without faults if there are none to choose from. */
    private List<String> onSqlite(String name, Map<String, String> environment, List<Fault> faults) throws Exception {
        Path data = home.resolve(name).resolve("data");
        try (var systems = new Landscape(home.resolve(name), SEED, files());
                var gateway = new LivingGateway(systems.routes(), data, environment)) {
            return live(systems, gateway, () -> Stores.sqliteToRead(DataDirectory.database(data)), faults);
        }
    }

    /** Lets a gateway live among its systems until they are at rest, and answers its customers, a line each. */
    private List<String> live(Landscape systems, LivingGateway gateway, Supplier<Store> database, List<Fault> faults)
            throws Exception {
        Landscape.open(gateway.start().client().orElseThrow());
        for (int round = 0; round < FAULTS; round++) {
            systems.move(gateway);
            if (!faults.isEmpty()) {
                systems.trouble(random);
                awaitSomeMoment(systems, round);
                Map<String, Instant> acknowledged = systems.acknowledged();
                long writes = systems.writes();
                faults.get(round < faults.size() ? round : random.nextInt(faults.size()))
                        .strike(gateway);
                System.out.println("Disturbed when " + acknowledged.size() + " records were acknowledged and " + writes
                        + " writes asked for; seed " + SEED);
                assertKept(acknowledged, database);
            }
        }
        systems.finish();
        atLast.strike(gateway);
        var rest = new Rest(gateway.client().orElseThrow(), systems::writes, told -> {});
        rest.await();
        systems.edit();
        rest.await();
        gateway.close();
        assertKept(systems.acknowledged(), database);
        return stateAtRest(systems, database);
    }

    /** At some moment of reading, matching and committing, or as soon as some writes were asked of the targets. */
    private void awaitSomeMoment(Landscape systems, int round) {
        boolean writing = round == 0 || random.nextBoolean();
        long writes = writing ? systems.writes() + 1 + random.nextInt(WRITES_BEFORE_FAULT_MAX) : Long.MAX_VALUE;
        long end = System.nanoTime()
                + (writing ? MOMENT_MAX.multipliedBy(3).toNanos() : random.nextLong(MOMENT_MAX.toNanos()));
        Awaitility.await()
                .pollInterval(Duration.ofMillis(2))
                .until(() -> systems.writes() >= writes || System.nanoTime() > end);
    }

    private static void assertKept(Map<String, Instant> acknowledged, Supplier<Store> database) {
        var lost = new ArrayList<String>();
        try (Store store = database.get()) {
            Map<RecordKey, StoredRecord> kept = store.recordsByKey(acknowledged.keySet().stream()
                    .map(id -> new RecordKey("erp", "customer", id))
                    .toList());
            acknowledged.forEach((id, at) -> {
                StoredRecord record = kept.get(new RecordKey("erp", "customer", id));
                if (record == null || record.at() < ChronoUnit.MICROS.between(Instant.EPOCH, at)) {
                    lost.add(id);
                }
            });
        }
        assertThat(lost).as("acknowledged and lost, with seed %d", SEED).isEmpty();
    }

    private static List<String> stateAtRest(Landscape systems, Supplier<Store> database) throws IOException {
        var state = new ArrayList<String>();
        var customers = new ArrayList<String>();
        var records = new HashMap<String, String>();
        try (Store store = database.get()) {
            assertThat(store.deadLetters(null, 10))
                    .as("dead letters, with seed %d", SEED)
                    .isEmpty();
            for (StoredGolden golden : store.liveGoldens(null, Integer.MAX_VALUE)) {
                var data = golden.profile().data();
                String line = Landscape.line(CustomerDataJson.toNode(data));
                customers.add(line);
                records.put(line, recordsOf(golden.id(), store));
                state.add(ofErp(store.recordsOf(golden.id())) + " " + CustomerDataJson.write(data));
            }
            var policy = PolicyReader.read(systems.routes().resolve(PolicyReader.FILE))
                    .orThrow();
            assertThat(StoreAudit.of(store, policy).counts()).isEmpty();
        }
        Collections.sort(customers);
        Collections.sort(state);
        assertHolds("the shop", systems.customersOfShop(), customers, records);
        assertHolds("the CRM", systems.customersOfCrm(), customers, records);
        assertThat(systems.refusedAsKnown())
                .as("created again, with seed %d", SEED)
                .isZero();
        return state;
    }

    /** @param records of each customer, for those that the system does not have */
    private static void assertHolds(
            String system, List<String> holds, List<String> customers, Map<String, String> records) {
        var others = new HashMap<>(records);
        others.keySet().removeAll(holds);
        assertThat(holds)
                .as("%s, with seed %d; what is only in the gateway: %s", system, SEED, others)
                .isEqualTo(customers);
    }

    /** The records of a profile with what was written into each. */
    private static String recordsOf(String goldenId, Store store) {
        return store.recordsOf(goldenId).stream()
                .map(record -> record + " written "
                        + store.deliveriesByExternalId(
                                        record.key().system(),
                                        List.of(record.key().id()))
                                .values())
                .collect(Collectors.joining("\n  ", goldenId + ":\n  ", "\n"));
    }

    /** Records that have the same ids in every run. */
    private static String ofErp(List<StoredRecord> records) {
        return records.stream()
                .map(StoredRecord::key)
                .filter(key -> key.system().equals("erp"))
                .map(RecordKey::id)
                .sorted()
                .collect(Collectors.joining(","));
    }

    private static void assertSame(List<String> disturbed) {
        assertThat(disturbed).as("with seed %d", SEED).isEqualTo(undisturbed);
    }
}
