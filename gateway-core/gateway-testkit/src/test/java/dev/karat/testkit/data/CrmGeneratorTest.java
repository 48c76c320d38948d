package dev.karat.testkit.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrmGeneratorTest {
    private static final int COUNT = 40_000;
    private static final List<GeneratedRecord> ENTRIES =
            new CrmGenerator(7).records(COUNT).toList();

    @TempDir
    Path folder = Path.of("");

    @Test
    void writesTheSameBytesForTheSameSeed() throws Exception {
        Path first = folder.resolve("first.csv");
        Path second = folder.resolve("second.csv");
        Path other = folder.resolve("other.csv");
        CrmCsv.write(first, 7, 3_000);
        CrmCsv.write(second, 7, 3_000);
        CrmCsv.write(other, 8, 3_000);
        assertThat(first).hasSameBinaryContentAs(second);
        assertThat(Files.readString(other)).isNotEqualTo(Files.readString(first));
        assertThat(Files.readAllLines(first)).hasSize(3_001);
    }

    @Test
    void givesMoreWithoutChangingTheFirst() {
        assertThat(new CrmGenerator(7).records(COUNT + 500).limit(COUNT)).isEqualTo(ENTRIES);
    }

    @Test
    void hasOneToFiveEntriesOfACustomer() {
        var counts = ENTRIES.stream()
                .collect(Collectors.groupingBy(GeneratedRecord::truthId, Collectors.counting()))
                .values();
        assertThat(counts).allMatch(count -> count <= 5).contains(1L, 2L, 3L, 4L, 5L);
        assertThat((double) COUNT / counts.size()).isCloseTo(2.5, within(0.1));
    }

    @Test
    void lacksEachValueAtItsOwnRate() {
        assertThat(missing("email", next -> true)).isCloseTo(0.15, within(0.015));
        assertThat(missing("phone", next -> true)).isCloseTo(0.25, within(0.02));
        assertThat(missing("streetAddress", next -> true)).isCloseTo(0.1, within(0.01));
        assertThat(missing("birthDate", CrmGeneratorTest::isPerson)).isCloseTo(0.2, within(0.02));
        assertThat(missing("givenName", CrmGeneratorTest::isPerson)).isCloseTo(0.02, within(0.005));
        assertThat(missing("taxId", next -> !isPerson(next))).isCloseTo(0.25, within(0.02));
        assertThat(missing("familyName", CrmGeneratorTest::isPerson)).isZero();
        assertThat(missing("name", next -> !isPerson(next))).isZero();
    }

    @Test
    void neverGivesTwoCustomersTheSameValues() {
        Map<Map<String, String>, String> truth = new HashMap<>();
        assertThat(ENTRIES)
                .allMatch(next -> next.truthId().equals(truth.computeIfAbsent(next.values(), key -> next.truthId())));
    }

    @Test
    void givesIdsThatAreUniqueAndDoNotRevealTheCustomer() {
        Set<String> ids = new HashSet<>();
        assertThat(ENTRIES).allMatch(next -> ids.add(next.id()));
        assertThat(ENTRIES).allMatch(next -> !next.values().containsValue(next.truthId()));
    }

    /** Of a million people some three bear a stranger's full name; fathers and sons of one name add twice as many. */
    @Test
    void hasNamesakesAboutAsRarelyAsACountryHas() {
        var persons = new HashMap<String, Map<String, Set<String>>>();
        for (GeneratedRecord next : ENTRIES) {
            String country = next.value("country");
            if (isPerson(next) && !country.isEmpty()) {
                persons.computeIfAbsent(country, key -> new HashMap<>())
                        .computeIfAbsent(
                                next.value("givenName") + " " + next.value("familyName"), key -> new HashSet<>())
                        .add(next.truthId());
            }
        }
        var german = persons.getOrDefault("DE", Map.of()).values();
        double people = german.stream().mapToInt(Set::size).sum();
        double pairs = german.stream()
                .mapToDouble(same -> same.size() * (same.size() - 1))
                .sum();
        assertThat(pairs / people / people).isLessThan(2e-5);
    }

    /** A number or a tax id belongs to one household or firm. */
    @Test
    void doesNotLetStrangersLookAlike() {
        for (String field : List.of("taxId", "phone", "email")) {
            var bearers = bearers(field);
            assertThat(bearers.stream().filter(CrmGeneratorTest::areStrangers).count())
                    .as(field)
                    .isLessThan(bearers.size() / 500);
        }
    }

    private static boolean areStrangers(Set<String> customers) {
        return customers.stream().map(id -> id.replaceAll("\\D", "")).distinct().count() > 1;
    }

    @Test
    void holdsWhatMakesMatchingHard() {
        assertThat(ENTRIES).anyMatch(next -> next.value("familyName").endsWith("Jr."));
        assertThat(ENTRIES).anyMatch(next -> next.value("birthDate").equals("1900-01-01"));
        assertThat(ENTRIES).anyMatch(next -> next.value("phone").equals("n/a"));
        assertThat(ENTRIES).anyMatch(next -> next.value("givenName").matches("\\p{L}\\."));
        assertThat(ENTRIES).anyMatch(next -> next.value("name").endsWith("Limited"));
        assertThat(ENTRIES).anyMatch(next -> next.value("familyName").matches("\\p{IsHan}+"));
        assertThat(ENTRIES)
                .anyMatch(next -> next.value("country").equals("JP")
                        && next.value("familyName").matches("[A-Za-z]+"));
        assertThat(bearers("phone")).anyMatch(same -> same.size() > 1);
        assertThat(bearers("email")).anyMatch(same -> same.size() > 1);
    }

    private static List<Set<String>> bearers(String field) {
        return List.copyOf(ENTRIES.stream()
                .filter(next -> next.value(field).length() > 8)
                .collect(Collectors.groupingBy(
                        next -> next.value(field), Collectors.mapping(GeneratedRecord::truthId, Collectors.toSet())))
                .values());
    }

    private static boolean isPerson(GeneratedRecord next) {
        return next.value("kind").equals("person");
    }

    private static final Set<String> PLACEHOLDERS =
            Set.of("", "-", "n/a", "unbekannt", "0000000", "000", "none@example.com", "noreply@example.com");

    private static double missing(String field, Predicate<GeneratedRecord> among) {
        var all = ENTRIES.stream().filter(among).toList();
        return (double) all.stream()
                        .filter(next -> PLACEHOLDERS.contains(next.value(field))
                                || next.value(field).endsWith("00-01-01")
                                || next.value(field).equals("1970-01-01"))
                        .count()
                / all.size();
    }
}
