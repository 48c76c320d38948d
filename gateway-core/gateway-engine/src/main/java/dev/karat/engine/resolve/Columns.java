package dev.karat.engine.resolve;

import de.siegmar.fastcsv.reader.CsvRecord;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.Attribute;
import dev.karat.engine.normalize.Hash;
import dev.karat.engine.normalize.RecordValues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the columns of one file mean, by their canonical names. */
final class Columns {
    /** Values of one cell that are taken, at most. */
    private static final int VALUES_MAX = 64;

    private final int id;
    private final int system;
    private final int truth;
    private final Map<Attribute, Integer> columnOf = new EnumMap<>(Attribute.class);
    private final Map<String, Integer> componentColumns = new TreeMap<>();
    /** Hashes of the columns' names, 0 for those that mean nothing. */
    private final long[] names;

    private final List<String> ignored = new ArrayList<>();

    private Columns(List<String> header, @Nullable String truthColumn) {
        id = header.indexOf("id");
        truth = truthColumn == null ? -1 : header.indexOf(truthColumn);
        system = header.indexOf("system");
        names = new long[header.size()];
        for (int i = 0; i < header.size(); i++) {
            if (i != id && i != system && i != truth) {
                assign(i, header.get(i));
            }
        }
    }

    /** Throws {@link GatewayException} if there is no id, no truth where one is wanted, or nothing to compare. */
    static Columns of(List<String> header, @Nullable String truthColumn, String file) {
        var columns = new Columns(header, truthColumn);
        if (columns.id < 0) {
            throw new GatewayException(ErrorCode.FILE_MALFORMED, file + ":1: there is no column named id");
        }
        if (truthColumn != null && columns.truth < 0) {
            throw new GatewayException(
                    ErrorCode.FILE_MALFORMED, file + ":1: there is no column named " + truthColumn + " (--truth)");
        }
        if (columns.componentColumns.isEmpty() && Set.of(Attribute.KIND).containsAll(columns.columnOf.keySet())) {
            throw new GatewayException(
                    ErrorCode.FILE_MALFORMED,
                    file + ":1: no column has a canonical name, such as givenName, familyName, email or streetAddress");
        }
        return columns;
    }

    private void assign(int column, String name) {
        String path = name.equals("email") ? "emails" : name.equals("phone") ? "phones" : name;
        if (Attribute.ADDRESS.components().contains(name)) {
            componentColumns.put(name, column);
            names[column] = Hash.of(name);
            return;
        }
        Attribute attribute =
                Attribute.of(path).filter(found -> !found.shape().isBlock()).orElse(null);
        if (attribute == null) {
            ignored.add(name);
        } else {
            columnOf.put(attribute, column);
            names[column] = Hash.of(attribute.path());
        }
    }

    /** Names of the columns that mean nothing to matching. */
    List<String> ignored() {
        return ignored;
    }

    /** Names of all columns that a file may have. */
    static List<String> understood() {
        return Stream.of(
                        Stream.of("id", "system"),
                        Arrays.stream(Attribute.values())
                                .filter(attribute -> !attribute.shape().isBlock())
                                .map(Columns::nameOf),
                        Attribute.ADDRESS.components().stream())
                .flatMap(names -> names)
                .toList();
    }

    boolean hasSystem() {
        return system >= 0;
    }

    String id(CsvRecord row) {
        return cell(row, id);
    }

    /** Empty where the file has no such column. */
    String system(CsvRecord row) {
        return system < 0 ? "" : cell(row, system);
    }

    @Nullable
    String truth(CsvRecord row) {
        String value = truth < 0 ? "" : cell(row, truth);
        return value.isBlank() ? null : value;
    }

    /** What a row says. */
    RecordValues values(CsvRecord row) {
        return new Row(row);
    }

    /** Values of the cells that mean something and are not empty, by the names that the columns have by default. */
    Map<String, List<String>> cells(CsvRecord row) {
        var cells = new LinkedHashMap<String, List<String>>();
        columnOf.forEach((attribute, column) -> {
            String cell = cell(row, column);
            if (!cell.isEmpty()) {
                cells.put(nameOf(attribute), attribute.shape().isList() ? values(cell) : List.of(cell));
            }
        });
        componentColumns.forEach((name, column) -> {
            String cell = cell(row, column);
            if (!cell.isEmpty()) {
                cells.put(name, List.of(cell));
            }
        });
        return cells;
    }

    private static String nameOf(Attribute attribute) {
        return attribute == Attribute.EMAILS ? "email" : attribute == Attribute.PHONES ? "phone" : attribute.path();
    }

    /** Tells rows apart, whatever the order of columns; columns that mean nothing do not count. */
    long contentHash(CsvRecord row) {
        long sum = truth < 0 ? 0 : Hash.of(String.valueOf(truth(row)));
        for (int i = 0; i < names.length; i++) {
            String cell = names[i] == 0 ? "" : cell(row, i);
            if (!cell.isEmpty()) {
                sum += Hash.join(names[i], Hash.of(cell));
            }
        }
        return sum;
    }

    private static String cell(CsvRecord row, int column) {
        return column < row.getFieldCount() ? row.getField(column).strip() : "";
    }

    private static List<String> values(String cell) {
        return cell.indexOf('|') < 0
                ? List.of(cell)
                : Arrays.stream(cell.split("\\|", VALUES_MAX))
                        .filter(value -> !value.isBlank())
                        .toList();
    }

    /** One row, read when it is asked. */
    private final class Row implements RecordValues {
        private final CsvRecord row;

        Row(CsvRecord row) {
            this.row = row;
        }

        @Override
        public @Nullable String text(Attribute attribute) {
            return filled(columnOf.getOrDefault(attribute, -1));
        }

        @Override
        public List<String> texts(Attribute attribute) {
            String cell = text(attribute);
            return cell == null ? List.of() : values(cell);
        }

        @Override
        public @Nullable String component(Attribute attribute, String name) {
            return attribute == Attribute.ADDRESS ? filled(componentColumns.getOrDefault(name, -1)) : null;
        }

        private @Nullable String filled(int column) {
            String cell = column < 0 ? "" : cell(row, column);
            return cell.isEmpty() ? null : cell;
        }
    }
}
