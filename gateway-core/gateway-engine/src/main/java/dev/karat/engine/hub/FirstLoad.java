package dev.karat.engine.hub;

import dev.karat.api.model.RecordKey;
import dev.karat.api.model.Stamp;
import dev.karat.engine.commit.BulkWriter;
import dev.karat.engine.commit.UnitOfWork;
import dev.karat.engine.identity.Causes;
import dev.karat.engine.identity.IdentityResolver;
import dev.karat.engine.identity.MatchGraph;
import dev.karat.engine.ingest.Erasures;
import dev.karat.engine.ingest.IngestItem;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.normalize.Features;
import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.store.CustomerDataJson;
import dev.karat.engine.store.Lease;
import dev.karat.engine.store.Setting;
import dev.karat.engine.store.Store;
import dev.karat.engine.store.StoredRecord;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Fills an empty store with records that are all there at once: they are entered into the match index, their links are
 * found together, and customer after customer is stored, as the stream would have stored them. Broken off, it leaves
 * whole profiles, and goes on behind them when it is run again with the same records in the same order. The records are
 * held in memory until they are stored. For one thread. Nobody else may write to the store; one that is shared is held by
 * a {@link WriterLease}.
 */
public final class FirstLoad implements AutoCloseable {
    /**
     * Records of one commit, at least and at most: a twentieth of all. Large commits write each page of an index once for
     * many records; small ones are made while the one before is written.
     */
    private static final int COMMIT_MIN = 2_000;

    private static final int COMMIT_MAX = 50_000;
    private static final int COMMITS = 20;

    /** On a shared database the lease cannot be renewed during a commit, which is therefore over within seconds. */
    private static final int FENCED_COMMIT_MAX = 10_000;

    private static final String CAUSE = "load";
    private static final byte[] NOTHING = {};

    private final LoadMark mark;
    private final MatchGraph graph;
    private final IdentityResolver identity;
    private final Erasures erasures;
    private final BulkWriter writer;
    private final int commitMax;
    /** What is noted with every commit besides. */
    private final List<Setting> pins = new ArrayList<>();

    /** In the order in which they arrived. */
    private final List<@Nullable Row> rows = new ArrayList<>();

    /**
     * Place among the rows, from 1 on, of each record by its number. Numbers follow the customers, so that the records of
     * one stand side by side in the database, and each of its pages is written once.
     */
    private int[] arrivals = {};

    /** What is kept of a record until it is stored; the data as JSON, which takes a third of the memory. */
    private record Row(RecordKey key, String data, String hash, byte[] packed) {}

    /**
     * True if the store is empty, or holds what an earlier load of the same files left and nothing else.
     *
     * @param files tells the files that are loaded from others; it holds no blank
     */
    public static boolean suits(Store store, String files, MatchModel model) {
        Store.Counts counts = store.counts();
        boolean empty = counts.ridMax() == 0 && counts.changeSeqMax() == 0;
        return store.decisions().isEmpty()
                && LoadMark.of(store)
                        .map(mark -> mark.files().equals(name(files, model)) && mark.change() == counts.changeSeqMax())
                        .orElse(empty);
    }

    /** True if an earlier load of the same files stored all of them, whatever came after. */
    public static boolean isDone(Store store, String files, MatchModel model) {
        return earlier(store, files, model)
                .filter(mark -> mark.done() == LoadMark.ALL)
                .isPresent();
    }

    /** When an earlier load of the same files began, microseconds since 1970 UTC. */
    public static OptionalLong begun(Store store, String files, MatchModel model) {
        return earlier(store, files, model).map(LoadMark::observedAt).stream()
                .mapToLong(Long::longValue)
                .findFirst();
    }

    private static Optional<LoadMark> earlier(Store store, String files, MatchModel model) {
        return LoadMark.of(store).filter(mark -> mark.files().equals(name(files, model)));
    }

    /** With another model the same files make other profiles; and a place tells nothing where records have other numbers. */
    private static String name(String files, MatchModel model) {
        return files + "-" + ModelPin.of(model).content() + "-by-customer";
    }

    /**
     * See {@link Hub}; the store must {@link #suits suit}. Throws CLUSTER_KEY_DIFFERS if nodes that share it have another
     * erasure key.
     *
     * @param fence leases without which nothing becomes durable; empty if the store is this process's own
     */
    public FirstLoad(
            Store store,
            String files,
            GatewayPolicy policy,
            MatchModel model,
            byte[] erasureKey,
            Clock clock,
            RandomGenerator random,
            List<Lease> fence) {
        long now = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
        Optional<LoadMark> before = LoadMark.of(store);
        mark = before.orElseGet(() -> new LoadMark(name(files, model), now, 0, 0));
        pins.addAll(PolicyPin.of(policy, model).facts(mark.observedAt()));
        pins.addAll(PolicyPin.settled(mark.observedAt()));
        if (!fence.isEmpty()) {
            ErasureKeyPin.check(store, erasureKey);
            pins.add(ErasureKeyPin.of(erasureKey, mark.observedAt()));
        }
        Steps steps =
                Steps.empty(new Setup(store, policy, model, Map.of(), HubLimits.STANDARD, erasureKey, clock, random));
        graph = steps.graph();
        identity = steps.identity();
        erasures = steps.erasures();
        writer = new BulkWriter(store, fence);
        commitMax = fence.isEmpty() ? COMMIT_MAX : FENCED_COMMIT_MAX;
    }

    /**
     * A record on its way in, with all that can be worked out without the others.
     *
     * @param json its data
     * @param hash of its content
     */
    public record Prepared(RecordKey key, String json, String hash, MatchGraph.Evidence evidence) {}

    /** Works out what does not need the other records. May be called on any thread. */
    public Prepared prepare(IngestItem.Version version) {
        return new Prepared(
                version.key(), CustomerDataJson.write(version.data()), version.hash(), graph.evidence(version.data()));
    }

    /**
     * What {@link #prepare} made in another process. May be called on any thread.
     *
     * @param packed what is compared, as {@link dev.karat.engine.normalize.FeaturesCodec} packs it
     */
    public Prepared prepared(RecordKey key, String json, String hash, byte[] packed) {
        return new Prepared(key, json, hash, graph.evidence(packed));
    }

    /** Takes a record, unless it was erased; none comes twice. */
    public void add(Prepared one) {
        if (erasures.isErased(one.key())) {
            return;
        }
        Features features = one.evidence().features();
        byte[] packed = features.isEmpty() ? NOTHING : one.evidence().packed();
        rows.add(new Row(one.key(), one.json(), one.hash(), packed));
        if (!features.isEmpty()) {
            graph.enter(rows.size(), one.key(), features);
        }
    }

    /**
     * What came of it.
     *
     * @param records that are stored now
     * @param resumedAt records that an earlier run had stored
     */
    public record Result(long records, long resumedAt) {}

    /**
     * Stores all records.
     *
     * @param progress is told, now and then, how many records of how many are stored
     */
    public Result run(BiConsumer<Long, Long> progress) {
        int size = rows.size();
        arrivals = graph.linkAll(size);
        int commitRecords = Math.max(COMMIT_MIN, Math.min(commitMax, size / COMMITS));
        long before = Math.min(mark.done(), size);
        long done = before;
        while (done < size) {
            var chunk = new TreeSet<Long>();
            while (done < size && chunk.size() < commitRecords) {
                List<Long> component = graph.linked(done + 1);
                chunk.addAll(component);
                done += component.size();
            }
            write(chunk, done);
            progress.accept(done, (long) size);
        }
        writer.write(work -> note(LoadMark.ALL, work));
        writer.finish();
        return new Result(size, before);
    }

    private void write(SortedSet<Long> rids, long done) {
        writer.write(work -> {
            for (long rid : rids) {
                work.put(record(rid));
            }
            identity.resolve(rids, Causes.of(CAUSE), mark.observedAt(), work);
            note(done, work);
        });
    }

    /** How far it came; and the profiles are those of this model from the first one on. */
    private void note(long done, UnitOfWork work) {
        work.put(new LoadMark(mark.files(), mark.observedAt(), done, work.lastChange()).setting());
        pins.forEach(work::put);
    }

    /** The record of a number, which is dropped from memory. */
    private StoredRecord record(long rid) {
        int arrival = arrivals[(int) rid - 1];
        Row row = rows.set(arrival - 1, null);
        if (row == null) {
            throw new IllegalStateException("Record " + rid + " is stored twice");
        }
        // Each later than the one before, as if they had come one by one.
        var stamp = new Stamp(0, Stamp.NO_TOKEN, mark.observedAt() + arrival, row.hash());
        return new StoredRecord(
                rid,
                row.key(),
                stamp,
                false,
                CustomerDataJson.read(row.data()),
                Set.of(),
                row.packed(),
                null,
                null,
                NOTHING);
    }

    @Override
    public void close() {
        writer.close();
    }
}
