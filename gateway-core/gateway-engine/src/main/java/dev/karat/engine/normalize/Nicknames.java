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

/** Groups of given names that stand for one another; a name may be in several groups, as Pat is. */
final class Nicknames {
    private static final class Holder {
        static final Nicknames STANDARD = read("nicknames.txt");
    }

    private final Map<String, int[]> groups = new HashMap<>();

    private Nicknames() {}

    /** The table that comes with the product: {@code nicknames.txt}, one group in a line. */
    static Nicknames standard() {
        return Holder.STANDARD;
    }

    int[] groups(String word) {
        return groups.getOrDefault(word, Term.NO_NICKNAMES);
    }

    private static Nicknames read(String resource) {
        var stream = Objects.requireNonNull(Nicknames.class.getResourceAsStream(resource), resource);
        try (var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            var table = new Nicknames();
            int group = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.isBlank() && line.charAt(0) != '#') {
                    table.add(group++, line.strip().split(" +"));
                }
            }
            return table;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(int group, String[] names) {
        for (String name : names) {
            int[] known = groups(name);
            int[] more = Arrays.copyOf(known, known.length + 1);
            more[known.length] = group;
            groups.put(name, more);
        }
    }
}
