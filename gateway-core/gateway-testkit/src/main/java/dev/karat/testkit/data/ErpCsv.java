package dev.karat.testkit.data;

import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * Writes records as an ERP system of German make exports its debtors: German column names, dates as
 * {@code 31.12.1999}, times in Berlin without a zone, countries by their German name or code.
 */
public final class ErpCsv {
    /** The columns in their order. */
    public static final List<String> COLUMNS = List.of(
            "Kundennr",
            "Vorname",
            "Nachname",
            "Firma",
            "Strasse",
            "PLZ",
            "Ort",
            "Land",
            "Telefon",
            "E-Mail",
            "Geburtsdatum",
            "USt-IdNr",
            "Geaendert am");

    /** The zone of the times. */
    public static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("dd.MM.yyyy");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("dd.MM.yyyy HH:mm:ss").withZone(ZONE);
    private static final Map<String, String> COUNTRIES = Map.ofEntries(
            Map.entry("DE", "Deutschland"),
            Map.entry("AT", "Österreich"),
            Map.entry("CH", "Schweiz"),
            Map.entry("FR", "Frankreich"),
            Map.entry("ES", "Spanien"),
            Map.entry("PL", "Polen"),
            Map.entry("GB", "Großbritannien"),
            Map.entry("US", "USA"),
            Map.entry("JP", "Japan"),
            Map.entry("GR", "Griechenland"),
            Map.entry("UA", "Ukraine"));

    private ErpCsv() {}

    /**
     * The file as text, with a header line.
     *
     * @param separator {@code ;} or {@code ,}
     * @param records of the system {@code erp}
     */
    public static String text(char separator, Iterable<GeneratedRecord> records) {
        var out = new StringBuilder();
        try {
            CSVFormat format =
                    CSVFormat.RFC4180.builder().setDelimiter(separator).get();
            var printer = new CSVPrinter(out, format);
            printer.printRecord(COLUMNS);
            for (GeneratedRecord next : records) {
                printer.printRecord(row(next));
            }
        } catch (IOException e) {
            throw new IllegalStateException("A text takes everything", e);
        }
        return out.toString();
    }

    private static List<String> row(GeneratedRecord next) {
        String birth = next.value("birthDate");
        // One clerk in four knows the code of the country only.
        String country = next.value("country");
        boolean code = Math.floorMod(next.id().hashCode(), 4) == 0;
        return List.of(
                next.id(),
                next.value("givenName"),
                next.value("familyName"),
                next.value(next.value("kind").equals("organization") ? "name" : "organization"),
                next.value("streetAddress"),
                next.value("postalCode"),
                next.value("locality"),
                code ? country : COUNTRIES.getOrDefault(country, country),
                next.value("phone"),
                next.value("email"),
                birth.isEmpty() ? "" : LocalDate.parse(birth).format(DAY),
                next.value("taxId"),
                TIME.format(Instant.parse(next.value("updatedAt"))));
    }
}
