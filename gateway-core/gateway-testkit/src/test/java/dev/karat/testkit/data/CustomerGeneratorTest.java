package dev.karat.testkit.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CustomerGeneratorTest {
    private static final int COUNT = 4_000;

    private final List<GeneratedRecord> records =
            new CustomerGenerator(42).records(COUNT).toList();

    @TempDir
    Path folder = Path.of("");

    @Test
    void givesTheSameForTheSameSeedAndMoreWithoutChangingTheFirst() {
        assertThat(new CustomerGenerator(42).records(COUNT + 100).limit(COUNT)).isEqualTo(records);
        assertThat(new CustomerGenerator(43).records(COUNT)).isNotEqualTo(records);
    }

    @Test
    void servesAllSystemsAndCountries() {
        assertThat(records).extracting(GeneratedRecord::system).contains("erp", "shop", "mailing", "support");
        assertThat(records.stream().map(next -> next.value("country")).collect(Collectors.toSet()))
                .contains("DE", "AT", "CH", "FR", "ES", "PL", "GB", "US", "JP", "GR", "UA");
        assertThat(records).anyMatch(next -> next.value("familyName").matches("\\p{IsHan}+"));
        assertThat(records).anyMatch(next -> next.value("familyName").matches("\\p{IsGreek}+"));
        assertThat(records).anyMatch(next -> next.value("familyName").matches("\\p{IsCyrillic}+"));
    }

    @Test
    void givesIdsThatAreUniqueAndDoNotRevealTheCustomer() {
        Set<String> ids = new HashSet<>();
        assertThat(records).allMatch(next -> ids.add(next.system() + next.id()));
        assertThat(records).allMatch(next -> !next.values().containsValue(next.truthId()));
    }

    @Test
    void spreadsACustomerOverSystems() {
        var byTruth = records.stream().collect(Collectors.groupingBy(GeneratedRecord::truthId));
        assertThat(byTruth.values()).anyMatch(all -> all.size() >= 4);
        assertThat((double) records.size() / byTruth.size()).isBetween(1.8, 3.0);
    }

    @Test
    void neverGivesAnAddressTwiceInOneSystemOfAVendor() {
        Set<String> seen = new HashSet<>();
        assertThat(records)
                .filteredOn(next ->
                        !next.system().equals("erp") && !next.value("email").isEmpty())
                .allMatch(next -> seen.add(next.system() + next.value("email")));
    }

    @Test
    void holdsWhatMakesMatchingHard() {
        assertThat(records).anyMatch(next -> next.value("familyName").endsWith("Jr."));
        assertThat(records).anyMatch(next -> next.value("birthDate").equals("1900-01-01"));
        assertThat(records).anyMatch(next -> next.value("phone").equals("0000000"));
        assertThat(records).anyMatch(next -> next.value("name").contains(", "));
        assertThat(records).anyMatch(next -> next.value("email").startsWith("info@"));
        long persons = records.stream()
                .filter(next -> next.value("kind").equals("person"))
                .count();
        assertThat(persons).isBetween(COUNT * 7 / 10L, COUNT * 95 / 100L);
    }

    @Test
    void isWrittenInCanonicalColumnsByTheHundredThousandInSeconds() throws Exception {
        Path file = folder.resolve("population.csv");
        long start = System.nanoTime();
        PopulationCsv.write(file, 1, 100_000);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
        try (var lines = Files.lines(file)) {
            assertThat(lines.count()).isEqualTo(100_001);
        }
    }

    @Test
    void isWrittenAsAnErpExport() throws Exception {
        var erp = records.stream().filter(next -> next.system().equals("erp")).toList();
        String text = ErpCsv.text(';', erp);
        assertThat(text).startsWith("Kundennr;Vorname;Nachname;Firma;Strasse;PLZ;Ort;Land;");
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setDelimiter(';')
                .setHeader()
                .setSkipHeaderRecord(true)
                .get();
        try (CSVParser parser = CSVParser.parse(new StringReader(text), format)) {
            var rows = parser.getRecords();
            assertThat(rows).hasSize(erp.size());
            assertThat(rows.get(0).get("Geaendert am")).matches("\\d\\d\\.\\d\\d\\.\\d{4} \\d\\d:\\d\\d:\\d\\d");
        }
    }
}
