package dev.karat.engine.match;

import dev.karat.engine.normalize.Features;
import dev.karat.engine.normalize.Term;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compares identifiers for which the model has a rule. */
final class IdentifierComparer {
    /** Shorter identifiers are too near to one another for a typing error to be told. */
    private static final int TYPING_ERROR_LENGTH_MIN = 6;

    private static final Term[] NONE = {};

    private IdentifierComparer() {}

    static void compare(
            Features a, Features b, List<IdentifierRule> rules, TermFrequencies frequencies, PairVector into) {
        for (IdentifierRule rule : rules) {
            Term[] left = values(a, rule.comparison());
            Term[] right = values(b, rule.comparison());
            if (left.length > 0 && right.length > 0) {
                into.set(rule.comparison(), level(left, right, rule, frequencies));
            }
        }
    }

    private static Term[] values(Features features, Comparison comparison) {
        if (comparison == Comparison.NATIONAL_ID) {
            return features.nationalIds();
        }
        return comparison == Comparison.TAX_ID ? features.taxIds() : one(features.customerNumber());
    }

    private static Term[] one(@Nullable Term term) {
        return term == null ? NONE : new Term[] {term};
    }

    private static Level level(Term[] left, Term[] right, IdentifierRule rule, TermFrequencies frequencies) {
        Level best = Level.NONE;
        for (Term a : left) {
            for (Term b : right) {
                if (isUnused(a, rule, frequencies) || isUnused(b, rule, frequencies)) {
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

    private static boolean isUnused(Term id, IdentifierRule rule, TermFrequencies frequencies) {
        return frequencies.knows(Frequency.IDENTIFIER, id.hash()) || rule.blocks(id.text());
    }
}
