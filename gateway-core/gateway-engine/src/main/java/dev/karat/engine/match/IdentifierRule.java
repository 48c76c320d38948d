package dev.karat.engine.match;

import dev.karat.engine.normalize.Features;
import dev.karat.engine.normalize.Normalizer;
import dev.karat.engine.normalize.Term;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How an identifier is used. The rules of a model are in order: where two decisive ones disagree about a pair, the first
 * of them decides.
 *
 * @param comparison national id, tax id or customer number
 * @param decisive true if the same identifier joins two records by itself, unless they contradict each other; false if
 *     it is evidence like any other
 * @param bearersMax customers who may bear a value, at least 2; one that more bear now is not used, see
 *     {@link IdentifierBearers}
 * @param blocked patterns of values that are never used, matched on the folded value without blanks
 */
public record IdentifierRule(Comparison comparison, boolean decisive, int bearersMax, List<Pattern> blocked) {
    public IdentifierRule {
        if (comparison != Comparison.NATIONAL_ID
                && comparison != Comparison.TAX_ID
                && comparison != Comparison.CUSTOMER_NUMBER) {
            throw new IllegalArgumentException(comparison.path() + " is no identifier");
        }
        if (bearersMax < 2) {
            throw new IllegalArgumentException("bearersMax is at least 2");
        }
        blocked = List.copyOf(blocked);
    }

    private static final Term[] NONE = {};

    /** By what records with the same value are brought together. */
    KeyKind key() {
        return comparison == Comparison.NATIONAL_ID
                ? KeyKind.NATIONAL_ID
                : comparison == Comparison.TAX_ID ? KeyKind.TAX_ID : KeyKind.CUSTOMER_NUMBER;
    }

    /** What a record says, not to be changed. */
    Term[] values(Features features) {
        if (comparison == Comparison.NATIONAL_ID) {
            return features.nationalIds();
        }
        return comparison == Comparison.TAX_ID ? features.taxIds() : one(features.customerNumber());
    }

    private static Term[] one(@Nullable Term term) {
        return term == null ? NONE : new Term[] {term};
    }

    /** The bit of a value in {@link Features#crowded()}. */
    int bit(int index) {
        int first = comparison == Comparison.NATIONAL_ID ? 0 : comparison == Comparison.TAX_ID ? 1 : 2;
        return 1 << (Normalizer.VALUES_MAX * first + index);
    }

    /** True if too many customers bear a value of this identifier that the record says. */
    boolean isCrowded(Features features) {
        int bits = features.crowded();
        return bits != 0 && (bits & (bit(Normalizer.VALUES_MAX) - bit(0))) != 0;
    }

    /** What decisive identifiers say of a pair with these levels. */
    static Verdict verdict(List<IdentifierRule> rules, long pattern) {
        boolean refuted = false;
        for (IdentifierRule rule : rules) {
            if (rule.decisive) {
                Level level = Level.of(rule.comparison.in(pattern));
                if (level == Level.EXACT) {
                    return refuted ? Verdict.TWO : Verdict.ONE;
                }
                refuted |= level == Level.DIFFERENT;
            }
        }
        return Verdict.NONE;
    }

    /** What decisive identifiers say of a pair. */
    enum Verdict {
        /** One customer: they agree in a decisive identifier, and in none before it do they differ. */
        ONE,
        /** Two customers: they agree in a decisive identifier, but differ in one that comes before it. */
        TWO,
        NONE
    }

    /** True if the folded value is one that the rule never uses. */
    boolean blocks(String value) {
        for (Pattern pattern : blocked) {
            if (pattern.matcher(value).matches()) {
                return true;
            }
        }
        return false;
    }
}
