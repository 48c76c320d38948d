package dev.karat.engine.identity;

import dev.karat.api.model.RecordKey;
import dev.karat.engine.commit.UnitOfWork;
import dev.karat.engine.match.Constraints;
import dev.karat.engine.store.StewardDecision;
import dev.karat.engine.store.StewardDecision.Verdict;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The stewards' verdicts that stand, by record. They are few beside the records, so they are kept in memory. */
final class Decisions {
    private final Map<RecordKey, Map<RecordKey, Verdict>> byRecord = new HashMap<>();

    Decisions(Collection<StewardDecision> standing) {
        standing.forEach(decision -> set(decision.first(), decision.second(), decision.verdict()));
    }

    boolean isEmpty() {
        return byRecord.isEmpty();
    }

    /** The records that were decided about. */
    Set<RecordKey> records() {
        return byRecord.keySet();
    }

    boolean isAbout(RecordKey key) {
        return byRecord.containsKey(key);
    }

    void put(StewardDecision decision, UnitOfWork work) {
        Verdict before =
                byRecord.getOrDefault(decision.first(), Map.of()).getOrDefault(decision.second(), Verdict.NONE);
        set(decision.first(), decision.second(), decision.verdict());
        work.onRollback(() -> set(decision.first(), decision.second(), before));
        work.put(decision);
    }

    private void set(RecordKey first, RecordKey second, Verdict verdict) {
        byRecord.computeIfAbsent(first, key -> new TreeMap<>()).put(second, verdict);
        byRecord.computeIfAbsent(second, key -> new TreeMap<>()).put(first, verdict);
    }

    /** Records that a steward said are the same customer as this one. */
    Set<RecordKey> always(RecordKey key) {
        return with(key, Verdict.ALWAYS);
    }

    /** Records that a steward said are another customer than this one. */
    Set<RecordKey> never(RecordKey key) {
        return with(key, Verdict.NEVER);
    }

    private Set<RecordKey> with(RecordKey key, Verdict wanted) {
        var found = new HashSet<RecordKey>();
        byRecord.getOrDefault(key, Map.of()).forEach((other, verdict) -> {
            if (verdict == wanted) {
                found.add(other);
            }
        });
        return found;
    }

    Constraints among(Collection<RecordKey> keys) {
        if (byRecord.isEmpty()) {
            return Constraints.none();
        }
        var always = new HashSet<Constraints.Pair>();
        var never = new HashSet<Constraints.Pair>();
        for (RecordKey key : keys) {
            byRecord.getOrDefault(key, Map.of()).forEach((other, verdict) -> {
                if (verdict != Verdict.NONE) {
                    (verdict == Verdict.ALWAYS ? always : never).add(Constraints.Pair.of(key, other));
                }
            });
        }
        return new Constraints(always, never);
    }
}
