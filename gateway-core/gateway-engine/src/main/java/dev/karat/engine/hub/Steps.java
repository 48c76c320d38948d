package dev.karat.engine.hub;

import dev.karat.engine.delivery.Baseline;
import dev.karat.engine.delivery.Deliveries;
import dev.karat.engine.delivery.Projection;
import dev.karat.engine.delivery.Reconciler;
import dev.karat.engine.delivery.WriteGate;
import dev.karat.engine.identity.GoldenIds;
import dev.karat.engine.identity.IdentityResolver;
import dev.karat.engine.identity.MatchGraph;
import dev.karat.engine.ingest.Erasures;
import dev.karat.engine.ingest.RecordIngestor;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.normalize.FeaturesCodec;
import dev.karat.engine.normalize.Normalizer;
import dev.karat.engine.normalize.TermTable;
import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.store.Store;
import dev.karat.engine.survivorship.GoldenBuilder;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * The steps of a record's way, joined for one store and one policy. Used by one thread at a time.
 *
 * @param reconcilers by name of the target
 */
record Steps(
        MatchGraph graph,
        Erasures erasures,
        IdentityResolver identity,
        RecordIngestor ingestor,
        WriteGate gate,
        Baseline baseline,
        Map<String, Reconciler> reconcilers) {

    /** Reads the match index from the store. */
    static Steps of(
            Store store,
            GatewayPolicy policy,
            MatchModel model,
            Map<String, TargetBinding> targets,
            Duration outcomeTimeout,
            byte[] erasureKey,
            Clock clock,
            RandomGenerator random) {
        Steps steps = empty(store, policy, model, targets, outcomeTimeout, erasureKey, clock, random);
        steps.graph().load(store);
        return steps;
    }

    /** Leaves the match index empty. */
    static Steps empty(
            Store store,
            GatewayPolicy policy,
            MatchModel model,
            Map<String, TargetBinding> targets,
            Duration outcomeTimeout,
            byte[] erasureKey,
            Clock clock,
            RandomGenerator random) {
        var terms = new TermTable();
        var graph = new MatchGraph(
                new Normalizer(terms, policy.country()), new FeaturesCodec(terms), model, store.decisions());
        var projections = new HashMap<String, Projection>();
        targets.forEach((target, binding) -> projections.put(target, binding.projection()));
        var deliveries = new Deliveries(policy.targets(), projections, store);
        var erasures = new Erasures(erasureKey, store);
        var identity = new IdentityResolver(graph, new GoldenBuilder(policy), new GoldenIds(random), deliveries);
        var ingestor = new RecordIngestor(graph, identity, deliveries, erasures, clock);
        var gate = new WriteGate(policy.targets(), store);
        var baseline = new Baseline(policy, store);
        var reconcilers = new HashMap<String, Reconciler>();
        policy.targets().forEach((name, target) -> {
            TargetBinding binding = targets.get(name);
            if (binding != null) {
                reconcilers.put(
                        name,
                        new Reconciler(
                                target,
                                binding.entity(),
                                binding.projection(),
                                binding.wanted(),
                                deliveries,
                                ingestor,
                                gate,
                                baseline,
                                clock,
                                outcomeTimeout));
            }
        });
        return new Steps(graph, erasures, identity, ingestor, gate, baseline, Map.copyOf(reconcilers));
    }
}
