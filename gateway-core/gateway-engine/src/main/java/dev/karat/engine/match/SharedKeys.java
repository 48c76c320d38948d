package dev.karat.engine.match;

import dev.karat.engine.normalize.Features;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;

/**
 * What brings two records together for a comparison.
 *
 * @param equal the two say exactly the same, and are compared whatever their keys
 * @param effective kinds of keys that both bear and that bring them together
 * @param crowded kinds of keys that both bear, but that too many bear besides
 */
public record SharedKeys(boolean equal, Set<KeyKind> effective, Set<KeyKind> crowded) {
    public static final SharedKeys NONE = new SharedKeys(false, Set.of(), Set.of());

    public SharedKeys {
        effective = Set.copyOf(effective);
        crowded = Set.copyOf(crowded);
    }

    /** Of two records as matters stand in the index. */
    public static SharedKeys of(Features a, Features b, CandidateIndex index) {
        Set<Long> borne = new HashSet<>();
        var keys = new BlockingKeys().fill(b);
        for (int i = 0; i < keys.size(); i++) {
            for (int depth = 0; depth <= BlockingKeys.DEPTH_MAX; depth++) {
                borne.add(keys.at(i, depth));
            }
        }
        var effective = EnumSet.noneOf(KeyKind.class);
        var crowded = EnumSet.noneOf(KeyKind.class);
        keys.fill(a);
        for (int i = 0; i < keys.size(); i++) {
            if (borne.contains(keys.at(i, 0))) {
                long form = effectiveForm(keys, i, index);
                (form != 0 && borne.contains(form) ? effective : crowded).add(keys.kind(i));
            }
        }
        crowded.removeAll(effective);
        return new SharedKeys(a.equals(b), effective, crowded);
    }

    /** The first form that few enough bear; 0 if there is none. */
    private static long effectiveForm(BlockingKeys keys, int index, CandidateIndex candidates) {
        for (int depth = 0; depth <= BlockingKeys.DEPTH_MAX && keys.at(index, depth) != 0; depth++) {
            if (candidates.isEffective(keys.at(index, depth), depth)) {
                return keys.at(index, depth);
            }
        }
        return 0;
    }

    /** True if the two are compared. */
    public boolean isCompared() {
        return equal || !effective.isEmpty();
    }
}
