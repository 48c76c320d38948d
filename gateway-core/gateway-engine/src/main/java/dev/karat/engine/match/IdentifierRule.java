package dev.karat.engine.match;

import java.util.List;
import java.util.regex.Pattern;

/**
 * How an identifier is used.
 *
 * @param comparison national id, tax id or customer number
 * @param decisive true if the same identifier joins two records by itself, unless they contradict each other; false if
 *     it is evidence like any other
 * @param bearersMax from how many records on, among those that the model was fitted on, a value is not used, at least
 *     2; a frozen model does not count anew
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

    /** True if a pair with these levels is joined by this identifier alone. */
    boolean decides(long pattern) {
        return decisive && Level.of(comparison.in(pattern)) == Level.EXACT;
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
