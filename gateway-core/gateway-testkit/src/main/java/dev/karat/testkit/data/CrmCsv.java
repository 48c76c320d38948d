package dev.karat.testkit.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Writes entries of a CRM as a CSV file in canonical columns, with the truth in the column {@code truth}. */
public final class CrmCsv {
    /** The columns between {@code id} and {@code truth}. */
    public static final List<String> COLUMNS = List.of(
            "kind",
            "givenName",
            "familyName",
            "name",
            "email",
            "phone",
            "birthDate",
            "taxId",
            "streetAddress",
            "locality",
            "postalCode",
            "country");

    private static final RecordCsv FORM = new RecordCsv(false, COLUMNS);

    private CrmCsv() {}

    /** Writes that many entries, UTF-8, RFC 4180, one line each; memory does not grow with their number. */
    public static void write(Path file, long seed, long count) throws IOException {
        FORM.write(file, new CrmGenerator(seed).records(count));
    }

    /** Writes that many entries. */
    public static void write(Appendable out, long seed, long count) throws IOException {
        FORM.write(out, new CrmGenerator(seed).records(count));
    }
}
