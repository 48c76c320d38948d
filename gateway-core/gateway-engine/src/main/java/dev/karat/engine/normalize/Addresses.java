package dev.karat.engine.normalize;

import dev.karat.api.model.Attribute;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Brings an address into parts that compare: house number, words of the street, postcode, locality. Also takes addresses
 * written in one line, as far as this goes without a gazetteer.
 */
final class Addresses {
    /** Words for street, in short and in full: they are dropped, because one person writes them and the next does not. */
    private static final Set<String> STREET_WORDS = WordLists.set("street-words");

    private static final List<String> STREET_ENDINGS = List.of("strasse", "straat", "str");
    private static final Map<String, String> WORDS = WordLists.map("address-words");
    /** Words after which the number of a flat, a floor or a suite follows. */
    private static final Set<String> UNITS = WordLists.set("unit-words");

    private final TermTable terms;

    Addresses(TermTable terms) {
        this.terms = terms;
    }

    void read(RecordValues data, FeaturesBuilder into) {
        String country = data.component(Attribute.ADDRESS, "country");
        String postalCode = data.component(Attribute.ADDRESS, "postalCode");
        String locality = data.component(Attribute.ADDRESS, "locality");
        String line = data.component(Attribute.ADDRESS, "streetAddress");
        into.country = country == null ? null : CountryNormalizer.alpha2(country);
        into.postcode = postcode(postalCode);
        into.locality = text(locality);
        if (line != null) {
            line(line, into);
        }
    }

    /** A folded place name, or null for none and for placeholders. */
    @Nullable
    Term text(@Nullable String raw) {
        String folded = raw == null ? "" : TextFolder.fold(raw);
        return Placeholders.isText(folded) ? null : terms.term(folded);
    }

    private @Nullable Term postcode(@Nullable String raw) {
        if (raw == null) {
            return null;
        }
        String compact = TextFolder.fold(raw).replace(" ", "");
        // ZIP+4 (USPS): the first five digits name the delivery area, the rest a part of it that few write.
        String code = compact.length() == 9 && isDigits(compact) ? compact.substring(0, 5) : compact;
        return Placeholders.isText(code) || (Placeholders.isNumber(code) && code.charAt(0) == '0')
                ? null
                : terms.term(code);
    }

    private void line(String line, FeaturesBuilder into) {
        int comma = into.locality == null ? line.indexOf(',') : -1;
        var words = new ArrayList<>(
                Arrays.asList(TextFolder.fold(line.replace('#', ' ')).split(" ", -1)));
        if (Placeholders.isText(String.join(" ", words))) {
            return;
        }
        takePostcode(words, into);
        dropUnits(words);
        if (comma > 0) {
            takeLocality(line, words, into);
        }
        into.house = terms.term(takeHouse(words));
        into.street = terms.term(street(words));
    }

    /** The last word, where it looks like a postcode and none is given: five or six digits, not the house number. */
    private void takePostcode(List<String> words, FeaturesBuilder into) {
        for (int i = words.size() - 1; i > 1; i--) {
            String word = words.get(i);
            if ((word.length() == 5 || word.length() == 6) && isDigits(word)) {
                if (into.postcode == null) {
                    into.postcode = terms.term(word);
                }
                if (into.postcode != null && into.postcode.text().equals(word)) {
                    words.remove(i);
                }
                return;
            }
        }
    }

    private void dropUnits(List<String> words) {
        for (int i = words.size() - 2; i >= 0; i--) {
            if (UNITS.contains(words.get(i))
                    && Character.isDigit(words.get(i + 1).charAt(0))) {
                words.subList(i, i + 2).clear();
            }
        }
    }

    /** In "12 Main St, Springfield, IL 62701" the part after the first comma that has no digits is the locality. */
    private void takeLocality(String line, List<String> words, FeaturesBuilder into) {
        String[] parts = line.split(",", TermTable.WORDS_MAX);
        boolean streetSeen = false;
        for (String part : parts) {
            String folded = TextFolder.fold(part);
            boolean digits = folded.chars().anyMatch(Character::isDigit);
            if (streetSeen && !digits && folded.length() > 2) {
                into.locality = terms.term(folded);
                remove(words, folded);
                return;
            }
            streetSeen |= digits;
        }
    }

    private static void remove(List<String> words, String locality) {
        for (String word : locality.split(" ", -1)) {
            int last = words.lastIndexOf(word);
            if (last > 0) {
                words.remove(last);
            }
        }
    }

    /** The first word that starts with a digit and is no ordinal; "14th Ave" names a street. */
    private static String takeHouse(List<String> words) {
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (Character.isDigit(word.charAt(0)) && !isOrdinal(word)) {
                words.remove(i);
                return word;
            }
        }
        return "";
    }

    private static boolean isOrdinal(String word) {
        return word.length() > 2
                && (word.endsWith("st") || word.endsWith("nd") || word.endsWith("rd") || word.endsWith("th"));
    }

    private static String street(List<String> words) {
        var kept = new ArrayList<String>(words.size());
        for (String word : words) {
            if (!word.isEmpty() && !STREET_WORDS.contains(word)) {
                kept.add(WORDS.getOrDefault(withoutEnding(word), withoutEnding(word)));
            }
        }
        return String.join(" ", kept.isEmpty() ? words : kept);
    }

    private static String withoutEnding(String word) {
        for (String ending : STREET_ENDINGS) {
            if (word.length() > ending.length() + 2 && word.endsWith(ending)) {
                return word.substring(0, word.length() - ending.length());
            }
        }
        return word;
    }

    private static boolean isDigits(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (word.charAt(i) < '0' || word.charAt(i) > '9') {
                return false;
            }
        }
        return !word.isEmpty();
    }
}
