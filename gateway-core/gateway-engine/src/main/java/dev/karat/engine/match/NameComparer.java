package dev.karat.engine.match;

import dev.karat.engine.normalize.Features;
import dev.karat.engine.normalize.Hash;
import dev.karat.engine.normalize.Term;
import org.jspecify.annotations.Nullable;

/** Compares persons' names: given, middle and family name, also in each other's place. */
final class NameComparer {
    /** Jaro-Winkler from which two names of four letters or more are held for one with a typing error. */
    private static final double CLOSE = 0.93;

    private static final double SIMILAR = 0.84;
    private static final int EDIT_LENGTH_MIN = 4;

    private NameComparer() {}

    static void compare(Features a, Features b, PairVector into) {
        Level given = given(a, b);
        Level family = family(a.family(), b.family());
        if (isSwapped(a, b, given, family)) {
            swapped(a, b, into);
        } else {
            into.set(Comparison.GIVEN_NAME, given, given == Level.EXACT ? Term.hashOf(a.given()) : 0);
            into.set(Comparison.FAMILY_NAME, family, family == Level.EXACT ? Term.hashOf(a.family()) : 0);
            if (given == Level.EXACT && family == Level.EXACT) {
                into.setFullName(fullName(a));
            }
        }
        into.set(Comparison.MIDDLE_NAME, middle(a.middle(), b.middle()));
        if (a.generation() != 0 && b.generation() != 0) {
            into.set(Comparison.GENERATION, a.generation() == b.generation() ? Level.EXACT : Level.DIFFERENT);
        }
    }

    /** Hash of given and family name, 0 where one of them is missing. */
    static long fullName(Features of) {
        return of.given() == null || of.family() == null
                ? 0
                : Hash.join(of.given().hash(), of.family().hash());
    }

    /** Both names crosswise, or one name that stands in the other place while its counterpart is missing. */
    private static void swapped(Features a, Features b, PairVector into) {
        long first = sameHash(a.given(), b.family());
        long second = sameHash(b.given(), a.family());
        if (a.given() != null && b.given() != null && a.family() != null && b.family() != null) {
            into.set(Comparison.GIVEN_NAME, Level.SWAPPED, Math.min(first, second));
            into.set(Comparison.FAMILY_NAME, Level.SWAPPED, Math.max(first, second));
        } else {
            into.set(Comparison.GIVEN_NAME, Level.SWAPPED, a.given() != null && b.family() != null ? first : second);
        }
    }

    private static long sameHash(@Nullable Term a, @Nullable Term b) {
        return a != null && b != null && a.sameAs(b) ? a.hash() : 0;
    }

    private static boolean isSwapped(Features a, Features b, Level given, Level family) {
        if (agrees(given) || agrees(family)) {
            return false;
        }
        Level first = cross(a.given(), b.family());
        Level second = cross(b.given(), a.family());
        boolean both = agrees(first) && agrees(second);
        boolean onlyOne = (agrees(first) && second == Level.NONE) || (agrees(second) && first == Level.NONE);
        return both || onlyOne;
    }

    private static Level cross(@Nullable Term given, @Nullable Term family) {
        return given == null || family == null ? Level.NONE : word(given, family);
    }

    private static boolean agrees(Level level) {
        return level == Level.EXACT || level == Level.CLOSE || level == Level.NICKNAME;
    }

    private static Level given(Features a, Features b) {
        Term left = a.given();
        Term right = b.given();
        if (left == null || right == null) {
            return Level.NONE;
        }
        Level level = word(left, right);
        if (level == Level.EXACT || level == Level.NICKNAME || level == Level.CLOSE || level == Level.INITIAL) {
            return level;
        }
        return contains(a.middle(), right) || contains(b.middle(), left) ? Level.PART : level;
    }

    private static boolean contains(@Nullable Term words, Term word) {
        if (words == null || word.text().length() < 2) {
            return false;
        }
        for (int i = 0; i < words.size(); i++) {
            if (words.word(i).sameAs(word)) {
                return true;
            }
        }
        return false;
    }

    /** One name against one name. */
    static Level word(Term a, Term b) {
        if (a.sameAs(b)) {
            return Level.EXACT;
        }
        if (a.isNicknameOf(b)) {
            return Level.NICKNAME;
        }
        if ((a.reading() == null) != (b.reading() == null)) {
            return reads(a, b) || reads(b, a) ? Level.CLOSE : Level.NONE;
        }
        String left = a.text();
        String right = b.text();
        if (left.length() == 1 || right.length() == 1) {
            return left.charAt(0) == right.charAt(0) ? Level.INITIAL : Level.DIFFERENT;
        }
        boolean oneEdit = StringDistance.isOneEditApart(a, b);
        if (oneEdit && Math.min(left.length(), right.length()) >= EDIT_LENGTH_MIN) {
            return Level.CLOSE;
        }
        boolean sound = a.phonetic() != 0 && a.phonetic() == b.phonetic();
        if (!sound && !oneEdit && StringDistance.jaroWinklerMax(a, b) < SIMILAR) {
            return Level.DIFFERENT;
        }
        if (left.length() >= EDIT_LENGTH_MIN && a.letters() == b.letters() && StringDistance.isAnagram(left, right)) {
            return Level.CLOSE;
        }
        double similarity = StringDistance.jaroWinkler(left, right);
        if (similarity >= CLOSE || (sound && similarity >= SIMILAR)) {
            return Level.CLOSE;
        }
        return similarity >= SIMILAR || sound || oneEdit ? Level.SIMILAR : Level.DIFFERENT;
    }

    /** True if one way to read the first is the second. Nothing follows from the contrary: there are other ways. */
    private static boolean reads(Term a, Term b) {
        Term reading = a.reading();
        return reading != null && reading.sameAs(b);
    }

    private static Level family(@Nullable Term a, @Nullable Term b) {
        if (a == null || b == null) {
            return Level.NONE;
        }
        if (a.sameAs(b)) {
            return Level.EXACT;
        }
        if ((a.size() > 1 || b.size() > 1) && shareWord(a, b)) {
            return Level.PART;
        }
        Level level = word(a, b);
        // Family names have no short forms: the table would take Stewart for Stuart only by chance.
        if (level == Level.NICKNAME || level == Level.INITIAL) {
            return level == Level.INITIAL ? Level.PART : Level.SIMILAR;
        }
        return level;
    }

    private static boolean shareWord(Term a, Term b) {
        for (int i = 0; i < a.size(); i++) {
            for (int j = 0; j < b.size(); j++) {
                if (a.word(i).text().length() > 2 && a.word(i).sameAs(b.word(j))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static Level middle(@Nullable Term a, @Nullable Term b) {
        if (a == null || b == null) {
            return Level.NONE;
        }
        Level best = Level.DIFFERENT;
        for (int i = 0; i < a.size(); i++) {
            for (int j = 0; j < b.size(); j++) {
                Level level = word(a.word(i), b.word(j));
                if (level == Level.EXACT) {
                    return a.word(i).text().length() > 1 ? Level.EXACT : Level.INITIAL;
                }
                if (level == Level.INITIAL) {
                    best = Level.INITIAL;
                } else if ((level == Level.CLOSE || level == Level.NICKNAME) && best == Level.DIFFERENT) {
                    best = Level.CLOSE;
                }
            }
        }
        return best;
    }
}
