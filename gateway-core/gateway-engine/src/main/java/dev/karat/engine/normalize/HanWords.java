package dev.karat.engine.normalize;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Reads Japanese words that are written in Han characters. The characters do not tell how a name is read, so this takes
 * a table ({@code han-words.txt}); what is not in it stays as it is. Immutable.
 */
final class HanWords {
    private static final class Holder {
        static final Map<String, String> READINGS = readings();
    }

    private static final int WORD_LENGTH_MAX = 5;

    private HanWords() {}

    static boolean isHan(int character) {
        return Character.UnicodeScript.of(character) == Character.UnicodeScript.HAN;
    }

    /** True if a character of the text is a Han character. */
    static boolean isIn(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x2e80 && isHan(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    /** The text with every known word replaced by its reading, set apart by blanks. */
    static String read(String text) {
        var read = new StringBuilder(text.length() + 16);
        int at = 0;
        while (at < text.length()) {
            int end = at;
            while (end < text.length() && isHan(text.charAt(end))) {
                end++;
            }
            if (end == at) {
                read.append(text.charAt(at++));
            } else {
                run(text.substring(at, end), read);
                at = end;
            }
        }
        return read.toString();
    }

    /** One unbroken run of characters: known words from the start on, and the rest as it is. */
    private static void run(String run, StringBuilder into) {
        int at = 0;
        for (int length = known(run, at); length > 0; length = known(run, at)) {
            into.append(' ').append(Holder.READINGS.get(run.substring(at, at + length)));
            at += length;
        }
        into.append(' ').append(run, at, run.length());
    }

    /** Length of the longest known word at a place, 0 if there is none. */
    private static int known(String run, int at) {
        for (int length = Math.min(WORD_LENGTH_MAX, run.length() - at); length > 0; length--) {
            boolean alone = at == 0 && length == run.length();
            if ((length > 1 || alone) && Holder.READINGS.containsKey(run.substring(at, at + length))) {
                return length;
            }
        }
        return 0;
    }

    private static Map<String, String> readings() {
        var stream = Objects.requireNonNull(HanWords.class.getResourceAsStream("han-words.txt"));
        try (var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            var readings = new HashMap<String, String>();
            reader.lines().filter(line -> line.charAt(0) != '#').forEach(line -> {
                String[] words = line.split(" ", -1);
                Arrays.stream(words).skip(1).forEach(word -> readings.putIfAbsent(word, words[0]));
            });
            return Map.copyOf(readings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
