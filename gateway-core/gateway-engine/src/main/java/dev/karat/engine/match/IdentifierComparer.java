package dev.karat.engine.match;

import dev.karat.engine.normalize.Features;
import dev.karat.engine.normalize.Term;
import java.util.List;

/** Compares identifiers for which the model has a rule. */
final class IdentifierComparer {
    /** Shorter identifiers are too near to one another for a typing error to be told. */
    private static final int TYPING_ERROR_LENGTH_MIN = 6;

    private IdentifierComparer() {}

    static void compare(Features a, Features b, List<IdentifierRule> rules, PairVector into) {
        for (IdentifierRule rule : rules) {
            Term[] left = rule.values(a);
            Term[] right = rule.values(b);
            if (left.length > 0 && right.length > 0) {
                into.set(rule.comparison(), level(left, a.crowded(), right, b.crowded(), rule));
            }
        }
    }

    private static Level level(Term[] left, int leftCrowded, Term[] right, int rightCrowded, IdentifierRule rule) {
        Level best = Level.NONE;
        for (int i = 0; i < left.length; i++) {
            for (int j = 0; j < right.length; j++) {
                Term a = left[i];
                Term b = right[j];
                if (isUnused(a, i, leftCrowded, rule) || isUnused(b, j, rightCrowded, rule)) {
                    continue;
                }
                if (a.sameAs(b)) {
                    return Level.EXACT;
                }
                boolean close = Math.min(a.text().length(), b.text().length()) >= TYPING_ERROR_LENGTH_MIN
                        && StringDistance.isOneEditApart(a.text(), b.text());
                best = close || best == Level.CLOSE ? Level.CLOSE : Level.DIFFERENT;
            }
        }
        return best;
    }

    private static boolean isUnused(Term id, int index, int crowded, IdentifierRule rule) {
        return (crowded & rule.bit(index)) != 0 || rule.blocks(id.text());
    }
}
