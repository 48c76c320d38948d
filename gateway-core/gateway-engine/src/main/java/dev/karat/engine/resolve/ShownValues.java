package dev.karat.engine.resolve;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvRecord;
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
import org.jspecify.annotations.Nullable;

/**
 * Looks up what files say of a few records, by reading them again: matching keeps no values as they were written. They
 * are personal data.
 */
public final class ShownValues {
    /** Characters of a value that are kept; a longer one ends in an ellipsis. */
    static final int VALUE_MAX = 200;

    private final Set<RecordKey> wanted;
    private final @Nullable String truthColumn;
    private final Map<RecordKey, Map<String, String>> found = new HashMap<>();

    private ShownValues(Set<RecordKey> wanted, @Nullable String truthColumn) {
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
        var values = new ShownValues(wanted, truthColumn);
        files.forEach(values::read);
        return values.found;
    }

    private void read(Path file) {
        String name = String.valueOf(file.getFileName());
        try (var reader = CsvRows.open(file);
                var rows = CsvRows.rows(reader)) {
            Columns columns = null;
            List<String> header = List.of();
            for (CsvRecord row : rows) {
                if (columns == null) {
                    header = CsvRows.header(row);
                    columns = Columns.of(header, truthColumn, name);
                } else {
                    take(row, header, columns);
                }
            }
        } catch (IOException | CsvParseException | UncheckedIOException e) {
            throw new GatewayException(ErrorCode.FILE_MALFORMED, name + ": cannot be read a second time", e);
        }
    }

    private void take(CsvRecord row, List<String> header, Columns columns) {
        RecordKey key = CsvRows.key(columns, row, "");
        if (wanted.contains(key)) {
            found.computeIfAbsent(key, any -> values(row, header, columns));
        }
    }

    private Map<String, String> values(CsvRecord row, List<String> header, Columns columns) {
        var values = new LinkedHashMap<String, String>();
        for (int i = 0; i < Math.min(header.size(), row.getFieldCount()); i++) {
            String name = header.get(i);
            String value = row.getField(i).strip();
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
