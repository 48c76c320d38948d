package dev.karat.server.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.karat.api.model.Attribute;
import dev.karat.camel.connector.Connectors;
import dev.karat.camel.system.ConnectedSystems;
import dev.karat.camel.system.SystemPages;
import dev.karat.engine.config.Secrets;
import dev.karat.engine.hub.FirstLoad;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.hub.HubLimits;
import dev.karat.engine.ingest.IngestItem;
import dev.karat.engine.ingest.IngestOutcome;
import dev.karat.engine.ingest.RecordPage;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.policy.MatchingPolicy;
import dev.karat.engine.policy.Phase;
import dev.karat.engine.policy.SurvivorshipPolicy;
import dev.karat.engine.policy.SystemPolicy;
import dev.karat.engine.policy.TargetPolicy;
import dev.karat.engine.store.Store;
import dev.karat.testkit.data.CustomerGenerator;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * The gateway without its server: engine, mapping and the golden component, for four systems of which three are targets
 * that nobody has granted a phase. Safe for several threads.
 */
final class BenchGateway implements AutoCloseable {
    /** Largest record that is taken, as the gateway has it by default. */
    private static final int RECORD_BYTES_MAX = 1 << 20;

    private static final Map<String, Integer> TRUST = Map.of("erp", 80, "shop", 60, "support", 50, "mailing", 30);

    private static final byte[] ERASURE_KEY = "of no use: nothing is erased".getBytes(StandardCharsets.UTF_8);

    private final Hub hub;
    private final CamelContext camel;
    private final ProducerTemplate template;

    BenchGateway(Store store, Connectors connectors, Clock clock) {
        GatewayPolicy policy = policy();
        var systems = new ConnectedSystems(policy, connectors, Secrets.ofProcess(), clock);
        hub = new Hub(
                store,
                policy,
                MatchModel.standard(),
                systems.bindings(),
                HubLimits.STANDARD,
                ERASURE_KEY,
                clock,
                new SecureRandom());
        camel = new DefaultCamelContext();
        camel.disableJMX();
        camel.getRegistry().bind("hub", hub);
        camel.getRegistry().bind("pages", new SystemPages(systems, RECORD_BYTES_MAX));
        camel.start();
        template = camel.createProducerTemplate();
    }

    /** Fills an empty store with pages as {@code karat load} does, which is many times faster than the stream. */
    static void fill(Store store, Connectors connectors, Clock clock, BenchRows rows, Progress progress, long count) {
        GatewayPolicy policy = policy();
        var systems = new ConnectedSystems(policy, connectors, Secrets.ofProcess(), clock);
        var mapper = new SystemPages(systems, RECORD_BYTES_MAX);
        MatchModel model = MatchModel.standard();
        try (var load =
                new FirstLoad(store, "bench", policy, model, ERASURE_KEY, clock, new SecureRandom(), List.of())) {
            long read = 0;
            for (RecordPage page = rows.nextStored(); page != null; page = rows.nextStored()) {
                mapper.items(page).stream()
                        .parallel()
                        .map(item -> load.prepare((IngestItem.Version) item))
                        .toList()
                        .forEach(load::add);
                read += page.records().size();
                progress.at("Reading", read, count);
            }
            load.run((done, of) -> progress.at("Storing", done, of));
        }
    }

    /** Hands over a page and waits until it is durable. Returns how many of its records were committed. */
    int ingest(RecordPage page) {
        Exchange exchange =
                template.send("golden:ingest", sent -> sent.getMessage().setBody(page));
        if (exchange.getException() != null) {
            throw new IllegalStateException("golden:ingest failed", exchange.getException());
        }
        List<?> outcomes = exchange.getMessage().getBody(List.class);
        return (int) outcomes.stream().filter(IngestOutcome.COMMITTED::equals).count();
    }

    Hub hub() {
        return hub;
    }

    private static GatewayPolicy policy() {
        var systems = new LinkedHashMap<String, SystemPolicy>();
        var targets = new LinkedHashMap<String, TargetPolicy>();
        for (String name : CustomerGenerator.SYSTEMS) {
            systems.put(name, system(name));
            if (!name.equals("erp")) {
                targets.put(name, target(name));
            }
        }
        return new GatewayPolicy(
                "bench",
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

    private static SystemPolicy system(String name) {
        var connection = JsonNodeFactory.instance.objectNode().put("url", "file:/dev/null");
        int trust = TRUST.getOrDefault(name, 0);
        return SystemPolicy.of(name, "files", connection, trust);
    }

    private static TargetPolicy target(String name) {
        var give = EnumSet.of(Attribute.GIVEN_NAME, Attribute.FAMILY_NAME, Attribute.EMAILS, Attribute.PHONES);
        return new TargetPolicy(
                name, Phase.OBSERVE, TargetPolicy.Mode.UPDATE, null, give, false, false, 20, TargetPolicy.Brake.OPEN);
    }

    @Override
    public void close() {
        try {
            template.close();
        } catch (java.io.IOException stuck) {
            throw new UncheckedIOException("The producer template does not stop", stuck);
        } finally {
            camel.stop();
            hub.close();
        }
    }
}
