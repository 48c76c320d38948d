package dev.karat.engine.mapping;

import com.ethlo.time.ITU;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Points in time as vendors write them. */
public final class Instants {
    private static final Pattern EPOCH = Pattern.compile("-?\\d{1,19}");
    /** Seconds since 1970 have at most eleven digits until the year 5138; longer numbers are milliseconds. */
    private static final int EPOCH_SECOND_DIGITS_MAX = 11;

    /** ISO 8601 as it is met: T or a blank between, seconds optional, offset with or without colon, or none. */
    private static final DateTimeFormatter LENIENT = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd[['T'][' ']HH:mm[:ss]")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .appendPattern("[ ][XXX][XX][X]]")
            .toFormatter(Locale.ROOT);

    private static final Pattern ODATA = Pattern.compile("/Date\\((-?\\d{1,15})(?:[+-]\\d{4})?\\)/");

    private Instants() {}

    /**
     * Reads ISO 8601 with or without offset, or seconds or milliseconds since 1970.
     *
     * @param zone zone of a time that is written without one
     * @return null if the text is none of these
     */
    public static @Nullable Instant parse(String raw, ZoneId zone) {
        String text = raw.strip();
        try {
            if (isInternetTime(text)) {
                return ITU.parseDateTime(text).toInstant();
            }
            if (EPOCH.matcher(text).matches()) {
                long number = Long.parseLong(text);
                return text.length() > EPOCH_SECOND_DIGITS_MAX
                        ? Instant.ofEpochMilli(number)
                        : Instant.ofEpochSecond(number);
            }
            return text.length() > 40 ? null : parse(text, LENIENT, zone);
        } catch (DateTimeException | NumberFormatException unreadable) {
            return null;
        }
    }

    /** True for what looks like RFC 3339, which is read a hundred times faster than what is met besides. */
    private static boolean isInternetTime(String text) {
        int length = text.length();
        return length >= "2026-07-01T10:00:00Z".length()
                && length <= 35
                && text.charAt(10) == 'T'
                && text.charAt(16) == ':'
                && (text.charAt(length - 1) == 'Z' || text.charAt(length - 3) == ':');
    }

    /** Reads a time in a given form; null if it has another. A form without a zone is read in the given one. */
    public static @Nullable Instant parse(String raw, DateTimeFormatter form, ZoneId zone) {
        try {
            TemporalAccessor time =
                    form.parseBest(raw.strip(), OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
            if (time instanceof OffsetDateTime exact) {
                return exact.toInstant();
            }
            ZoneId own = time.query(TemporalQueries.zone());
            return time instanceof LocalDateTime local
                    ? local.atZone(own == null ? zone : own).toInstant()
                    : LocalDate.from(time).atStartOfDay(zone).toInstant();
        } catch (DateTimeException unreadable) {
            return null;
        }
    }

    /** A converter for dates as OData 2 writes them in JSON: {@code /Date(ms)/}, midnight UTC. */
    static Converter odataDate() {
        return new Converter() {
            @Override
            public @Nullable String in(String raw, MappingContext context) {
                var written = ODATA.matcher(raw.strip());
                return written.matches()
                        ? Instant.ofEpochMilli(Long.parseLong(written.group(1)))
                                .atZone(ZoneOffset.UTC)
                                .toLocalDate()
                                .toString()
                        : null;
            }

            @Override
            public @Nullable String out(String canonical, MappingContext context) {
                return canonical.length() == "2000-01-01".length()
                        ? "/Date("
                                + LocalDate.parse(canonical)
                                        .atStartOfDay(ZoneOffset.UTC)
                                        .toInstant()
                                        .toEpochMilli() + ")/"
                        : null;
            }
        };
    }

    static @Nullable String iso(String raw, MappingContext context) {
        Instant instant = parse(raw, context.zone());
        return instant == null ? null : instant.toString();
    }

    /** A converter for times in the given form; the form writes back in the zone of the context. */
    static Converter instantIn(DateTimeFormatter form) {
        return new Converter() {
            @Override
            public @Nullable String in(String raw, MappingContext context) {
                Instant instant = parse(raw, form, context.zone());
                return instant == null ? null : instant.toString();
            }

            @Override
            public String out(String canonical, MappingContext context) {
                return form.withZone(context.zone()).format(Instant.parse(canonical));
            }
        };
    }

    /** A converter for dates in the given form; partial dates have no other form. */
    static Converter dateIn(DateTimeFormatter form) {
        return new Converter() {
            @Override
            public @Nullable String in(String raw, MappingContext context) {
                try {
                    return LocalDate.parse(raw.strip(), form).toString();
                } catch (DateTimeException unreadable) {
                    return null;
                }
            }

            @Override
            public @Nullable String out(String canonical, MappingContext context) {
                return canonical.length() == "2000-01-01".length()
                        ? LocalDate.parse(canonical).format(form)
                        : null;
            }
        };
    }
}
