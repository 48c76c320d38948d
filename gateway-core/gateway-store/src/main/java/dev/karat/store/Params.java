package dev.karat.store;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.store.CustomerDataJson;
import dev.karat.engine.store.Echoes;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Binds the parameters of one statement from left to right. */
final class Params {
    private final PreparedStatement statement;
    private int position;

    Params(PreparedStatement statement) {
        this.statement = statement;
    }

    /** Makes the row bound so far part of the batch and starts the next one. */
    void endRow() throws SQLException {
        statement.addBatch();
        position = 0;
    }

    Params text(@Nullable String text) throws SQLException {
        if (text == null) {
            statement.setNull(++position, Types.VARCHAR);
        } else {
            statement.setString(++position, StorableText.of(text));
        }
        return this;
    }

    Params number(long number) throws SQLException {
        statement.setLong(++position, number);
        return this;
    }

    Params optionalNumber(@Nullable Long number) throws SQLException {
        if (number == null) {
            statement.setNull(++position, Types.BIGINT);
            return this;
        }
        return number(number);
    }

    Params flag(boolean flag) throws SQLException {
        return number(flag ? 1 : 0);
    }

    Params bytes(byte[] bytes) throws SQLException {
        statement.setBytes(++position, bytes);
        return this;
    }

    /** Three columns. */
    Params key(RecordKey key) throws SQLException {
        return text(key.system()).text(key.entity()).text(key.id());
    }

    Params data(@Nullable CustomerData data) throws SQLException {
        return text(data == null ? null : CustomerDataJson.write(data));
    }

    Params attributes(Set<Attribute> attributes) throws SQLException {
        return text(attributes.stream().sorted().map(Attribute::path).collect(Collectors.joining(" ")));
    }

    /** Paths of the attributes, and in a line of its own what the record says of them all the same. */
    Params echoes(Echoes echoes) throws SQLException {
        String paths =
                echoes.attributes().stream().sorted().map(Attribute::path).collect(Collectors.joining(" "));
        return text(echoes.own().isEmpty() ? paths : paths + '\n' + CustomerDataJson.write(echoes.own()));
    }

    Params symbol(@Nullable Enum<?> symbol) throws SQLException {
        return text(symbol == null ? null : symbol.name());
    }
}
