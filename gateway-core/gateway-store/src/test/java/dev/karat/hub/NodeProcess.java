package dev.karat.hub;

import dev.karat.api.error.GatewayException;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.hub.HubLimits;
import dev.karat.engine.hub.NodeSettings;
import dev.karat.engine.hub.Signals;
import dev.karat.engine.ingest.IngestItem;
import dev.karat.engine.ingest.IngestOutcome;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.store.SharedStore;
import dev.karat.store.Stores;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionException;

/**
 * A node that takes every n-th page of a crowd, says so after each was acknowledged, and goes on until it is killed or
 * done. Arguments: address of the database, name of the node, seed, first page, step.
 */
final class NodeProcess {
    /** Enough to be at it when the last fault comes. */
    static final int PEOPLE = Math.max(150, 30 * Integer.getInteger("karat.faults", 0));

    static final int PER_PAGE = 4;
    static final Duration LEASE = Duration.ofSeconds(2);
    static final String ACKNOWLEDGED = "acknowledged ";

    private NodeProcess() {}

    public static void main(String[] arguments) {
        List<List<IngestItem>> pages = CrowdOfCustomers.pages(PEOPLE, PER_PAGE, Long.parseLong(arguments[2]));
        int step = Integer.parseInt(arguments[4]);
        try (var store = Stores.postgresql(arguments[0], "postgres", "", 4);
                var hub = join(store, arguments[1])) {
            System.out.println("joined");
            for (int page = Integer.parseInt(arguments[3]); page < pages.size(); page += step) {
                take(hub, pages.get(page));
                System.out.println(ACKNOWLEDGED + page);
            }
            System.out.println("done");
        }
    }

    static Hub join(SharedStore store, String name) {
        return join(store, name, HubFixture.ERASURE_KEY);
    }

    static Hub join(SharedStore store, String name, byte[] erasureKey) {
        return Hub.ofNode(
                store,
                HubFixture.policy(),
                MatchModel.standard(),
                Map.of(),
                HubLimits.STANDARD,
                erasureKey,
                Clock.systemUTC(),
                new Random(),
                new NodeSettings(name + "-" + ProcessHandle.current().pid(), LEASE, false),
                Signals.NONE);
    }

    /** As a source does: what fails for a while is handed over again. */
    private static void take(Hub hub, List<IngestItem> page) {
        while (true) {
            try {
                List<IngestOutcome> outcomes = HubFixture.await(hub.ingest(page));
                if (outcomes.size() != page.size()) {
                    throw new IllegalStateException("An outcome is missing: " + outcomes);
                }
                return;
            } catch (CompletionException failed) {
                if (!(failed.getCause() instanceof GatewayException)) {
                    throw failed;
                }
            }
        }
    }
}
