package dev.karat.engine.normalize;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The word lists of {@code words.txt}, by name. Read once; immutable. */
final class WordLists {
    private static final Map<String, Map<String, String>> LISTS = read();

    private WordLists() {}

    /** Words of a list; an underscore in the file stands for a blank. */
    static Set<String> set(String name) {
        return map(name).keySet();
    }

    /** Words of a list with their replacements. */
    static Map<String, String> map(String name) {
        return Objects.requireNonNull(LISTS.get(name), name);
    }

    private static Map<String, Map<String, String>> read() {
        var lists = new HashMap<String, Map<String, String>>();
        try (var stream = Objects.requireNonNull(WordLists.class.getResourceAsStream("words.txt"))) {
            String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            text.lines()
                    .filter(line -> !line.isBlank() && line.charAt(0) != '#')
                    .forEach(line -> {
                        int colon = line.indexOf(':');
                        lists.put(line.substring(0, colon), words(line.substring(colon + 1)));
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.copyOf(lists);
    }

    private static Map<String, String> words(String list) {
        var words = new HashMap<String, String>();
        for (String word : list.strip().split(" +", -1)) {
            int equals = word.indexOf('=');
            String key = equals < 0 ? word : word.substring(0, equals);
            words.put(key.replace('_', ' '), equals < 0 ? "" : word.substring(equals + 1));
        }
        return Map.copyOf(words);
    }
}
