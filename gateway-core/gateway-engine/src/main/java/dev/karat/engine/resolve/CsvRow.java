package dev.karat.engine.resolve;

import de.siegmar.fastcsv.reader.CsvRecord;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.normalize.RecordValues;
import java.util.List;
import java.util.Map;

/** One row of a CSV file, by the canonical names of its columns. */
public final class CsvRow {
    private final Columns columns;
    private final CsvRecord row;
    private final RecordKey key;
    private final String file;

    CsvRow(Columns columns, CsvRecord row, RecordKey key, String file) {
        this.columns = columns;
        this.row = row;
        this.key = key;
        this.file = file;
    }

    public RecordKey key() {
        return key;
    }

    /** File and line, for people. */
    public String place() {
        return file + ":" + row.getStartingLineNumber();
    }

    /** By which the record may be recognized. */
    public RecordValues values() {
        return columns.values(row);
    }

    /** The values of each cell that is known and not empty, by the name of its column, in the order of the file. */
    public Map<String, List<String>> cells() {
        return columns.cells(row);
    }
}
