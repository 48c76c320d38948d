package dev.karat.engine.match;

import dev.karat.engine.normalize.Features;
import dev.karat.engine.normalize.Hash;
import dev.karat.engine.normalize.Term;
import org.jspecify.annotations.Nullable;

/** Compares addresses and places. */
final class PlaceComparer {
    private static final double SIMILAR_STREET = 0.6;
    private static final double CLOSE_PLACE = 0.9;

    private PlaceComparer() {}

    static void compare(Features a, Features b, PairVector into) {
        street(a, b, into);
        area(a, b, into);
        text(Comparison.BIRTH_PLACE, a.birthPlace(), b.birthPlace(), into);
        text(Comparison.OCCUPATION, a.occupation(), b.occupation(), into);
    }

    /** Hash of house number and street, or 0 where one of them is missing. */
    static long addressHash(Features features) {
        Term house = features.house();
        Term street = features.street();
        return house == null || street == null ? 0 : Hash.join(house.hash(), street.hash());
    }

    private static void street(Features a, Features b, PairVector into) {
        Term left = a.street();
        Term right = b.street();
        if (left == null || right == null) {
            return;
        }
        Term houseA = a.house();
        Term houseB = b.house();
        boolean house = houseA != null && houseB != null && houseA.sameAs(houseB);
        boolean otherHouse = houseA != null && houseB != null && !house;
        if (left.sameAs(right)) {
            into.set(Comparison.STREET, house ? Level.EXACT : Level.PART, house ? addressHash(a) : left.hash());
            return;
        }
        boolean similar = similarity(left, right) >= SIMILAR_STREET;
        if (!similar) {
            into.set(Comparison.STREET, Level.DIFFERENT);
        } else if (house) {
            into.set(Comparison.STREET, Level.VARIANT);
        } else {
            into.set(Comparison.STREET, otherHouse ? Level.SIMILAR : Level.PART, 0);
        }
    }

    /** The better of common words, measured on the shorter side, and common pairs of letters. */
    private static double similarity(Term a, Term b) {
        if ((a.letters() & b.letters()) == 0) {
            return 0;
        }
        int common = 0;
        int letters = 0;
        for (int i = 0; i < a.size(); i++) {
            for (int j = 0; j < b.size(); j++) {
                if (a.word(i).sameAs(b.word(j))) {
                    common++;
                    letters += a.word(i).text().length();
                    break;
                }
            }
        }
        double words = letters < 4 ? 0 : (double) common / Math.min(a.size(), b.size());
        return words >= SIMILAR_STREET || StringDistance.bigramsMax(a, b) < SIMILAR_STREET
                ? words
                : StringDistance.bigrams(a.text(), b.text());
    }

    private static void area(Features a, Features b, PairVector into) {
        Level postcode = postcode(a.postcode(), b.postcode());
        Level locality = text(a.locality(), b.locality());
        if (postcode == Level.NONE && locality == Level.NONE) {
            return;
        }
        if (postcode == Level.EXACT) {
            boolean both = locality == Level.EXACT || locality == Level.CLOSE;
            into.set(Comparison.AREA, both ? Level.EXACT : Level.VARIANT, Term.hashOf(a.postcode()));
        } else if (locality == Level.EXACT) {
            into.set(Comparison.AREA, Level.PART, Term.hashOf(a.locality()));
        } else if (postcode == Level.CLOSE || locality == Level.CLOSE) {
            into.set(Comparison.AREA, Level.CLOSE);
        } else {
            into.set(Comparison.AREA, Level.DIFFERENT);
        }
    }

    private static Level postcode(@Nullable Term a, @Nullable Term b) {
        if (a == null || b == null) {
            return Level.NONE;
        }
        if (a.sameAs(b)) {
            return Level.EXACT;
        }
        return StringDistance.isOneEditApart(a, b) ? Level.CLOSE : Level.DIFFERENT;
    }

    private static void text(Comparison comparison, @Nullable Term a, @Nullable Term b, PairVector into) {
        Level level = text(a, b);
        into.set(comparison, level, level == Level.EXACT ? Term.hashOf(a) : 0);
    }

    private static Level text(@Nullable Term a, @Nullable Term b) {
        if (a == null || b == null) {
            return Level.NONE;
        }
        if (a.sameAs(b)) {
            return Level.EXACT;
        }
        return StringDistance.jaroWinklerMax(a, b) >= CLOSE_PLACE
                        && StringDistance.jaroWinkler(a.text(), b.text()) >= CLOSE_PLACE
                ? Level.CLOSE
                : Level.DIFFERENT;
    }
}
