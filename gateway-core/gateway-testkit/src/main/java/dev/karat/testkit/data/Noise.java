package dev.karat.testkit.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What people and clerks do to values on their way into a system. */
final class Noise {
    private static final Map<String, List<String>> NICKNAMES = nicknames();
    private static final Map<String, String> ABBREVIATIONS = Map.of(
            "straße", "str.",
            "Straße", "Str.",
            " Street", " St",
            " Road", " Rd",
            " Avenue", " Ave",
            "avenue ", "av. ",
            "boulevard ", "bd ",
            "Calle ", "C/ ",
            "Avenida ", "Avda. ",
            "вулиця ", "вул. ");

    private final Draw draw;

    Noise(Draw draw) {
        this.draw = draw;
    }

    Draw draw() {
        return draw;
    }

    /** With that probability one slip of the keyboard: a letter changed, lost, doubled, or two swapped. */
    String typing(double probability, String text) {
        if (text.length() < 4 || !draw.chance(probability)) {
            return text;
        }
        int at = draw.between(1, text.length() - 2);
        var slipped = new StringBuilder(text);
        switch (draw.between(1, 4)) {
            case 1 -> slipped.setCharAt(at, (char) ('a' + draw.between(0, 25)));
            case 2 -> slipped.deleteCharAt(at);
            case 3 -> slipped.insert(at, slipped.charAt(at));
            default -> {
                slipped.setCharAt(at, text.charAt(at + 1));
                slipped.setCharAt(at + 1, text.charAt(at));
            }
        }
        return slipped.toString();
    }

    /** With that probability the name that friends use, if there is one. */
    String nickname(double probability, String given, Spelling name) {
        List<String> nicknames = NICKNAMES.get(name.latin());
        return nicknames != null && draw.chance(probability) ? draw.one(nicknames) : given;
    }

    /** The spelling: in Latin letters with one probability, else without accents with the other, else as its own. */
    String spelt(Spelling spelling, double latin, double plain) {
        if (draw.chance(plain)) {
            return spelling.ascii();
        }
        return draw.chance(latin) ? spelling.latin() : spelling.own();
    }

    String abbreviated(double probability, String street) {
        if (!draw.chance(probability)) {
            return street;
        }
        String shorter = street;
        for (var pair : ABBREVIATIONS.entrySet()) {
            shorter = shorter.replace(pair.getKey(), pair.getValue());
        }
        return shorter;
    }

    /** A number as people write it at home, from E.164. */
    String nationalPhone(String e164, String calling) {
        String rest = e164.substring(1 + calling.length());
        String trunk = List.of("34", "48", "1", "30").contains(calling) ? "" : "0";
        int split = Math.min(3, rest.length());
        return switch (draw.between(1, 4)) {
            case 1 -> trunk + rest.substring(0, split) + "/" + rest.substring(split);
            case 2 -> trunk + rest.substring(0, split) + " " + rest.substring(split);
            case 3 -> "00" + calling + " " + rest.substring(0, split) + " " + rest.substring(split);
            default -> "+" + calling + " " + rest.substring(0, split) + "-" + rest.substring(split);
        };
    }

    private static Map<String, List<String>> nicknames() {
        var resource = Objects.requireNonNull(Noise.class.getResourceAsStream("nicknames.txt"));
        var map = new HashMap<String, List<String>>();
        try (var in = new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                int colon = line.indexOf(": ");
                map.put(
                        line.substring(0, colon),
                        List.of(line.substring(colon + 2).split(", ", -1)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the nicknames", e);
        }
        return Map.copyOf(map);
    }
}
