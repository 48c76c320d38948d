package dev.karat.engine.normalize;

import dev.karat.api.model.Attribute;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Brings a person's names into one form: first given name, further ones, family name, generation. */
final class PersonNames {
    private static final Set<String> HONORIFICS = WordLists.set("honorifics");
    /** Words that belong to the family name that follows them. */
    private static final Set<String> PARTICLES = WordLists.set("particles");

    private static final Map<String, Integer> GENERATIONS =
            Map.of("sr", 1, "senior", 1, "jr", 2, "junior", 2, "ii", 2, "iii", 3, "iv", 4);

    private final TermTable terms;

    PersonNames(TermTable terms) {
        this.terms = terms;
    }

    void read(RecordValues data, FeaturesBuilder into) {
        var given = words(data.text(Attribute.GIVEN_NAME));
        var family = words(data.text(Attribute.FAMILY_NAME));
        var middle = words(data.text(Attribute.ADDITIONAL_NAME));
        String whole = data.text(Attribute.NAME);
        if (given.isEmpty() && family.isEmpty() && whole != null) {
            split(whole, given, family);
        }
        takeGeneration(words(data.text(Attribute.HONORIFIC_SUFFIX)), into);
        takeGeneration(family, into);
        takeGeneration(given, into);
        if (given.size() > 1 && given.get(given.size() - 1).equals("i")) {
            given.remove(given.size() - 1);
            into.generation = 1;
        }
        if (!given.isEmpty()) {
            into.given = terms.term(given.get(0));
            middle.addAll(0, given.subList(1, given.size()));
        }
        into.middle = terms.term(String.join(" ", middle));
        into.family = terms.term(String.join(" ", withParticles(family)));
    }

    /** Names of a name in one piece: "Family, Given", or in Han script family first, else family last. */
    private static void split(String whole, List<String> given, List<String> family) {
        String first = firstValue(whole);
        int comma = first.indexOf(',');
        if (comma > 0) {
            family.addAll(words(first.substring(0, comma)));
            given.addAll(words(first.substring(comma + 1)));
            return;
        }
        var all = words(first);
        if (all.isEmpty()) {
            return;
        }
        boolean familyFirst = isHan(first);
        if (familyFirst && all.size() == 1 && all.get(0).length() > 1 && HanWords.isIn(all.get(0))) {
            // Nearly all family names of China have one character, and no blank follows.
            all.add(all.get(0).substring(1));
            all.set(0, all.get(0).substring(0, 1));
        }
        int last = all.size() - 1;
        while (!familyFirst && last > 1 && GENERATIONS.containsKey(all.get(last))) {
            last--;
        }
        int start = last;
        while (!familyFirst && start > 1 && PARTICLES.contains(all.get(start - 1))) {
            start--;
        }
        family.addAll(familyFirst ? all.subList(0, 1) : all.subList(start, all.size()));
        given.addAll(familyFirst ? all.subList(1, all.size()) : all.subList(0, start));
    }

    private static void takeGeneration(List<String> words, FeaturesBuilder into) {
        if (words.isEmpty()) {
            return;
        }
        Integer generation = GENERATIONS.get(words.get(words.size() - 1));
        if (generation != null) {
            words.remove(words.size() - 1);
            into.generation = generation.byteValue();
        }
    }

    private static List<String> withParticles(List<String> words) {
        var joined = new ArrayList<String>(words.size());
        var prefix = new StringBuilder();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            prefix.append(word);
            if (i == words.size() - 1 || !PARTICLES.contains(word)) {
                joined.add(prefix.toString());
                prefix.setLength(0);
            }
        }
        return joined;
    }

    private static boolean isHan(String text) {
        return Character.UnicodeScript.of(text.codePointAt(0)) == Character.UnicodeScript.HAN;
    }

    /** Several names in one value are parted by a vertical bar; the first one counts. */
    private static String firstValue(String text) {
        int bar = text.indexOf('|');
        return bar > 0 ? text.substring(0, bar) : text;
    }

    private static List<String> words(@Nullable String raw) {
        var words = new ArrayList<String>(2);
        // Some systems put the address where they have no name.
        String folded = raw == null || raw.indexOf('@') >= 0 ? "" : TextFolder.foldName(firstValue(raw));
        if (Placeholders.isText(folded)) {
            return words;
        }
        for (String word : folded.split(" ", -1)) {
            if (!HONORIFICS.contains(word)) {
                words.add(word);
            }
        }
        return words;
    }
}
