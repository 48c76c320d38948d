package dev.karat.store;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.api.model.Stamp;
import dev.karat.engine.store.CustomerDataJson;
import dev.karat.engine.store.Echoes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the columns of the current row from left to right, in the order in which they were selected. */
final class Row {
    private final ResultSet results;
    private int position;

    Row(ResultSet results) {
        this.results = results;
    }

    /** Goes to the next row; false after the last one. */
    boolean next() throws SQLException {
        position = 0;
        return results.next();
    }

    String text() throws SQLException {
        return results.getString(++position);
    }

    @Nullable
    String optionalText() throws SQLException {
        return results.getString(++position);
    }

    long number() throws SQLException {
        return results.getLong(++position);
    }

    @Nullable
    Long optionalNumber() throws SQLException {
        long number = results.getLong(++position);
        return results.wasNull() ? null : number;
    }

    boolean flag() throws SQLException {
        return number() != 0;
    }

    byte[] bytes() throws SQLException {
        return results.getBytes(++position);
    }

    /** Three columns. */
    RecordKey key() throws SQLException {
        return new RecordKey(text(), text(), text());
    }

    /** Four columns. */
    Stamp stamp() throws SQLException {
        return new Stamp((int) number(), number(), number(), text());
    }

    CustomerData data() throws SQLException {
        return ReadData.of(text());
    }

    @Nullable
    CustomerData optionalData() throws SQLException {
        String json = optionalText();
        return json == null ? null : ReadData.of(json);
    }

    /** Attributes that this version does not know are skipped, as in the data. */
    Set<Attribute> attributes() throws SQLException {
        return attributes(text());
    }

    private static Set<Attribute> attributes(String paths) {
        var attributes = EnumSet.noneOf(Attribute.class);
        for (String path : paths.split(" ", -1)) {
            Attribute.of(path).ifPresent(attributes::add);
        }
        return Set.copyOf(attributes);
    }

    Echoes echoes() throws SQLException {
        String text = text();
        int line = text.indexOf('\n');
        Set<Attribute> attributes = attributes(line < 0 ? text : text.substring(0, line));
        return line < 0
                ? Echoes.of(attributes)
                : new Echoes(attributes, CustomerDataJson.read(text.substring(line + 1)));
    }

    <E extends Enum<E>> E symbol(Class<E> type) throws SQLException {
        return Enum.valueOf(type, text());
    }

    <E extends Enum<E>> @Nullable E optionalSymbol(Class<E> type) throws SQLException {
        String name = optionalText();
        return name == null ? null : Enum.valueOf(type, name);
    }
}
