package dev.karat.engine.survivorship;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.RecordKey;
import dev.karat.api.model.Value;
import dev.karat.engine.survivorship.Survival.Ground;
import dev.karat.engine.survivorship.ValueExplanation.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Consent per channel, purpose and contact point: the customer's latest act with evidence wins; where times or evidence
 * are missing, or equal, the strictest does. A locked refusal gives way to a later grant with evidence only.
 */
final class ConsentRule {
    /** From the strictest to the most open; anything else counts as unknown. */
    private static final List<String> STRICTEST_FIRST = List.of("revoked", "denied", "pending", "unknown", "granted");

    private ConsentRule() {}

    private record Act(Candidate candidate, SortedMap<String, String> consent) {
        String at() {
            return consent.getOrDefault("at", "");
        }

        boolean proven() {
            return !at().isEmpty() && consent.containsKey("evidence");
        }

        int strictness() {
            int place = STRICTEST_FIRST.indexOf(consent.getOrDefault("status", "unknown"));
            return place < 0 ? STRICTEST_FIRST.indexOf("unknown") : place;
        }

        RecordKey source() {
            return candidate.source();
        }

        Candidate alone() {
            return new Candidate(source(), new Value.Blocks(List.of(consent)), candidate.at());
        }
    }

    static Survival survival(List<Candidate> ranked) {
        Map<String, List<Act>> acts = new TreeMap<>();
        for (Candidate candidate : ranked) {
            for (SortedMap<String, String> consent : ((Value.Blocks) candidate.value()).blocks()) {
                acts.computeIfAbsent(subject(consent), subject -> new ArrayList<>())
                        .add(new Act(candidate, consent));
            }
        }
        var winners = new ArrayList<Act>();
        var lost = new ArrayList<Survival.Lost>();
        acts.values().forEach(about -> {
            boolean allProven = about.stream().allMatch(Act::proven);
            Act winner = about.stream().min(order(allProven)).orElseThrow();
            winners.add(winner);
            about.stream()
                    .filter(act -> !act.consent().equals(winner.consent()))
                    .forEach(act -> lost.add(new Survival.Lost(act.alone(), () -> against(winner, act, allProven))));
        });
        return new Survival(
                Attribute.CONSENTS,
                new Value.Blocks(winners.stream().map(Act::consent).toList()),
                winners.stream().map(Act::alone).toList(),
                "strictest",
                ranked.get(0).at(),
                lost);
    }

    private static String subject(SortedMap<String, String> consent) {
        return consent.getOrDefault("channel", "")
                + '\0'
                + consent.getOrDefault("purpose", "")
                + '\0'
                + consent.getOrDefault("contactPoint", "");
    }

    private static Comparator<Act> order(boolean allProven) {
        Comparator<Act> strictest = Comparator.comparingInt(Act::strictness).thenComparing(Act::source);
        return allProven ? Comparator.comparing(Act::at).reversed().thenComparing(strictest) : strictest;
    }

    private static Ground against(Act winner, Act act, boolean allProven) {
        String other =
                "that of " + winner.source().system() + ":" + winner.source().id();
        if (allProven && !winner.at().equals(act.at())) {
            return new Ground(
                    Reason.LATER_ACT,
                    "The customer said it at " + act.at() + ", and " + other + " at " + winner.at()
                            + "; all of them are proven");
        }
        if (winner.strictness() != act.strictness()) {
            return new Ground(
                    Reason.STRICTER,
                    "It is less strict than " + other
                            + (allProven ? ", which is as late" : ", and not every act has a time and evidence"));
        }
        return new Ground(Reason.KEY, "It is as strict as " + other + ", whose name comes first");
    }
}
