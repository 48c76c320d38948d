package dev.karat.server.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.karat.camel.connector.Connectors;
import dev.karat.engine.ingest.RecordPage;
import dev.karat.engine.store.Store;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** Measures how fast and how evenly profiles reach five targets, which are twins of vendors. Used once. */
public final class DeliverBench {
    private static final int PAGE = 250;
    private static final int WARM_UP_MAX = 1_000;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** A dead vendor takes connections and drops them after this time. */
    private static final Duration SILENCE = Duration.ofMillis(500);

    private static final String DEAD = "support";
    private static final String FILLED = "shop";

    /**
     * What is measured.
     *
     * @param customers profiles that are delivered as fast as it goes
     * @param time how long changes flow for each latency
     * @param rate changes per second
     * @param backfill profiles that one target is filled with while changes flow
     */
    public record Load(int customers, Duration time, int rate, int backfill) {}

    /**
     * What came of it. Latencies are milliseconds from the hand-over of a change to the answer of the last target.
     *
     * @param created deliveries to all targets, each of them a new record
     * @param changed deliveries to all targets, each of them a change
     * @param quiet five targets
     * @param withoutDead the other four, while one is dead
     * @param four the same four before it died
     * @param backlog deliveries that waited for the dead target when it came back
     * @param catchUpSeconds until it had them
     * @param filling five targets, while one of them is filled: changes of customers whom the other four have
     * @param filledPerSecond profiles per second that it was filled with
     */
    public record Result(
            Speed created,
            Speed changed,
            Latency quiet,
            Latency four,
            Latency withoutDead,
            long backlog,
            double catchUpSeconds,
            Latency filling,
            double filledPerSecond,
            long refused) {}

    /**
     * How fast deliveries went.
     *
     * @param cpuMs milliseconds of a processor for each, of the vendors too; tells more where the machine does other work
     */
    public record Speed(double perSecond, double cpuMs) {}

    /** Of so many changes, in milliseconds. */
    public record Latency(int changes, double p50, double p95, double p99) {
        /** How much longer 95 of 100 changes take than they took, in per cent; negative if they are faster. */
        public double slowerThan(Latency before) {
            return before.p95 == 0 ? 0 : (p95 / before.p95 - 1) * 100;
        }

        static Latency of(List<Long> rising) {
            return new Latency(rising.size(), percentile(rising, 50), percentile(rising, 95), percentile(rising, 99));
        }

        private static double percentile(List<Long> rising, int percent) {
            int at = (int) Math.ceil(rising.size() * percent / 100.0) - 1;
            return rising.isEmpty() ? 0 : rising.get(Math.max(0, at)) / 1e6;
        }
    }

    private final Path folder;
    private final Connectors connectors;
    private final Load load;
    private final Clock clock;
    private final Progress progress;
    private long version;

    /** @param folder empty, for the databases of the run */
    public DeliverBench(Path folder, Connectors connectors, Load load, Clock clock, Progress progress) {
        this.folder = folder;
        this.connectors = connectors;
        this.load = load;
        this.clock = clock;
        this.progress = progress;
    }

    public Result run() {
        warmUp();
        try (var vendors = new DeliverTargets(clock);
                Store store = new BenchDatabase.Sqlite(folder.resolve("deliver")).open();
                var gateway = DeliverGateway.toAll(store, folder, connectors, vendors, load.customers(), clock)) {
            long deliveries = (long) load.customers() * gateway.targets().size();
            Speed created = perSecond(
                    "Creating", deliveries, gateway, () -> gateway.targets().forEach(gateway::open));
            await("Reading back", () -> deliveries + load.customers() - gateway.records(), deliveries);
            Speed changed = perSecond("Changing", deliveries, gateway, () -> changeAll(gateway));
            Set<String> all = gateway.targets();
            Set<String> others = new TreeSet<>(all);
            others.remove(DEAD);
            Latency quiet = latency("Changes", gateway, all, load.time());
            Latency four = latency("Changes", gateway, others, load.time());
            vendors.kill(DEAD, SILENCE);
            Latency withoutDead = latency("One is dead", gateway, others, load.time());
            long backlog = gateway.backlog(DEAD);
            vendors.heal(DEAD);
            double catchUp = seconds(() -> await("Catching up", () -> gateway.backlog(DEAD), backlog));
            long refused = all.stream().mapToLong(gateway::refused).sum();
            Filled filled = load.backfill() == 0 ? new Filled(Latency.of(List.of()), 0) : filled();
            return new Result(
                    created,
                    changed,
                    quiet,
                    four,
                    withoutDead,
                    backlog,
                    catchUp,
                    filled.latency(),
                    filled.perSecond(),
                    refused);
        }
    }

    /** A gateway that runs for days has compiled what it does all the time. */
    private void warmUp() {
        int customers = Math.min(WARM_UP_MAX, load.customers());
        try (var vendors = new DeliverTargets(clock);
                Store store = new BenchDatabase.Sqlite(folder.resolve("warm")).open();
                var gateway = DeliverGateway.toAll(store, folder, connectors, vendors, customers, clock)) {
            long deliveries = (long) customers * gateway.targets().size();
            gateway.targets().forEach(gateway::open);
            await(
                    "Warming up",
                    () -> Math.max(0, deliveries - gateway.arrivals().applied()),
                    deliveries);
        }
    }

    private record Filled(Latency latency, double perSecond) {}

    /** Four targets have the customers who change, and one is filled with everybody; changes go to all five. */
    private Filled filled() {
        try (var vendors = new DeliverTargets(clock);
                Store store = new BenchDatabase.Sqlite(folder.resolve("filled")).open();
                var gateway = DeliverGateway.toAllAndOne(
                        store, folder, connectors, vendors, load.customers(), FILLED, load.backfill(), clock)) {
            Set<String> others = new TreeSet<>(gateway.targets());
            others.remove(FILLED);
            long known = (long) load.customers() * others.size();
            others.forEach(gateway::open);
            await("Before filling", () -> Math.max(0, known - gateway.arrivals().applied()), known);
            gateway.open(FILLED);
            long start = System.nanoTime();
            Latency latency =
                    latency("Filling", gateway, gateway.targets(), load.time().multipliedBy(2));
            return new Filled(latency, gateway.settled(FILLED) / ((System.nanoTime() - start) / 1e9));
        }
    }

    private Speed perSecond(String step, long deliveries, DeliverGateway gateway, Runnable work) {
        long before = gateway.arrivals().applied();
        double cpu = cpuSeconds();
        double seconds = seconds(() -> {
            work.run();
            await(step, () -> Math.max(0, deliveries - (gateway.arrivals().applied() - before)), deliveries);
        });
        return new Speed(deliveries / seconds, (cpuSeconds() - cpu) * 1_000 / deliveries);
    }

    /** Time that all threads of this process, those of the vendors among them, ran. */
    private static double cpuSeconds() {
        var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return system.getProcessCpuTime() / 1e9;
    }

    private void changeAll(DeliverGateway gateway) {
        version++;
        for (int from = 0; from < load.customers(); from += PAGE) {
            gateway.ingest(DeliverRows.page(from, Math.min(load.customers(), from + PAGE), version));
        }
    }

    /** Changes one customer after the other at a steady rate, whether or not earlier ones arrived. */
    private Latency latency(String step, DeliverGateway gateway, Set<String> targets, Duration time) {
        Arrivals arrivals = gateway.arrivals();
        long start = System.nanoTime();
        int changes = (int) (time.toMillis() * load.rate() / 1_000);
        for (int i = 0; i < changes; i++) {
            LockSupport.parkNanos(start + i * TimeUnit.SECONDS.toNanos(1) / load.rate() - System.nanoTime());
            int number = i % load.customers();
            version += number == 0 ? 1 : 0;
            arrivals.expect(DeliverRows.family(number, version), targets);
            gateway.ingest(new RecordPage(
                    DeliverRows.SOURCE, "customers", List.of(DeliverRows.row(number, version)), "bench"));
            progress.at(step, i, changes);
        }
        await("Arriving", arrivals::underWay, changes);
        return Latency.of(arrivals.drain());
    }

    private void await(String step, LongSupplier left, long of) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        for (long now = left.getAsLong(); now > 0; now = left.getAsLong()) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException(step + ": " + now + " of " + of + " are not there yet");
            }
            progress.at(step, of - now, of);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private static double seconds(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }
}
