package dev.karat.engine.match;

import dev.karat.engine.normalize.Features;
import dev.karat.engine.normalize.Hash;
import dev.karat.engine.normalize.Kind;
import dev.karat.engine.normalize.Term;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which identifiers more customers bear than their rule allows, such as a placeholder in a tax id. Who bears a value is
 * told by given name and date of birth, or by the name of an organisation: known before anybody is matched, and one
 * person's many records are one bearer. Only values that are borne by more nodes than customers may bear them are counted,
 * which hardly any is. One thread writes; several may read while none writes.
 */
final class IdentifierBearers {
    private static final long NOBODY = 0;

    private final List<IdentifierRule> rules;
    /** By kind of key how many may bear a value; without limit for keys that are no identifier. */
    private final int[] max = new int[KeyKind.values().length];
    /** For each value that is counted, how many nodes each bearer has. */
    private final Map<Long, LongLongMap> counted = new HashMap<>();

    private final Set<Long> crowded = new HashSet<>();
    /** Values that became crowded or ceased to be since somebody asked. */
    private final Set<Long> crossed = new HashSet<>();

    IdentifierBearers(List<IdentifierRule> rules) {
        this.rules = rules;
        Arrays.fill(max, Integer.MAX_VALUE);
        rules.forEach(rule -> max[ordinal(rule.key())] = rule.bearersMax());
    }

    @SuppressWarnings("EnumOrdinal") // The table is ordered by position; nothing of it is stored.
    private static int ordinal(KeyKind kind) {
        return kind.ordinal();
    }

    /** True if so many nodes bear a value that its bearers are to be counted. */
    boolean isCounted(KeyKind kind, int nodes) {
        return nodes > max[ordinal(kind)];
    }

    /** True if the bearers of a value are counted already. */
    boolean isKnown(long key) {
        return counted.containsKey(key);
    }

    /** One more node bears a value that is counted. */
    void add(long key, KeyKind kind, Features node) {
        LongLongMap bearers = counted.computeIfAbsent(key, any -> new LongLongMap());
        long bearer = bearer(node);
        if (bearer != NOBODY) {
            bearers.increment(bearer, 1);
        }
        settle(key, bearers.size() > max[ordinal(kind)]);
    }

    /**
     * A node bears a value no longer; without effect if it is not counted.
     *
     * @param nodes how many bear it still
     */
    void remove(long key, KeyKind kind, Features node, int nodes) {
        LongLongMap bearers = counted.get(key);
        if (bearers == null) {
            return;
        }
        if (!isCounted(kind, nodes)) {
            counted.remove(key);
            settle(key, false);
            return;
        }
        long bearer = bearer(node);
        if (bearer != NOBODY) {
            bearers.increment(bearer, -1);
            if (bearers.get(bearer) == 0) {
                bearers.remove(bearer);
            }
        }
        settle(key, bearers.size() > max[ordinal(kind)]);
    }

    private void settle(long key, boolean isCrowded) {
        if (isCrowded ? crowded.add(key) : crowded.remove(key)) {
            crossed.add(key);
        }
    }

    /** Whom the value belongs to, as far as a record tells it without being compared; a record without a name is nobody. */
    private static long bearer(Features of) {
        Term name = of.given() != null ? of.given() : of.family();
        if (of.organizations().length > 0 && (of.kind() == Kind.ORGANIZATION || name == null)) {
            return of.organizations()[0].hash() | 1;
        }
        return name == null ? NOBODY : Hash.join(of.given() != null ? name.root() : name.hash(), of.birthDate()) | 1;
    }

    /** Values that became crowded or ceased to be since the last time. */
    Set<Long> takeCrossed() {
        if (crossed.isEmpty()) {
            return crossed;
        }
        Set<Long> taken = Set.copyOf(crossed);
        crossed.clear();
        return taken;
    }

    /** Which of a record's identifiers are not used, as {@link Features#withCrowded} takes them. */
    int crowded(Features of) {
        int bits = 0;
        if (!crowded.isEmpty()) {
            for (IdentifierRule rule : rules) {
                Term[] values = rule.values(of);
                for (int i = 0; i < values.length; i++) {
                    bits |= crowded.contains(BlockingKeys.ofIdentifier(rule.key(), values[i])) ? rule.bit(i) : 0;
                }
            }
        }
        return bits;
    }
}
