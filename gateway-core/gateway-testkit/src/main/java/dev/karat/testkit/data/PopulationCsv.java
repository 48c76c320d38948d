package dev.karat.testkit.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Writes a population as a CSV file in canonical columns, with the truth in the column {@code truth}. */
public final class PopulationCsv {
    /** The columns between {@code id}, {@code system} and {@code truth}. */
    public static final List<String> COLUMNS = List.of(
            "kind",
            "givenName",
            "familyName",
            "name",
            "organization",
            "email",
            "phone",
            "birthDate",
            "gender",
            "taxId",
            "streetAddress",
            "locality",
            "postalCode",
            "country",
            "jobTitle");

    private static final RecordCsv FORM = new RecordCsv(true, COLUMNS);

    private PopulationCsv() {}

    /** Writes that many records, UTF-8, RFC 4180, one line each; memory does not grow with their number. */
    public static void write(Path file, long seed, long count) throws IOException {
        FORM.write(file, new CustomerGenerator(seed).records(count));
    }

    /** Writes that many records. */
    public static void write(Appendable out, long seed, long count) throws IOException {
        FORM.write(out, new CustomerGenerator(seed).records(count));
    }
}
