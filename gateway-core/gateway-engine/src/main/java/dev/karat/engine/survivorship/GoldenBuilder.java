package dev.karat.engine.survivorship;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.Value;
import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.store.StoredRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * Builds a golden profile from the live records of a customer: a pure function of them and the policy, whatever the
 * order in which they are given. Merge, split, erasure and a change of rules all build anew. Safe for several threads.
 */
public final class GoldenBuilder {
    /** Nobody said anything else. */
    private static final String ONLY = "only";

    private static final String NONE = "none";

    private final GatewayPolicy policy;

    public GoldenBuilder(GatewayPolicy policy) {
        this.policy = policy;
    }

    public GoldenProfile build(Collection<StoredRecord> records) {
        var data = CustomerData.builder();
        var provenance = new ArrayList<Provenance>();
        candidates(records).forEach((attribute, candidates) -> {
            Survival survival = survival(attribute, candidates);
            data.put(attribute, survival.value());
            provenance.add(survival.provenance());
        });
        return new GoldenProfile(data.build(), provenance);
    }

    /** Why each value is what it is, by the decisions of {@link #build}; with what records hold and do not say. */
    public List<ValueExplanation> explain(Collection<StoredRecord> records) {
        Map<Attribute, List<ValueExplanation.Lost>> silent = Silence.of(records);
        var explained = new EnumMap<Attribute, ValueExplanation>(Attribute.class);
        silent.forEach((attribute, lost) ->
                explained.put(attribute, new ValueExplanation(attribute, null, NONE, List.of(), lost)));
        candidates(records)
                .forEach((attribute, candidates) -> explained.put(
                        attribute,
                        survival(attribute, candidates).explanation(silent.getOrDefault(attribute, List.of()))));
        return List.copyOf(explained.values());
    }

    /** What the live records say by themselves of each attribute, in their order. */
    private static Map<Attribute, List<Candidate>> candidates(Collection<StoredRecord> records) {
        var candidates = new EnumMap<Attribute, List<Candidate>>(Attribute.class);
        for (StoredRecord record : records) {
            record.asserted().values().forEach((attribute, value) -> {
                if (!(value instanceof Value.Cleared)) {
                    candidates
                            .computeIfAbsent(attribute, any -> new ArrayList<>(2))
                            .add(new Candidate(record.key(), value, record.at()));
                }
            });
        }
        return candidates;
    }

    private Survival survival(Attribute attribute, List<Candidate> candidates) {
        Ranking ranking = candidates.size() < 2 ? Ranking.NONE : Ranking.of(attribute, policy, candidates);
        List<Candidate> ranked = ranking.ranked(candidates);
        if (attribute == Attribute.CONSENTS) {
            return ConsentRule.survival(ranked);
        }
        return attribute.shape() == Attribute.Shape.TEXTS
                ? union(attribute, ranked, ranking)
                : best(attribute, ranked, ranking);
    }

    private static Survival best(Attribute attribute, List<Candidate> ranked, Ranking ranking) {
        Candidate winner = ranked.get(0);
        if (ranked.size() == 1) {
            return new Survival(attribute, winner.value(), ranked, ONLY, winner.at(), List.of());
        }
        var held = new ArrayList<Candidate>(ranked.size());
        var lost = new ArrayList<Survival.Lost>();
        for (Candidate candidate : ranked) {
            if (candidate.value().equals(winner.value())) {
                held.add(candidate);
            } else {
                lost.add(new Survival.Lost(candidate, () -> ranking.against(winner, candidate)));
            }
        }
        return new Survival(attribute, winner.value(), held, rule(winner, lost, ranking), winner.at(), lost);
    }

    /** The first rule that told the winner from the best of the others. */
    private static String rule(Candidate winner, List<Survival.Lost> lost, Ranking ranking) {
        return lost.isEmpty()
                ? ONLY
                : ranking.between(winner, lost.get(0).candidate()).name().toLowerCase(Locale.ROOT);
    }

    /** Every address or number once, in the order of the records that hold them; only the owner's if there is one. */
    private static Survival union(Attribute attribute, List<Candidate> all, Ranking ranking) {
        Candidate first = all.get(0);
        List<Candidate> ranked =
                all.stream().filter(one -> !ranking.isOwned(first, one)).toList();
        List<Survival.Lost> lost = all.stream()
                .filter(one -> ranking.isOwned(first, one))
                .map(one -> new Survival.Lost(one, () -> ranking.against(first, one)))
                .toList();
        Function<Candidate, List<String>> texts = candidate -> ((Value.Texts) candidate.value()).texts();
        var every = new LinkedHashSet<String>();
        ranked.forEach(candidate -> every.add(texts.apply(candidate).get(0)));
        ranked.forEach(candidate -> every.addAll(texts.apply(candidate)));
        return new Survival(
                attribute,
                Value.texts(List.copyOf(every)),
                ranked,
                lost.isEmpty() ? "union" : "owner",
                ranked.get(0).at(),
                lost);
    }
}
