package dev.karat.engine.normalize;

import com.ibm.icu.text.Transliterator;
import java.text.Normalizer.Form;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Folds a text to lower case words of ASCII letters and digits, parted by single blanks: accents go, other scripts are
 * transliterated, apostrophes vanish, other punctuation parts words. Letters of a script that has no transliteration
 * are kept. Plain ASCII takes a path without any library, because transliteration costs microseconds.
 */
public final class TextFolder {
    /** Characters of one value that are looked at; what follows is cut off, so that a value of a megabyte costs little. */
    public static final int LENGTH_MAX = 256;

    /** Words of other scripts whose transliteration is kept, for each of two tables. */
    private static final int WORDS_MAX = 50_000;

    /**
     * The romanization of passports and road signs where there is one (BGN/PCGN, UNGEGN), because it is the one that people
     * use for their names. Thread-safe by ICU's contract for rule-based transliterators.
     */
    private static final class Holder {
        static final Transliterator RUSSIAN = Transliterator.getInstance("Russian-Latin/BGN");
        static final Transliterator UKRAINIAN = Transliterator.getInstance("Ukrainian-Latin/BGN");
        static final Transliterator GREEK = Transliterator.getInstance("Greek-Latin/UNGEGN");
        static final Transliterator ANY = Transliterator.getInstance("Any-Latin; Latin-ASCII");
        static final Map<String, String> WORDS = new ConcurrentHashMap<>();
        static final Map<String, String> UKRAINIAN_WORDS = new ConcurrentHashMap<>();
    }

    private TextFolder() {}

    public static String fold(String text) {
        String cut = cut(text);
        return words(isAscii(cut) ? cut : toAscii(cut));
    }

    /** As {@link #fold}, but Han characters whose reading is not known stay, since a name can be read in many ways. */
    static String foldName(String text) {
        String cut = cut(text);
        if (isAscii(cut) || !HanWords.isIn(cut)) {
            return fold(cut);
        }
        var folded = new StringBuilder();
        for (String word : words(HanWords.read(cut)).split(" ", -1)) {
            // A word of marks only folds to nothing.
            String kept = HanWords.isIn(word) ? word : fold(word);
            folded.append(folded.length() == 0 || kept.isEmpty() ? "" : " ").append(kept);
        }
        return folded.toString();
    }

    private static String cut(String text) {
        return text.length() > LENGTH_MAX ? text.substring(0, LENGTH_MAX) : text;
    }

    static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static String toAscii(String text) {
        String bare = withoutMarks(text);
        return isAscii(bare) ? bare : romanized(HanWords.isIn(text) ? HanWords.read(text) : text);
    }

    private static String withoutMarks(String text) {
        String plain = java.text.Normalizer.normalize(text, Form.NFKD);
        var letters = new StringBuilder(plain.length());
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            if (Character.getType(c) != Character.NON_SPACING_MARK) {
                letters.append(c);
            }
        }
        return letters.toString();
    }

    /** Word by word, because words come again and again, and their transliteration costs microseconds. */
    private static String romanized(String text) {
        boolean ukrainian = isUkrainian(text);
        var romanized = new StringBuilder(text.length() + 16);
        int start = 0;
        for (int end = 0; end <= text.length(); end++) {
            if (end == text.length() || text.charAt(end) < 0x80) {
                if (end > start) {
                    romanized.append(romanizedWord(text.substring(start, end), ukrainian));
                }
                if (end < text.length()) {
                    romanized.append(text.charAt(end));
                }
                start = end + 1;
            }
        }
        return romanized.toString();
    }

    private static String romanizedWord(String word, boolean ukrainian) {
        Map<String, String> known = ukrainian ? Holder.UKRAINIAN_WORDS : Holder.WORDS;
        String romanized = known.get(word);
        if (romanized == null) {
            romanized = transliterated(word, ukrainian);
            if (known.size() < WORDS_MAX) {
                known.put(word, romanized);
            }
        }
        return romanized;
    }

    /** By the rules of the word's script, and by general ones for what these leave. */
    private static String transliterated(String word, boolean ukrainian) {
        var script = Character.UnicodeScript.of(word.codePointAt(0));
        String latin = word;
        if (script == Character.UnicodeScript.CYRILLIC) {
            latin = (ukrainian ? Holder.UKRAINIAN : Holder.RUSSIAN).transliterate(word);
        } else if (script == Character.UnicodeScript.GREEK) {
            latin = Holder.GREEK.transliterate(word);
        }
        String bare = withoutMarks(latin);
        return isAscii(bare) ? bare : Holder.ANY.transliterate(latin);
    }

    /** True for letters that no other language of the larger ones with Cyrillic letters has. */
    private static boolean isUkrainian(String text) {
        for (int i = 0; i < text.length(); i++) {
            if ("іїєґІЇЄҐ".indexOf(text.charAt(i)) >= 0) {
                return true;
            }
        }
        return false;
    }

    private static String words(String text) {
        var words = new StringBuilder(text.length());
        boolean parted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isKept(c)) {
                if (parted && words.length() > 0) {
                    words.append(' ');
                }
                parted = false;
                words.append(c < 0x80 ? lower(c) : Character.toLowerCase(c));
            } else if (!isSilent(c)) {
                parted = true;
            }
        }
        return words.toString();
    }

    private static boolean isKept(char c) {
        return c < 0x80
                ? (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
                : Character.isLetterOrDigit(c);
    }

    /** Apostrophes and marks stand inside a word: O'Hara is one word. */
    private static boolean isSilent(char c) {
        return c == '\''
                || c == '`'
                || c == '\u2019'
                || c == '\u02bc'
                || Character.getType(c) == Character.NON_SPACING_MARK;
    }

    private static char lower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
    }

    /** Lower case by fixed rules, whatever the machine's locale says of the letter I. */
    static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
