package dev.karat.testkit.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Names, places and numbers of one country, read from a text file beside this class. Immutable. */
final class Region {
    /** The countries; how often one is listed is how often it is drawn. */
    static final List<Region> ALL =
            load("de", "de", "de", "at", "ch", "fr", "fr", "es", "pl", "gb", "gb", "us", "us", "jp", "gr", "ua");

    /** The placeholder of a family name in the name of a street. */
    private static final String NAME = "{}";

    private static final double NAMED_AFTER_SOMEBODY = 0.6;

    private record Town(Spelling name, String postalCode) {}

    private final String code;
    private final Map<String, List<Spelling>> lists;
    private final int rareThirds;
    private final List<Town> towns;

    /**
     * What the file holds, by its key; a key of another file where the file says {@code like}.
     *
     * @param rareThirds how many in three family names are rare ones, where there are some
     */
    private Region(String name, Map<String, List<Spelling>> lists, int rareThirds) {
        this.code = name.toUpperCase(Locale.ROOT);
        this.lists = lists;
        this.rareThirds = rareThirds;
        int zipWords = lists.containsKey("zipwords") ? 2 : 1;
        this.towns = list("city").stream().map(city -> town(city, zipWords)).toList();
    }

    private static List<Region> load(String... names) {
        var loaded = new HashMap<String, Region>();
        return Arrays.stream(names)
                .map(name -> loaded.computeIfAbsent(name, key -> new Region(key, read(key), 1)))
                .toList();
    }

    /** The same countries, each larger, as often as they are listed. */
    static List<Region> larger(List<Region> regions) {
        var larger = new HashMap<Region, Region>();
        return regions.stream()
                .map(region -> larger.computeIfAbsent(region, Region::larger))
                .toList();
    }

    /**
     * The same country with the further names of the folder {@code more}, where a key with a plus adds to the list and
     * any other replaces it: so many that people of the same full name are about as rare as in life.
     */
    private Region larger() {
        var larger = new HashMap<>(lists);
        read("more/" + code.toLowerCase(Locale.ROOT)).forEach((key, more) -> {
            boolean adds = key.endsWith("+");
            String list = adds ? key.substring(0, key.length() - 1) : key;
            larger.merge(list, more, adds ? Region::joined : (before, instead) -> instead);
        });
        return new Region(code, larger, 2);
    }

    private static List<Spelling> joined(List<Spelling> before, List<Spelling> more) {
        var joined = new LinkedHashMap<String, Spelling>();
        Stream.concat(before.stream(), more.stream()).forEach(next -> joined.putIfAbsent(next.own(), next));
        return List.copyOf(joined.values());
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
        boolean rare = lists.containsKey("rare.a") && draw.between(1, 3) <= rareThirds;
        Spelling name = rare
                ? draw.one(list("rare.a")).with(draw.one(list("rare.b")), String::concat)
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
        return new Home(this, street(draw), number, town.name, draw.digits(town.postalCode));
    }

    private Spelling street(Draw draw) {
        if (lists.containsKey("ways") && draw.chance(NAMED_AFTER_SOMEBODY)) {
            return draw.one(list("ways")).with(family(draw, false), (way, name) -> way.replace(NAME, name));
        }
        return draw.one(list("street"));
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
            String folder = name.substring(0, name.lastIndexOf('/') + 1);
            read(folder + like.get(0).own()).forEach(lists::putIfAbsent);
        }
        return Map.copyOf(lists);
    }

    private static List<Spelling> spellings(String line) {
        return Arrays.stream(line.split(", ", -1)).map(Spelling::parse).collect(Collectors.toUnmodifiableList());
    }
}
