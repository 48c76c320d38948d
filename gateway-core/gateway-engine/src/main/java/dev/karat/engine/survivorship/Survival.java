package dev.karat.engine.survivorship;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.Value;
import dev.karat.engine.survivorship.ValueExplanation.Claim;
import dev.karat.engine.survivorship.ValueExplanation.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What survives of one attribute: decided once, stored as its provenance, and told in words when somebody asks.
 *
 * @param held candidates that say it; the first one decided
 * @param rule that decided
 * @param at age of the decisive value, microseconds since 1970 UTC
 * @param lost the other candidates
 */
record Survival(Attribute attribute, Value value, List<Candidate> held, String rule, long at, List<Lost> lost) {
    /**
     * A candidate that lost.
     *
     * @param ground worked out only when somebody asks: profiles are built far more often
     */
    record Lost(Candidate candidate, Supplier<Ground> ground) {}

    /** What spoke against a candidate, as a word and as a sentence. */
    record Ground(Reason reason, String because) {}

    /** What is stored. Of consents that do not count any more nothing is: the records have them. */
    Provenance provenance() {
        return new Provenance(
                attribute,
                held.stream().map(Candidate::source).distinct().toList(),
                rule,
                at,
                attribute == Attribute.CONSENTS
                        ? List.of()
                        : lost.stream()
                                .map(one -> new Provenance.Loser(
                                        one.candidate().source(),
                                        one.candidate().value()))
                                .toList());
    }

    /**
     * The same in words.
     *
     * @param silent what records hold and do not say
     */
    ValueExplanation explanation(List<ValueExplanation.Lost> silent) {
        var all = new ArrayList<ValueExplanation.Lost>();
        for (Lost one : lost) {
            Ground ground = one.ground().get();
            all.add(new ValueExplanation.Lost(claim(one.candidate()), ground.reason(), ground.because()));
        }
        silent.stream().filter(one -> !isRepeated(one)).forEach(all::add);
        return new ValueExplanation(
                attribute, value, rule, held.stream().map(Survival::claim).toList(), all);
    }

    /** What Karat wrote somewhere, and what survives still, has not lost. */
    private boolean isRepeated(ValueExplanation.Lost one) {
        Value silent = one.claim().value();
        if (silent instanceof Value.Texts texts && value instanceof Value.Texts all) {
            return one.reason() == Reason.ECHO && all.texts().containsAll(texts.texts());
        }
        return one.reason() == Reason.ECHO && silent.equals(value);
    }

    private static Claim claim(Candidate candidate) {
        return new Claim(candidate.source(), candidate.value(), candidate.at());
    }
}
