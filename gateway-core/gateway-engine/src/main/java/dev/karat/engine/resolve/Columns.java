package dev.karat.engine.resolve;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.Value;
import dev.karat.engine.normalize.Hash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/** What the columns of one file mean, by their canonical names. */
final class Columns {
    /** Values of one cell that are taken, at most. */
    private static final int VALUES_MAX = 64;

    private final int id;
    private final int system;
    private final int truth;
    private final @Nullable Attribute[] attributes;
    private final @Nullable String[] components;
    private final List<String> ignored = new ArrayList<>();

    private Columns(List<String> header, @Nullable String truthColumn) {
        id = header.indexOf("id");
        truth = truthColumn == null ? -1 : header.indexOf(truthColumn);
        system = header.indexOf("system");
        attributes = new Attribute[header.size()];
        components = new String[header.size()];
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
        if (Arrays.stream(columns.attributes).allMatch(attribute -> attribute == null || attribute == Attribute.KIND)) {
            throw new GatewayException(
                    ErrorCode.FILE_MALFORMED,
                    file + ":1: no column has a canonical name, such as givenName, familyName, email or streetAddress");
        }
        return columns;
    }

    private void assign(int column, String name) {
        String path = name.equals("email") ? "emails" : name.equals("phone") ? "phones" : name;
        if (Attribute.ADDRESS.components().contains(name)) {
            attributes[column] = Attribute.ADDRESS;
            components[column] = name;
            return;
        }
        Attribute attribute =
                Attribute.of(path).filter(found -> !found.shape().isBlock()).orElse(null);
        attributes[column] = attribute;
        if (attribute == null) {
            ignored.add(name);
        }
    }

    /** Names of the columns that mean nothing to matching. */
    List<String> ignored() {
        return ignored;
    }

    boolean hasSystem() {
        return system >= 0;
    }

    String id(CSVRecord row) {
        return cell(row, id);
    }

    /** Empty where the file has no such column. */
    String system(CSVRecord row) {
        return system < 0 ? "" : cell(row, system);
    }

    @Nullable
    String truth(CSVRecord row) {
        String value = truth < 0 ? "" : cell(row, truth);
        return value.isBlank() ? null : value;
    }

    CustomerData data(CSVRecord row) {
        var builder = CustomerData.builder();
        var address = new TreeMap<String, String>();
        for (int i = 0; i < attributes.length; i++) {
            Attribute attribute = attributes[i];
            String cell = attribute == null ? "" : cell(row, i);
            if (attribute == null || cell.isBlank()) {
                continue;
            }
            String component = components[i];
            if (component != null) {
                address.put(component, cell);
            } else if (attribute.shape().isList()) {
                List<String> values = Arrays.stream(cell.split("\\|", VALUES_MAX))
                        .filter(value -> !value.isBlank())
                        .toList();
                if (!values.isEmpty()) {
                    builder.put(attribute, Value.texts(values));
                }
            } else {
                builder.text(attribute, cell);
            }
        }
        return address.isEmpty()
                ? builder.build()
                : builder.put(Attribute.ADDRESS, Value.block(address)).build();
    }

    /** Tells rows apart, whatever the order of columns; columns that mean nothing do not count. */
    long contentHash(CSVRecord row) {
        long sum = Hash.of(String.valueOf(truth(row)));
        for (int i = 0; i < attributes.length; i++) {
            Attribute attribute = attributes[i];
            String cell = attribute == null ? "" : cell(row, i);
            if (attribute != null && !cell.isEmpty()) {
                String name = components[i] == null ? attribute.path() : components[i];
                sum += Hash.join(Hash.of(String.valueOf(name)), Hash.of(cell));
            }
        }
        return sum;
    }

    private static String cell(CSVRecord row, int column) {
        return column < row.size() ? row.get(column).strip() : "";
    }
}
