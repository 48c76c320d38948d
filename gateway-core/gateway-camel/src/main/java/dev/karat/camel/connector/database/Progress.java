package dev.karat.camel.connector.database;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.zone.ZoneOffsetTransition;
import java.util.Locale;

/**
 * Reckons with the values of the column by which changes are read: how far a run got, and where the next one begins. A
 * change bears the time at which it was made and is seen when it is committed, so that each run reaches back.
 *
 * @param sequence the column holds rising numbers rather than times
 * @param overlap how far times reach back
 * @param numbers how far rising numbers reach back
 * @param zone of times without one
 */
record Progress(Column column, boolean sequence, Duration overlap, long numbers, ZoneId zone) {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** Seconds since 1970 have at most eleven digits until the year 5138; longer numbers are milliseconds. */
    private static final int SECOND_DIGITS_MAX = 11;

    private static final int YEAR_MAX = 9999;
    private static final int DATE_LENGTH = 10;
    private static final int SECONDS_LENGTH = 19;

    /** The latest value that was seen, or the time when the run began if it is later: a mistake must hide no rows. */
    JsonNode reached(JsonNode seen, Instant began) {
        if (sequence || seen.isNull()) {
            return seen;
        }
        if (isNumber(seen)) {
            return JSON.numberNode(Math.min(seen.asLong(), began.toEpochMilli() / unitMillis(seen)));
        }
        LocalDateTime now = LocalDateTime.ofInstant(began, zone(seen));
        return wall(seen).isAfter(now) ? written(now, seen) : seen;
    }

    /** Where the run begins. */
    JsonNode from(JsonNode reached, Instant now) {
        if (reached.isNull()) {
            return reached;
        }
        if (sequence) {
            return JSON.numberNode(new BigDecimal(reached.asText()).longValue() - numbers);
        }
        if (isNumber(reached)) {
            return JSON.numberNode(reached.asLong() - overlap.toMillis() / unitMillis(reached));
        }
        Duration back = overlap.plus(setBack(zone(reached), now));
        return written(wall(reached).minus(back), reached);
    }

    /** A clock that was put back lately shows an hour twice, and what changed in the second one looks older. */
    private Duration setBack(ZoneId clock, Instant now) {
        ZoneOffsetTransition last = clock.getRules().previousTransition(now);
        if (last == null || !last.isOverlap()) {
            return Duration.ZERO;
        }
        Duration hour = last.getDuration().negated();
        boolean lately = now.isBefore(last.getInstant().plus(hour).plus(overlap));
        return lately ? hour : Duration.ZERO;
    }

    private boolean isNumber(JsonNode value) {
        return value.isNumber() || column.kind() == Column.Kind.DECIMAL;
    }

    private static long unitMillis(JsonNode value) {
        return value.asText().length() > SECOND_DIGITS_MAX ? 1 : 1000;
    }

    /** A time with a zone is written in UTC, by us and by whoever writes a Z. */
    private ZoneId zone(JsonNode value) {
        return column.kind() == Column.Kind.INSTANT || value.asText().endsWith("Z") ? ZoneOffset.UTC : zone;
    }

    private static LocalDateTime wall(JsonNode value) {
        String text = value.asText().strip();
        if (text.startsWith("+") || text.startsWith("-")) {
            // Infinity, as PostgreSQL has it, comes as a year that no clock shows.
            return LocalDateTime.of(text.startsWith("+") ? YEAR_MAX : 1, 1, 1, 0, 0);
        }
        try {
            return LocalDateTime.parse(
                    text.length() <= DATE_LENGTH
                            ? text + "T00:00:00"
                            : text.substring(0, DATE_LENGTH)
                                    + "T"
                                    + text.substring(DATE_LENGTH + 1, Math.min(SECONDS_LENGTH, text.length())));
        } catch (DateTimeException | IndexOutOfBoundsException other) {
            throw new DateTimeException("The column of changes holds no times", other);
        }
    }

    /** Rounded down, in the form of the other one: texts are compared letter by letter. */
    private JsonNode written(LocalDateTime time, JsonNode like) {
        String form = like.asText().strip();
        if (column.kind() == Column.Kind.DATE || form.length() <= DATE_LENGTH) {
            return JSON.textNode(time.toLocalDate().toString());
        }
        String text = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT)
                .format(time);
        if (column.kind() == Column.Kind.INSTANT || column.kind() == Column.Kind.LOCAL) {
            return JSON.textNode(column.kind() == Column.Kind.INSTANT ? text + "Z" : text);
        }
        return JSON.textNode(
                text.substring(0, DATE_LENGTH) + form.charAt(DATE_LENGTH) + text.substring(DATE_LENGTH + 1));
    }
}
