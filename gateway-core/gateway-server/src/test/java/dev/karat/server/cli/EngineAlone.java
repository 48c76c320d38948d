package dev.karat.server.cli;

import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.hub.HubLimits;
import dev.karat.engine.ingest.IngestItem;
import dev.karat.engine.ingest.IngestOutcome;
import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.policy.PolicyReader;
import dev.karat.engine.store.CustomerDataJson;
import dev.karat.engine.store.Store;
import dev.karat.engine.store.StoredRecord;
import dev.karat.server.DataDirectory;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/** The engine of a gateway on its data folder, which is given records by hand. */
final class EngineAlone {
    private final Path routes;
    private long observed = 1_000_000;

    EngineAlone(Path routes) {
        this.routes = routes;
    }

    /** Runs it until the work is done. */
    void on(Path data, Function<DataDirectory, Store> database, Consumer<Hub> work) {
        GatewayPolicy policy =
                PolicyReader.read(routes.resolve(PolicyReader.FILE)).orThrow();
        try (var held = DataDirectory.open(data);
                Store store = database.apply(held);
                var hub = new Hub(
                        store,
                        policy,
                        policy.matching().model(),
                        Map.of(),
                        HubLimits.STANDARD,
                        held.erasureKey(),
                        Clock.systemUTC(),
                        new Random(1))) {
            work.accept(hub);
        }
    }

    List<IngestOutcome> ingest(Hub hub, String system, String id, CustomerData data) {
        return await(hub.ingest(List.of(new IngestItem.Version(
                new RecordKey(system, "customer", id),
                false,
                false,
                data,
                null,
                null,
                ++observed,
                CustomerDataJson.write(data),
                new byte[] {1}))));
    }

    static <T> T await(CompletableFuture<T> answer) {
        return answer.orTimeout(30, TimeUnit.SECONDS).join();
    }

    static String golden(Hub hub, String system, String id) {
        return hub.store()
                .record(new RecordKey(system, "customer", id))
                .map(StoredRecord::goldenId)
                .orElseThrow();
    }
}
