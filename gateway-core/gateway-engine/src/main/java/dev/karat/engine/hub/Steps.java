package dev.karat.engine.hub;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.engine.commit.UnitOfWork;
import dev.karat.engine.delivery.Baseline;
import dev.karat.engine.delivery.Deliveries;
import dev.karat.engine.delivery.GoLiver;
import dev.karat.engine.delivery.Projection;
import dev.karat.engine.delivery.Reconciler;
import dev.karat.engine.delivery.Resyncer;
import dev.karat.engine.delivery.WriteGate;
import dev.karat.engine.explain.Explainer;
import dev.karat.engine.identity.GoldenIds;
import dev.karat.engine.identity.IdentityResolver;
import dev.karat.engine.identity.MatchGraph;
import dev.karat.engine.ingest.Eraser;
import dev.karat.engine.ingest.Erasures;
import dev.karat.engine.ingest.RecordIngestor;
import dev.karat.engine.ingest.RecordReplay;
import dev.karat.engine.normalize.FeaturesCodec;
import dev.karat.engine.normalize.Normalizer;
import dev.karat.engine.normalize.TermTable;
import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.store.Store;
import dev.karat.engine.survivorship.GoldenBuilder;
import java.util.HashMap;
import java.util.Map;

/**
 * The steps of a record's way, joined for one store and one policy. Used by one thread at a time.
 *
 * @param reconcilers by name of the target
 * @param resyncers by name of the target
 * @param goLivers by name of the target
 */
record Steps(
        MatchGraph graph,
        IdentityResolver identity,
        RecordIngestor ingestor,
        RecordReplay replay,
        Erasures erasures,
        Eraser eraser,
        Explainer explainer,
        Map<String, Reconciler> reconcilers,
        Map<String, Resyncer> resyncers,
        Map<String, GoLiver> goLivers) {

    /** Reads the match index from the store. */
    static Steps of(Setup setup) {
        Steps steps = empty(setup);
        steps.graph.load(setup.store());
        steps.identity.loadSizes(UnitOfWork.uncommitted(setup.store()));
        return steps;
    }

    /** Leaves the match index empty. */
    static Steps empty(Setup setup) {
        Store store = setup.store();
        GatewayPolicy policy = setup.policy();
        var terms = new TermTable();
        var graph = new MatchGraph(
                new Normalizer(terms, policy.country()), new FeaturesCodec(terms), setup.model(), store.decisions());
        var projections = new HashMap<String, Projection>();
        setup.targets().forEach((target, binding) -> projections.put(target, binding.projection()));
        var deliveries = new Deliveries(policy.targets(), projections, store);
        var erasures = new Erasures(setup.erasureKey(), store);
        var identity =
                new IdentityResolver(graph, new GoldenBuilder(policy), new GoldenIds(setup.random()), deliveries);
        var ingestor = new RecordIngestor(graph, identity, deliveries, erasures, setup.clock());
        var gate = new WriteGate(policy.targets(), store);
        var baseline = new Baseline(policy, store);
        var reconcilers = new HashMap<String, Reconciler>();
        var resyncers = new HashMap<String, Resyncer>();
        var goLivers = new HashMap<String, GoLiver>();
        policy.targets().forEach((name, target) -> {
            TargetBinding binding = setup.targets().get(name);
            if (binding != null) {
                var reconciler = new Reconciler(
                        target,
                        binding.entity(),
                        binding.projection(),
                        binding.wanted(),
                        binding.consents(),
                        deliveries,
                        ingestor,
                        gate,
                        baseline,
                        setup.clock(),
                        setup.limits().outcomeTimeout(),
                        store);
                reconcilers.put(name, reconciler);
                resyncers.put(name, new Resyncer(target, binding.mapping(), reconciler, setup.clock()));
                goLivers.put(
                        name,
                        new GoLiver(
                                target,
                                setup.given(name),
                                reconciler.brake(),
                                baseline,
                                policy.targets().keySet()));
            }
        });
        var eraser = new Eraser(graph, identity, erasures, policy.targets().keySet());
        return new Steps(
                graph,
                identity,
                ingestor,
                new RecordReplay(graph, identity, deliveries, ingestor),
                erasures,
                eraser,
                new Explainer(graph),
                Map.copyOf(reconcilers),
                Map.copyOf(resyncers),
                Map.copyOf(goLivers));
    }

    Reconciler reconciler(String target) {
        return known(reconcilers, target);
    }

    Resyncer resyncer(String target) {
        return known(resyncers, target);
    }

    GoLiver goLiver(String target) {
        return known(goLivers, target);
    }

    private static <T> T known(Map<String, T> ofTargets, String target) {
        T one = ofTargets.get(target);
        if (one == null) {
            throw new GatewayException(ErrorCode.TARGET_UNKNOWN, "There is no target " + target);
        }
        return one;
    }
}
