package dev.karat.camel.connector.database;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.engine.mapping.Instants;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A column, and how its values look in JSON: whole numbers and truth values as such, decimals as texts with all their
 * places, times as instants, bytes in Base64, all else as texts. Immutable.
 *
 * @param type of {@link Types}
 */
record Column(String name, int type, Kind kind) {
    /** What becomes of values. */
    enum Kind {
        INTEGER,
        DECIMAL,
        FLOAT,
        BOOLEAN,
        DATE,
        /** A time on a clock of unknown zone. */
        LOCAL,
        INSTANT,
        BYTES,
        TEXT,
        /** SQLite: whatever a row holds there. */
        LOOSE
    }

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Set<String> TRUE = Set.of("true", "t", "1", "yes", "y", "on");
    private static final int SQLSERVER_OFFSET = -155;
    private static final int ORACLE_ZONED = -101;
    private static final int ORACLE_LOCAL = -102;
    private static final int DATE_LENGTH = 10;

    private static final Pattern WHOLE = Pattern.compile("-?\\d{1,18}");
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,18}(\\.\\d{1,18})?");

    /** As current_timestamp of SQLite writes it. */
    private static final DateTimeFormatter TEXT_TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

    static Column of(ResultSetMetaData columns, int at, Dialect dialect) throws SQLException {
        int type = columns.getColumnType(at);
        String name = String.valueOf(columns.getColumnTypeName(at)).toLowerCase(Locale.ROOT);
        return new Column(columns.getColumnLabel(at), type, kind(type, name, dialect));
    }

    private static Kind kind(int type, String name, Dialect dialect) {
        if (dialect == Dialect.SQLITE) {
            return Kind.LOOSE;
        }
        return switch (type) {
            case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT -> Kind.INTEGER;
            case Types.NUMERIC, Types.DECIMAL -> Kind.DECIMAL;
            case Types.REAL, Types.FLOAT, Types.DOUBLE -> name.equals("money") ? Kind.TEXT : Kind.FLOAT;
            case Types.BOOLEAN -> Kind.BOOLEAN;
            // PostgreSQL says so of its truth values, and of strings of bits.
            case Types.BIT -> dialect == Dialect.POSTGRESQL && !name.equals("bool") ? Kind.TEXT : Kind.BOOLEAN;
            case Types.DATE -> Kind.DATE;
            case Types.TIMESTAMP -> name.equals("timestamptz") ? Kind.INSTANT : Kind.LOCAL;
            case Types.TIMESTAMP_WITH_TIMEZONE, SQLSERVER_OFFSET, ORACLE_ZONED, ORACLE_LOCAL -> Kind.INSTANT;
            case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB -> Kind.BYTES;
            default -> Kind.TEXT;
        };
    }

    /** The value of the present row, in a form that {@link #bind} takes back without loss. */
    JsonNode raw(ResultSet row, int at) throws SQLException {
        JsonNode value = value(row, at);
        return row.wasNull() || value == null ? JSON.nullNode() : value;
    }

    private @Nullable JsonNode value(ResultSet row, int at) throws SQLException {
        return switch (kind) {
            case INTEGER -> JSON.numberNode(row.getLong(at));
            case DECIMAL -> decimal(row.getString(at));
            case FLOAT -> {
                double number = row.getDouble(at);
                yield Double.isFinite(number) ? JSON.numberNode(number) : text(number);
            }
            case BOOLEAN -> JSON.booleanNode(row.getBoolean(at));
            case DATE -> text(row.getObject(at, LocalDate.class));
            case LOCAL -> text(row.getObject(at, LocalDateTime.class));
            case INSTANT -> {
                OffsetDateTime time = row.getObject(at, OffsetDateTime.class);
                yield time == null ? null : text(time.toInstant());
            }
            case BYTES -> base64(row.getBytes(at));
            case TEXT -> text(row.getString(at));
            case LOOSE -> loose(row.getObject(at));
        };
    }

    private static @Nullable JsonNode text(@Nullable Object value) {
        return value == null ? null : JSON.textNode(value.toString());
    }

    private static @Nullable JsonNode base64(byte @Nullable [] bytes) {
        return bytes == null ? null : JSON.textNode(Base64.getEncoder().encodeToString(bytes));
    }

    private static @Nullable JsonNode decimal(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            var number = new BigDecimal(text.strip());
            boolean whole = number.scale() <= 0 && number.precision() - number.scale() < 19;
            return whole ? JSON.numberNode(number.longValueExact()) : JSON.textNode(number.toPlainString());
        } catch (NumberFormatException none) {
            // PostgreSQL knows NaN and infinity.
            return JSON.textNode(text);
        }
    }

    private static @Nullable JsonNode loose(@Nullable Object value) {
        if (value instanceof byte[] bytes) {
            return base64(bytes);
        }
        if (value instanceof Integer || value instanceof Long) {
            return JSON.numberNode(((Number) value).longValue());
        }
        return value instanceof Double number ? JSON.numberNode(number) : text(value);
    }

    /** What a record shows of a value: a time without a zone is one of the given zone. */
    JsonNode shown(JsonNode raw, ZoneId zone) {
        return kind == Kind.LOCAL && raw.isTextual()
                ? JSON.textNode(LocalDateTime.parse(raw.textValue())
                        .atZone(zone)
                        .toInstant()
                        .toString())
                : raw;
    }

    /** False for a text that is in no column of this kind. */
    boolean canHold(JsonNode value) {
        return switch (kind) {
            case INTEGER -> WHOLE.matcher(value.asText()).matches();
            case DECIMAL -> NUMBER.matcher(value.asText()).matches();
            default -> true;
        };
    }

    /** Binds a value that was read from this column, or one that a record shall have. Throws VENDOR_REFUSED. */
    void bind(PreparedStatement statement, int at, JsonNode value, Dialect dialect, ZoneId zone) throws SQLException {
        if (value.isNull() || value.isMissingNode()) {
            dialect.none(statement, at, type);
            return;
        }
        if (value.isContainerNode()) {
            throw unfit("one value");
        }
        try {
            bind(statement, at, value, value.asText().strip(), dialect, zone);
        } catch (IllegalArgumentException | DateTimeException other) {
            throw unfit(kind.name().toLowerCase(Locale.ROOT));
        }
    }

    private GatewayException unfit(String wanted) {
        return new GatewayException(
                ErrorCode.VENDOR_REFUSED, "The column " + name + " takes " + wanted + ", and the value is none");
    }

    private void bind(PreparedStatement statement, int at, JsonNode value, String text, Dialect dialect, ZoneId zone)
            throws SQLException {
        switch (kind) {
            case INTEGER -> statement.setLong(at, Long.parseLong(text));
            case DECIMAL -> statement.setBigDecimal(at, new BigDecimal(text));
            case FLOAT -> statement.setDouble(at, Double.parseDouble(text));
            case BOOLEAN -> statement.setBoolean(at, TRUE.contains(text.toLowerCase(Locale.ROOT)));
            case DATE ->
                statement.setObject(at, LocalDate.parse(text.substring(0, Math.min(DATE_LENGTH, text.length()))));
            case LOCAL -> statement.setObject(at, local(text, zone));
            case INSTANT -> statement.setObject(at, instant(text, zone).atOffset(ZoneOffset.UTC));
            case BYTES -> statement.setBytes(at, Base64.getDecoder().decode(text));
            case TEXT -> dialect.text(statement, at, value.asText());
            case LOOSE -> {
                if (value.isIntegralNumber()) {
                    statement.setLong(at, value.longValue());
                } else if (value.isNumber()) {
                    statement.setDouble(at, value.doubleValue());
                } else if (value.isBoolean()) {
                    statement.setLong(at, value.booleanValue() ? 1 : 0);
                } else {
                    statement.setString(at, value.asText());
                }
            }
        }
    }

    /** A time as this column holds it, in a form that is bound. */
    JsonNode now(Instant time, ZoneId zone) {
        return JSON.textNode(
                kind == Kind.LOOSE || kind == Kind.TEXT
                        ? TEXT_TIME.withZone(zone).format(time)
                        : time.toString());
    }

    private static LocalDateTime local(String text, ZoneId zone) {
        try {
            // As it was read from the column: an hour that comes twice stays the one it was.
            return LocalDateTime.parse(text);
        } catch (DateTimeParseException zoned) {
            return LocalDateTime.ofInstant(instant(text, zone), zone);
        }
    }

    private static Instant instant(String text, ZoneId zone) {
        Instant instant = Instants.parse(text, zone);
        if (instant == null) {
            throw new DateTimeException("This is no time");
        }
        return instant;
    }
}
