package dev.karat.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.file.RowWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.StringJoiner;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * The changes of a preview as a CSV file in UTF-8, a row for each field. It appears when it is finished, whole or not at
 * all, readable by its owner only where the system knows owners, since it holds personal data.
 */
final class PreviewCsv implements AutoCloseable {
    private final Path file;
    private final Path draft;
    private final CSVPrinter rows;

    private PreviewCsv(Path file, Path draft, CSVPrinter rows) {
        this.file = file;
        this.draft = draft;
        this.rows = rows;
    }

    static PreviewCsv of(Path file) {
        try {
            Path whole = file.toAbsolutePath();
            Path draft = Files.createTempFile(whole.getParent(), whole.getFileName() + ".", ".part");
            var rows = new CSVPrinter(Files.newBufferedWriter(draft, StandardCharsets.UTF_8), CSVFormat.RFC4180);
            rows.printRecord("customer", "record", "field", "before", "after", "notNow");
            return new PreviewCsv(whole, draft, rows);
        } catch (IOException failure) {
            throw unwritable(file, failure);
        }
    }

    void add(JsonNode change) {
        var notNow = new StringJoiner(" ");
        change.path("obstacles").forEach(one -> notNow.add(one.path("kind").asText()));
        String customer = change.path("goldenId").asText();
        String record = change.hasNonNull("record")
                ? RowWriter.cell(change.path("record").asText())
                : "new";
        try {
            for (JsonNode field : change.path("fields")) {
                rows.printRecord(
                        customer,
                        record,
                        field.path("attribute").asText(),
                        cell(field.path("before")),
                        cell(field.path("after")),
                        notNow);
            }
            if (isWithdrawal(change)) {
                rows.printRecord(
                        customer, record, "", "", change.path("operation").asText(), notNow);
            }
        } catch (IOException failure) {
            throw unwritable(file, failure);
        }
    }

    /** True if the record is taken away. */
    static boolean isWithdrawal(JsonNode change) {
        String operation = change.path("operation").asText();
        return operation.equals("DEACTIVATE") || operation.equals("DELETE");
    }

    private static String cell(JsonNode value) {
        return value.isNull() || value.isMissingNode() ? "" : RowWriter.cell(CustomerText.plain(value));
    }

    /** Puts the file where it was asked for. */
    void finish() {
        try {
            rows.close(true);
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            throw unwritable(file, failure);
        }
    }

    @Override
    public void close() {
        try {
            rows.close();
            Files.deleteIfExists(draft);
        } catch (IOException failure) {
            throw unwritable(file, failure);
        }
    }

    private static GatewayException unwritable(Path file, IOException failure) {
        return new GatewayException(
                ErrorCode.FILE_MALFORMED, file + " cannot be written: " + failure.getMessage(), failure);
    }
}
