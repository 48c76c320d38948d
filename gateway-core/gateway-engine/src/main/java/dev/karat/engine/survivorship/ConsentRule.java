package dev.karat.engine.survivorship;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.api.model.Value;
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

    private record Act(RecordKey source, SortedMap<String, String> consent) {
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
    }

    static void survive(List<Candidate> ranked, CustomerData.Builder data, List<Provenance> provenance) {
        Map<String, List<Act>> acts = new TreeMap<>();
        for (Candidate candidate : ranked) {
            for (SortedMap<String, String> consent : ((Value.Blocks) candidate.value()).blocks()) {
                acts.computeIfAbsent(subject(consent), subject -> new ArrayList<>())
                        .add(new Act(candidate.source(), consent));
            }
        }
        List<Act> winners = acts.values().stream().map(ConsentRule::winner).toList();
        data.put(
                Attribute.CONSENTS,
                new Value.Blocks(winners.stream().map(Act::consent).toList()));
        provenance.add(new Provenance(
                Attribute.CONSENTS,
                winners.stream().map(Act::source).distinct().toList(),
                "strictest",
                ranked.get(0).at(),
                List.of()));
    }

    private static String subject(SortedMap<String, String> consent) {
        return consent.getOrDefault("channel", "")
                + '\0'
                + consent.getOrDefault("purpose", "")
                + '\0'
                + consent.getOrDefault("contactPoint", "");
    }

    private static Act winner(List<Act> acts) {
        Comparator<Act> strictest = Comparator.comparingInt(Act::strictness).thenComparing(Act::source);
        boolean allProven = acts.stream().allMatch(Act::proven);
        return acts.stream()
                .min(allProven ? Comparator.comparing(Act::at).reversed().thenComparing(strictest) : strictest)
                .orElseThrow();
    }
}
