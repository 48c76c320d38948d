package dev.karat.testkit.twin;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Dates and times as SAP writes them in JSON: {@code /Date(ms)/} and {@code PT13H05M06S}. */
final class SapTime {
    private static final Pattern DATE = Pattern.compile("/Date\\((-?\\d+)\\)/");
    private static final Pattern TIME = Pattern.compile("PT(?:(\\d+)H)?(?:(\\d+)M)?(?:(\\d+)S)?");

    private SapTime() {}

    static String written(LocalDate date) {
        return "/Date(" + date.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli() + ")/";
    }

    static String written(LocalTime time) {
        return "PT%02dH%02dM%02dS".formatted(time.getHour(), time.getMinute(), time.getSecond());
    }

    static LocalDate date(String written) {
        Matcher matcher = DATE.matcher(written);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("Invalid value " + written + " of type Edm.DateTime");
        }
        return Instant.ofEpochMilli(Long.parseLong(matcher.group(1)))
                .atZone(ZoneOffset.UTC)
                .toLocalDate();
    }

    static LocalDate isoDate(String text) {
        return LocalDateTime.parse(text).toLocalDate();
    }

    static LocalTime time(String written) {
        Matcher matcher = TIME.matcher(written);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("Invalid value " + written + " of type Edm.Time");
        }
        return LocalTime.of(part(matcher, 1), part(matcher, 2), part(matcher, 3));
    }

    private static int part(Matcher matcher, int group) {
        return matcher.group(group) == null ? 0 : Integer.parseInt(matcher.group(group));
    }
}
