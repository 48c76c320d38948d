package dev.karat.engine.resolve;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.RecordKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/**
 * Looks up what files say of a few records, by reading them again: matching keeps no values as they were written. They
 * are personal data.
 */
public final class RecordValues {
    /** Characters of a value that are kept; a longer one ends in an ellipsis. */
    static final int VALUE_MAX = 200;

    private final Set<RecordKey> wanted;
    private final @Nullable String truthColumn;
    private final Map<RecordKey, Map<String, String>> found = new HashMap<>();

    private RecordValues(Set<RecordKey> wanted, @Nullable String truthColumn) {
        this.wanted = wanted;
        this.truthColumn = truthColumn;
    }

    /**
     * For each wanted record that is in the files its values by column: those that matching knows, without empty ones, in
     * the order of the file.
     *
     * @param truthColumn column that is no value, or null
     */
    public static Map<RecordKey, Map<String, String>> read(
            List<Path> files, Set<RecordKey> wanted, @Nullable String truthColumn) {
        var values = new RecordValues(wanted, truthColumn);
        files.forEach(values::read);
        return values.found;
    }

    private void read(Path file) {
        String name = String.valueOf(file.getFileName());
        var format = CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).get();
        try (var reader = CsvInput.open(file);
                CSVParser parser =
                        CSVParser.builder().setReader(reader).setFormat(format).get()) {
            Columns columns = null;
            List<String> header = List.of();
            for (CSVRecord row : parser) {
                if (columns == null) {
                    header = CsvInput.header(row);
                    columns = Columns.of(header, truthColumn, name);
                } else {
                    take(row, header, columns, name);
                }
            }
        } catch (IOException | IllegalStateException | UncheckedIOException e) {
            throw new GatewayException(ErrorCode.FILE_MALFORMED, name + ": cannot be read a second time", e);
        }
    }

    private void take(CSVRecord row, List<String> header, Columns columns, String file) {
        RecordKey key = CsvInput.key(columns, row, file, row.getRecordNumber());
        if (wanted.contains(key)) {
            found.computeIfAbsent(key, any -> values(row, header, columns));
        }
    }

    private Map<String, String> values(CSVRecord row, List<String> header, Columns columns) {
        var values = new LinkedHashMap<String, String>();
        for (int i = 0; i < Math.min(header.size(), row.size()); i++) {
            String name = header.get(i);
            String value = row.get(i).strip();
            boolean known = !name.equals("id") && !name.equals("system") && !name.equals(truthColumn);
            if (known && !columns.ignored().contains(name) && !value.isEmpty()) {
                values.putIfAbsent(name, cut(value));
            }
        }
        return values;
    }

    private static String cut(String value) {
        if (value.length() <= VALUE_MAX) {
            return value;
        }
        int end = value.offsetByCodePoints(0, value.codePointCount(0, VALUE_MAX) - 1);
        return value.substring(0, end) + "…";
    }
}
