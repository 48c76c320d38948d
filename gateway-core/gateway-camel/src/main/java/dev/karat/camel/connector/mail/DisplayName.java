package dev.karat.camel.connector.mail;

import dev.karat.engine.normalize.EmailNormalizer;
import java.lang.Character.UnicodeScript;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tells a name from the other things that people and programs write before their address. In doubt it is none. */
final class DisplayName {
    private static final int LENGTH_MAX = 80;
    private static final int WORDS_MAX = 6;

    /** Letters, and what stands between letters in names; neither digits nor brackets, bars, colons or signs. */
    private static final Pattern LETTERS = Pattern.compile("[\\p{L}\\p{M}][\\p{L}\\p{M} .,&'’ʼ·‐-]*");

    /** Said by somebody or something else for the sender. */
    private static final Pattern RELAYED =
            Pattern.compile("\\b(via|on behalf of|im auftrag von|i\\.? ?a\\.?|pour le compte de)\\b");

    /** What follows a comma without being a given name. */
    private static final Set<String> SUFFIXES = Set.of(
            "jr", "sr", "ii", "iii", "iv", "md", "phd", "dr", "prof", "mba", "msc", "bsc", "ma", "ba", "esq", "cpa",
            "inc", "ltd", "llc", "llp", "corp", "co", "gmbh", "ag", "kg", "sa", "bv");

    /** Scripts that part no words: one word is a whole name. */
    private static final Set<UnicodeScript> UNSPACED =
            Set.of(UnicodeScript.HAN, UnicodeScript.HIRAGANA, UnicodeScript.KATAKANA, UnicodeScript.HANGUL);

    private DisplayName() {}

    /** The name before an address, or null if it is in doubt. */
    static @Nullable String of(@Nullable String personal) {
        if (personal == null) {
            return null;
        }
        String name = unquoted(HeaderText.decode(personal));
        boolean shaped = !HeaderText.isGarbled(name)
                && name.length() <= LENGTH_MAX
                && LETTERS.matcher(name).matches();
        if (!shaped || RELAYED.matcher(name.toLowerCase(Locale.ROOT)).find()) {
            return null;
        }
        String[] words = name.split("[ ,]+");
        boolean function = Arrays.stream(words).anyMatch(word -> EmailNormalizer.isRole(word.toLowerCase(Locale.ROOT)));
        return function || words.length > WORDS_MAX || !isWhole(words) || !isPlainComma(name) ? null : name;
    }

    private static String unquoted(String text) {
        return text.replaceAll("^[\"'“”„‘’`]+|[\"'“”„‘’`]+$", "").strip();
    }

    /** One word may be anything, from a pet name to a brand. */
    private static boolean isWhole(String[] words) {
        return words.length > 1 || UNSPACED.contains(UnicodeScript.of(words[0].codePointAt(0)));
    }

    /** No comma, or one that parts family and given name rather than a title or a legal form. */
    private static boolean isPlainComma(String name) {
        int comma = name.indexOf(',');
        if (comma < 0) {
            return true;
        }
        String behind = name.substring(comma + 1).strip();
        return comma == name.lastIndexOf(',')
                && !behind.isEmpty()
                && Arrays.stream(
                                behind.toLowerCase(Locale.ROOT).replace(".", "").split(" "))
                        .noneMatch(SUFFIXES::contains);
    }
}
