package dev.karat.server.bench;

import dev.karat.camel.system.ConnectedSystems;
import dev.karat.camel.system.SystemPages;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.hub.HubLimits;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.policy.Phase;
import dev.karat.engine.store.Store;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Collection;
import org.apache.camel.impl.DefaultCamelContext;

/** A gateway without its server whose targets are live, for routes that are added to its context. */
final class LiveRoutes implements AutoCloseable {
    static final byte[] ERASURE_KEY = "of no use: nothing is erased".getBytes(StandardCharsets.UTF_8);

    private static final int RECORD_BYTES_MAX = 1 << 20;

    final DefaultCamelContext camel = new DefaultCamelContext();
    final SystemPages pages;
    final Hub hub;

    LiveRoutes(Store store, GatewayPolicy policy, ConnectedSystems systems, Collection<String> targets) {
        pages = pages(systems);
        hub = new Hub(
                store,
                policy,
                MatchModel.standard(),
                systems.bindings(),
                HubLimits.STANDARD,
                ERASURE_KEY,
                systems.clock(),
                new SecureRandom());
        targets.forEach(target -> {
            hub.baselineCompleted(target).join();
            hub.grant(target, Phase.LIVE).join();
        });
        camel.disableJMX();
        camel.getRegistry().bind("hub", hub);
        camel.getRegistry().bind("pages", pages);
        camel.getRegistry().bind("systems", systems);
        camel.getShutdownStrategy().setTimeout(5);
        camel.start();
    }

    static SystemPages pages(ConnectedSystems systems) {
        return new SystemPages(systems, RECORD_BYTES_MAX);
    }

    @Override
    public void close() {
        camel.stop();
        hub.close();
    }
}
