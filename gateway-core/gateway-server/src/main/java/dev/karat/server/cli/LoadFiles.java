package dev.karat.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.hub.FirstLoad;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.hub.HubLimits;
import dev.karat.engine.ingest.IngestItem;
import dev.karat.engine.ingest.IngestOutcome;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.resolve.CsvRow;
import dev.karat.engine.resolve.CsvRows;
import dev.karat.engine.resolve.Workers;
import dev.karat.engine.store.CustomerDataJson;
import dev.karat.engine.store.Lease;
import dev.karat.engine.store.Store;
import dev.karat.server.DataDirectory;
import dev.karat.server.GatewayClient;
import dev.karat.server.cli.LoadCommand.Loaded;
import dev.karat.server.load.CanonicalRows;
import dev.karat.server.load.FilesMark;
import dev.karat.server.load.LoadedRecord;
import dev.karat.server.load.Members;
import dev.karat.server.load.PageByPage;
import dev.karat.server.load.SharedRows;
import dev.karat.store.Stores;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Files on their way into a store: all at once, page by page, or through a running gateway. Used once. */
final class LoadFiles {
    private static final int TOLD_EVERY = 20_000;

    private static final int REQUESTS = 4;

    private final List<Path> files;
    private final String system;
    private final CanonicalRows rows;
    private final Workers workers;
    private final PrintWriter log;
    private final Clock clock = Clock.systemUTC();
    private @Nullable String mark;
    private long read;

    LoadFiles(List<Path> files, String system, CanonicalRows rows, Workers workers, PrintWriter log) {
        this.files = files;
        this.system = system;
        this.rows = rows;
        this.workers = workers;
        this.log = log;
    }

    /** Into the embedded database of a data folder, on which no gateway runs. */
    Loaded into(DataDirectory held, GatewayPolicy policy) throws IOException {
        try (Store store = Stores.sqlite(held.database())) {
            Optional<Loaded> loaded = atOnce(store, held, policy, List.of(), null);
            return loaded.isPresent() ? loaded.get() : alone(store, held, policy);
        }
    }

    /**
     * All at once; empty if the database holds anything else.
     *
     * @param fence leases without which nothing becomes durable
     * @param members who work rows out; null for this process alone
     */
    Optional<Loaded> atOnce(
            Store store, DataDirectory held, GatewayPolicy policy, List<Lease> fence, @Nullable Members members)
            throws IOException {
        String mark = mark();
        MatchModel model = policy.matching().model();
        if (!FirstLoad.suits(store, mark, model)) {
            return Optional.empty();
        }
        Optional<Loaded> done = done(store, policy);
        if (done.isPresent()) {
            return done;
        }
        try (var load =
                new FirstLoad(store, mark, policy, model, held.erasureKey(), clock, new SecureRandom(), fence)) {
            read(load, members);
            log.printf("Read %,d records; finding out whose they are%n", read);
            FirstLoad.Result result = load.run((stored, of) -> log.printf("Stored %,d of %,d records%n", stored, of));
            return Optional.of(new Loaded(result.records(), store.counts().profiles(), result.resumedAt()));
        }
    }

    /** What an earlier load of the same files came to; empty if it is not through. */
    Optional<Loaded> done(Store store, GatewayPolicy policy) throws IOException {
        if (!FirstLoad.isDone(store, mark(), policy.matching().model())) {
            return Optional.empty();
        }
        Store.Counts counts = store.counts();
        return Optional.of(new Loaded(counts.records(), counts.profiles(), counts.records()));
    }

    private String mark() throws IOException {
        String known = mark;
        if (known == null) {
            known = FilesMark.of(files, system);
            mark = known;
        }
        return known;
    }

    private void read(FirstLoad load, @Nullable Members members) {
        if (members == null) {
            read(row -> load.prepare(LoadedRecord.of(row.key(), rows.data(row), 0)), (key, one) -> load.add(one));
            return;
        }
        try (var shared = new SharedRows(rows, members, load)) {
            read(rows::packed, shared::add);
            shared.finish();
        }
    }

    private Loaded alone(Store store, DataDirectory held, GatewayPolicy policy) throws IOException {
        try (var hub = new Hub(
                store,
                policy,
                policy.matching().model(),
                Map.of(),
                HubLimits.STANDARD,
                held.erasureKey(),
                clock,
                new SecureRandom())) {
            hub.pinPolicy(false);
            return pageByPage(store, policy, hub::ingest);
        }
    }

    /** As the stream's records go; a load that was broken off goes on as of when it began. */
    Loaded pageByPage(
            Store store,
            GatewayPolicy policy,
            Function<List<IngestItem>, CompletableFuture<List<IngestOutcome>>> ingest)
            throws IOException {
        var duplicates = new AtomicLong();
        long start = FirstLoad.begun(store, mark(), policy.matching().model())
                .orElseGet(() -> ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant()));
        var pages = new PageByPage<IngestItem>(page -> ingest.apply(page)
                .thenAccept(
                        outcomes -> duplicates.addAndGet(Collections.frequency(outcomes, IngestOutcome.DUPLICATE))));
        read(rows::data, (key, data) -> pages.add(LoadedRecord.of(key, data, start + read)));
        pages.finish();
        return new Loaded(read, store.counts().profiles(), duplicates.get());
    }

    /** Over the API of the gateway that runs, while it goes on with its own work. */
    Loaded through(GatewayClient gateway) {
        var duplicates = new AtomicLong();
        var requests = Executors.newFixedThreadPool(REQUESTS);
        try {
            var pages = new PageByPage<ObjectNode>(page -> CompletableFuture.supplyAsync(
                            () -> gateway.send("POST", "/api/records", body(page)), requests)
                    .thenAccept(answer -> duplicates.addAndGet(outcome(answer, IngestOutcome.DUPLICATE))));
            read(rows::data, (key, data) -> pages.add(item(key, data)));
            pages.finish();
            JsonNode store = gateway.get("/api/status").path("store");
            return new Loaded(read, store.path("profiles").asLong(), duplicates.get());
        } finally {
            requests.shutdownNow();
        }
    }

    private static ObjectNode item(RecordKey key, CustomerData data) {
        ObjectNode item =
                Output.JSON.createObjectNode().put("system", key.system()).put("id", key.id());
        return item.set("data", CustomerDataJson.toNode(data));
    }

    private static JsonNode body(List<ObjectNode> page) {
        ObjectNode body = Output.JSON.createObjectNode();
        body.putArray("records").addAll(page);
        return body;
    }

    private static long outcome(JsonNode answer, IngestOutcome outcome) {
        return answer.path("outcomes").path(outcome.name()).asLong();
    }

    private <T> void read(Function<CsvRow, T> reading, BiConsumer<RecordKey, T> taker) {
        var csv = new CsvRows<T>(
                workers,
                reading,
                (key, one) -> {
                    read++;
                    taker.accept(key, one);
                    if (read % TOLD_EVERY == 0) {
                        log.printf("Read %,d records%n", read);
                    }
                },
                system);
        csv.read(files);
        csv.notices().forEach(log::println);
        log.flush();
    }
}
