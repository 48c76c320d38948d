package dev.karat.testkit.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Names, places and numbers of one country, read from a text file beside this class. Immutable. */
final class Region {
    /** The countries; how often one is listed is how often it is drawn. */
    static final List<Region> ALL =
            load("de", "de", "de", "at", "ch", "fr", "fr", "es", "pl", "gb", "gb", "us", "us", "jp", "gr", "ua");

    private static final int RARE_EVERY = 3;

    private record Town(Spelling name, String postalCode) {}

    private final String code;
    private final Map<String, List<Spelling>> lists;
    private final List<Town> towns;

    /** What the file holds, by its key; a key of another file where the file says {@code like}. */
    private Region(String code, Map<String, List<Spelling>> lists) {
        this.code = code;
        this.lists = lists;
        int zipWords = lists.containsKey("zipwords") ? 2 : 1;
        this.towns = list("city").stream().map(city -> town(city, zipWords)).toList();
    }

    private static List<Region> load(String... names) {
        var loaded = new HashMap<String, Region>();
        return Arrays.stream(names)
                .map(name -> loaded.computeIfAbsent(name, key -> new Region(key.toUpperCase(Locale.ROOT), read(key))))
                .toList();
    }

    List<Spelling> list(String key) {
        return Objects.requireNonNull(lists.get(key), key);
    }

    /** ISO 3166 alpha-2. */
    String code() {
        return code;
    }

    Spelling given(Draw draw, boolean female) {
        return draw.common(list(female ? "f" : "m"));
    }

    /** A family name: a common one, or a rare one put together of two parts. */
    Spelling family(Draw draw, boolean female) {
        boolean rare = lists.containsKey("rare.a") && draw.between(1, RARE_EVERY) == 1;
        Spelling name = rare
                ? Spelling.of(draw.one(list("rare.a")).own()
                        + draw.one(list("rare.b")).own())
                : draw.common(list("family"));
        return female ? feminine(name) : name;
    }

    /** The form that a woman of that family bears; it differs in Poland only. */
    Spelling feminine(Spelling family) {
        return code.equals("PL") ? family.map(name -> name.replaceAll("(sk|ck|dzk)i$", "$1a")) : family;
    }

    Home home(Draw draw) {
        Town town = draw.common(towns);
        String number = draw.between(1, 160) + (draw.chance(0.1) ? "a" : "");
        return new Home(this, draw.one(list("street")), number, town.name, town.postalCode);
    }

    /** A telephone number in E.164. */
    String phone(Draw draw, boolean mobile) {
        String national =
                draw.digits(draw.one(list(mobile ? "mobile" : "landline")).own());
        return "+" + calling() + (national.startsWith("0") ? national.substring(1) : national);
    }

    String calling() {
        return list("calling").get(0).own();
    }

    /** Reads {@code 00-001 Warszawa/Warsaw}. */
    private static Town town(Spelling city, int zipWords) {
        String[] words = city.variants().toArray(String[]::new);
        String[] first = words[0].split(" ", zipWords + 1);
        words[0] = first[zipWords];
        return new Town(Spelling.of(words), String.join(" ", List.of(first).subList(0, zipWords)));
    }

    private static Map<String, List<Spelling>> read(String name) {
        InputStream resource = Objects.requireNonNull(Region.class.getResourceAsStream(name + ".txt"), name);
        Map<String, List<Spelling>> lists = new HashMap<>();
        try (var in = new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                int colon = line.indexOf(": ");
                lists.put(line.substring(0, colon), spellings(line.substring(colon + 2)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the names of " + name, e);
        }
        List<Spelling> like = lists.remove("like");
        if (like != null) {
            read(like.get(0).own()).forEach(lists::putIfAbsent);
        }
        return Map.copyOf(lists);
    }

    private static List<Spelling> spellings(String line) {
        return Arrays.stream(line.split(", ", -1)).map(Spelling::parse).collect(Collectors.toUnmodifiableList());
    }
}
