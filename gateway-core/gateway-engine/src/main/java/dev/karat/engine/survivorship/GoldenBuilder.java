package dev.karat.engine.survivorship;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.Value;
import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.policy.SurvivorshipPolicy;
import dev.karat.engine.store.StoredRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Builds a golden profile from the live records of a customer: a pure function of them and the policy, whatever the
 * order in which they are given. Merge, split, erasure and a change of rules all build anew. Safe for several threads.
 */
public final class GoldenBuilder {
    /** Nobody said anything else. */
    private static final String ONLY = "only";

    private final GatewayPolicy policy;

    public GoldenBuilder(GatewayPolicy policy) {
        this.policy = policy;
    }

    public GoldenProfile build(Collection<StoredRecord> records) {
        var data = CustomerData.builder();
        var provenance = new ArrayList<Provenance>();
        candidates(records)
                .forEach(
                        (attribute, candidates) -> survive(attribute, ranked(attribute, candidates), data, provenance));
        return new GoldenProfile(data.build(), provenance);
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

    private void survive(
            Attribute attribute, List<Candidate> ranked, CustomerData.Builder data, List<Provenance> provenance) {
        if (attribute == Attribute.CONSENTS) {
            ConsentRule.survive(ranked, data, provenance);
        } else if (attribute.shape() == Attribute.Shape.TEXTS) {
            union(attribute, ranked, data, provenance);
        } else {
            best(attribute, ranked, data, provenance);
        }
    }

    /** Candidates from the strongest to the weakest; ties end in the record key. */
    private List<Candidate> ranked(Attribute attribute, List<Candidate> candidates) {
        if (candidates.size() < 2) {
            return candidates;
        }
        Map<Value, Long> holders =
                candidates.stream().collect(Collectors.groupingBy(Candidate::value, Collectors.counting()));
        return candidates.stream().sorted(order(attribute, holders)).toList();
    }

    private Comparator<Candidate> order(Attribute attribute, Map<Value, Long> holders) {
        SurvivorshipPolicy.AttributeRules rules = policy.survivorship().of(attribute);
        Comparator<Candidate> order = Comparator.comparingInt(candidate -> {
            int place = rules.prefer().indexOf(candidate.source().system());
            return place < 0 ? Integer.MAX_VALUE : place;
        });
        for (SurvivorshipPolicy.Rule rule : rules.by()) {
            order = order.thenComparing(comparator(rule, holders));
        }
        return order.thenComparing(Candidate::source);
    }

    private Comparator<Candidate> comparator(SurvivorshipPolicy.Rule rule, Map<Value, Long> holders) {
        return switch (rule) {
            case TRUST ->
                Comparator.<Candidate>comparingInt(
                                candidate -> policy.trust(candidate.source().system()))
                        .reversed();
            case RECENT -> Comparator.comparingLong(Candidate::at).reversed();
            case COMPLETE -> Comparator.comparingInt(Candidate::fullness).reversed();
            case FREQUENT ->
                Comparator.<Candidate>comparingLong(candidate -> holders.getOrDefault(candidate.value(), 0L))
                        .reversed();
        };
    }

    private void best(
            Attribute attribute, List<Candidate> ranked, CustomerData.Builder data, List<Provenance> provenance) {
        Candidate winner = ranked.get(0);
        data.put(attribute, winner.value());
        if (ranked.size() == 1) {
            provenance.add(new Provenance(attribute, List.of(winner.source()), ONLY, winner.at(), List.of()));
            return;
        }
        provenance.add(new Provenance(
                attribute,
                ranked.stream()
                        .filter(candidate -> candidate.value().equals(winner.value()))
                        .map(Candidate::source)
                        .toList(),
                ruleName(attribute, ranked),
                winner.at(),
                ranked.stream()
                        .filter(candidate -> !candidate.value().equals(winner.value()))
                        .map(candidate -> new Provenance.Loser(candidate.source(), candidate.value()))
                        .toList()));
    }

    /** The first rule that told the winner from the second, for people to read. */
    private String ruleName(Attribute attribute, List<Candidate> ranked) {
        List<Candidate> others = ranked.stream()
                .filter(candidate -> !candidate.value().equals(ranked.get(0).value()))
                .toList();
        if (others.isEmpty()) {
            return ONLY;
        }
        SurvivorshipPolicy.AttributeRules rules = policy.survivorship().of(attribute);
        if (rules.prefer().contains(ranked.get(0).source().system())) {
            return "prefer";
        }
        Map<Value, Long> holders =
                ranked.stream().collect(Collectors.groupingBy(Candidate::value, Collectors.counting()));
        return rules.by().stream()
                .filter(rule -> comparator(rule, holders).compare(ranked.get(0), others.get(0)) != 0)
                .findFirst()
                .map(rule -> rule.name().toLowerCase(Locale.ROOT))
                .orElse("key");
    }

    /** Every address or number once, in the order of the records that hold them. */
    private static void union(
            Attribute attribute, List<Candidate> ranked, CustomerData.Builder data, List<Provenance> provenance) {
        Function<Candidate, List<String>> texts = candidate -> ((Value.Texts) candidate.value()).texts();
        var all = new LinkedHashSet<String>();
        ranked.forEach(candidate -> all.add(texts.apply(candidate).get(0)));
        ranked.forEach(candidate -> all.addAll(texts.apply(candidate)));
        data.put(attribute, Value.texts(List.copyOf(all)));
        provenance.add(new Provenance(
                attribute,
                ranked.stream().map(Candidate::source).toList(),
                "union",
                ranked.get(0).at(),
                List.of()));
    }
}
