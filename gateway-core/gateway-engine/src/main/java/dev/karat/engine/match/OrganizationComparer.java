package dev.karat.engine.match;

import dev.karat.engine.normalize.Features;
import dev.karat.engine.normalize.Term;

/** Compares names of organisations: rare words count more, and the best agreement of any two names counts. */
final class OrganizationComparer {
    private static final double CLOSE = 0.8;
    private static final double SIMILAR = 0.45;
    private static final double CONTAINED = 0.9;
    private static final double TYPING_ERROR = 0.8;
    private static final int TYPING_ERROR_LENGTH_MIN = 5;

    private OrganizationComparer() {}

    static void compare(Features a, Features b, TermFrequencies frequencies, PairVector into) {
        if (a.organizations().length == 0 || b.organizations().length == 0) {
            return;
        }
        Level best = Level.DIFFERENT;
        long value = 0;
        for (Term left : a.organizations()) {
            for (Term right : b.organizations()) {
                Level level = level(left, right, frequencies);
                if (level.compareTo(best) < 0) {
                    best = level;
                    value = level == Level.EXACT ? left.hash() : 0;
                }
            }
        }
        into.set(Comparison.ORGANIZATION, best, value);
    }

    private static Level level(Term a, Term b, TermFrequencies frequencies) {
        if (a.sameAs(b)) {
            return Level.EXACT;
        }
        double allA = weight(a, frequencies);
        double allB = weight(b, frequencies);
        // The shorter side looks for its words in the longer one; the order of two equal sides must not matter.
        double common = a.size() < b.size() ? common(a, b, frequencies) : common(b, a, frequencies);
        if (a.size() == b.size()) {
            common = (common(a, b, frequencies) + common) / 2;
        }
        double similarity = 2 * common / (allA + allB);
        if (similarity >= CLOSE || StringDistance.bigrams(a.text(), b.text()) >= CLOSE) {
            return Level.CLOSE;
        }
        if (common >= CONTAINED * Math.min(allA, allB)) {
            return Level.PART;
        }
        return similarity >= SIMILAR ? Level.SIMILAR : Level.DIFFERENT;
    }

    private static double weight(Term name, TermFrequencies frequencies) {
        double sum = 0;
        for (int i = 0; i < name.size(); i++) {
            sum -= frequencies.log2(Frequency.ORGANIZATION_WORD, name.word(i).hash());
        }
        return sum;
    }

    private static double common(Term shorter, Term longer, TermFrequencies frequencies) {
        double sum = 0;
        for (int i = 0; i < shorter.size(); i++) {
            Term word = shorter.word(i);
            sum -= found(word, longer) * frequencies.log2(Frequency.ORGANIZATION_WORD, word.hash());
        }
        return sum;
    }

    private static double found(Term word, Term name) {
        double best = 0;
        for (int i = 0; i < name.size(); i++) {
            Term other = name.word(i);
            if (word.sameAs(other)) {
                return 1;
            }
            if (Math.min(word.text().length(), other.text().length()) >= TYPING_ERROR_LENGTH_MIN
                    && StringDistance.isOneEditApart(word.text(), other.text())) {
                best = TYPING_ERROR;
            }
        }
        return best;
    }
}
