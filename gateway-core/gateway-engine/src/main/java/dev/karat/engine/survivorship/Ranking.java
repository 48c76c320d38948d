package dev.karat.engine.survivorship;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.Value;
import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.policy.SurvivorshipPolicy;
import dev.karat.engine.survivorship.Survival.Ground;
import dev.karat.engine.survivorship.ValueExplanation.Reason;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The rules of one attribute in their order, the next one breaking the ties of the one before. The same list ranks
 * candidates and says what told two of them apart. Immutable.
 */
final class Ranking {
    /** A rule: how it ranks, and what it says against the weaker of two candidates. */
    private record Step(Reason reason, Comparator<Candidate> order, Words words) {}

    private interface Words {
        String of(Candidate stronger, Candidate weaker);
    }

    /** For what needs none: most profiles have one record. */
    static final Ranking NONE = new Ranking();

    private final List<Step> steps = new ArrayList<>();

    private Ranking() {}

    static Ranking of(Attribute attribute, GatewayPolicy policy, List<Candidate> candidates) {
        SurvivorshipPolicy.AttributeRules rules = policy.survivorship().of(attribute);
        var ranking = new Ranking();
        String owner = rules.owner();
        if (owner != null && candidates.stream().anyMatch(one -> system(one).equals(owner))) {
            ranking.steps.add(new Step(
                    Reason.OWNER,
                    Comparator.comparing(one -> !system(one).equals(owner)),
                    (stronger, weaker) -> "It belongs to " + owner + " here"));
        }
        if (!rules.prefer().isEmpty()) {
            ranking.prefer(rules.prefer());
        }
        rules.by().forEach(rule -> ranking.add(rule, policy, candidates));
        ranking.steps.add(new Step(
                Reason.KEY,
                Comparator.comparing(Candidate::source),
                (stronger, weaker) -> "No rule tells it from that of " + name(stronger) + ", whose name comes first"));
        return ranking;
    }

    private void prefer(List<String> systems) {
        Comparator<Candidate> order = Comparator.comparingInt(candidate -> {
            int place = systems.indexOf(candidate.source().system());
            return place < 0 ? Integer.MAX_VALUE : place;
        });
        steps.add(new Step(
                Reason.PREFER,
                order,
                (stronger, weaker) -> system(stronger) + " is preferred to " + system(weaker) + " here"));
    }

    private void add(SurvivorshipPolicy.Rule rule, GatewayPolicy policy, List<Candidate> candidates) {
        steps.add(
                switch (rule) {
                    case TRUST ->
                        new Step(
                                Reason.TRUST,
                                Comparator.<Candidate>comparingInt(one -> trust(policy, one))
                                        .reversed(),
                                (stronger, weaker) -> system(weaker) + " is trusted less (" + trust(policy, weaker)
                                        + ") than " + system(stronger) + " (" + trust(policy, stronger) + ")");
                    case RECENT ->
                        new Step(
                                Reason.RECENT,
                                Comparator.comparingLong(Candidate::at).reversed(),
                                (stronger, weaker) -> "It is of " + time(weaker) + ", that of " + name(stronger)
                                        + " of " + time(stronger));
                    case COMPLETE ->
                        new Step(
                                Reason.COMPLETE,
                                Comparator.comparingInt(Candidate::fullness).reversed(),
                                (stronger, weaker) -> "It says less than that of " + name(stronger));
                    case FREQUENT -> frequent(candidates);
                });
    }

    private static Step frequent(List<Candidate> candidates) {
        Map<Value, Long> holders =
                candidates.stream().collect(Collectors.groupingBy(Candidate::value, Collectors.counting()));
        return new Step(
                Reason.FREQUENT,
                Comparator.<Candidate>comparingLong(one -> holders.getOrDefault(one.value(), 0L))
                        .reversed(),
                (stronger, weaker) -> "Fewer records hold it (" + holders.getOrDefault(weaker.value(), 0L)
                        + ") than what survives (" + holders.getOrDefault(stronger.value(), 0L) + ")");
    }

    /** True if the stronger of two counts and the weaker does not, since the attribute belongs to another system. */
    boolean isOwned(Candidate stronger, Candidate weaker) {
        return !steps.isEmpty()
                && steps.get(0).reason() == Reason.OWNER
                && steps.get(0).order().compare(stronger, weaker) < 0;
    }

    /** Candidates from the strongest to the weakest. */
    List<Candidate> ranked(List<Candidate> candidates) {
        return steps.isEmpty()
                ? candidates
                : candidates.stream().sorted(order()).toList();
    }

    private Comparator<Candidate> order() {
        Comparator<Candidate> order = steps.get(0).order();
        for (Step step : steps.subList(1, steps.size())) {
            order = order.thenComparing(step.order());
        }
        return order;
    }

    /** The first rule that tells the stronger of two from the weaker. */
    Reason between(Candidate stronger, Candidate weaker) {
        return step(stronger, weaker).reason();
    }

    /** The same with a sentence. */
    Ground against(Candidate stronger, Candidate weaker) {
        Step step = step(stronger, weaker);
        return new Ground(step.reason(), step.words().of(stronger, weaker));
    }

    private Step step(Candidate stronger, Candidate weaker) {
        return steps.stream()
                .filter(step -> step.order().compare(stronger, weaker) != 0)
                .findFirst()
                .orElseGet(() -> steps.get(steps.size() - 1));
    }

    private static int trust(GatewayPolicy policy, Candidate candidate) {
        return policy.trust(system(candidate));
    }

    private static String system(Candidate candidate) {
        return candidate.source().system();
    }

    private static String name(Candidate candidate) {
        return candidate.source().system() + ":" + candidate.source().id();
    }

    private static Instant time(Candidate candidate) {
        return Instant.EPOCH.plus(candidate.at(), ChronoUnit.MICROS);
    }
}
