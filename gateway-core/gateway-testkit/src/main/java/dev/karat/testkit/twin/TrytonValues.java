package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;

/** Times as Tryton writes them: objects of a class, with seven numbers, of which none may be missing. */
final class TrytonValues {
    /** A value that breaks the server rather than being refused. */
    static final class Unreadable extends RuntimeException {}

    private static final List<String> PARTS =
            List.of("year", "month", "day", "hour", "minute", "second", "microsecond");
    private static final int NANOS_PER_MICRO = 1_000;
    private static final double MICROS = 1e6;

    private TrytonValues() {}

    /** Microseconds since 1970, as the tables keep times. */
    static long micros(Instant time) {
        return time.getEpochSecond() * 1_000_000 + time.getNano() / NANOS_PER_MICRO;
    }

    static JsonNode datetime(JsonNode micros) {
        if (!micros.isNumber()) {
            return NullNode.getInstance();
        }
        var time = LocalDateTime.ofInstant(Instant.EPOCH.plusNanos(micros.asLong() * NANOS_PER_MICRO), ZoneOffset.UTC);
        return Json.object()
                .put("__class__", "datetime")
                .put("year", time.getYear())
                .put("month", time.getMonthValue())
                .put("day", time.getDayOfMonth())
                .put("hour", time.getHour())
                .put("minute", time.getMinute())
                .put("second", time.getSecond())
                .put("microsecond", time.getNano() / NANOS_PER_MICRO);
    }

    /** Seconds since 1970 with six digits behind the point. */
    static String timestamp(ObjectNode row) {
        return String.format(Locale.ROOT, "%.6f", changed(row) / MICROS);
    }

    /** When a row was changed last, or else made. */
    static long changed(JsonNode row) {
        return row.path("write_date").asLong(row.path("create_date").asLong());
    }

    /** What a condition compares with: a time in microseconds, everything else as it is. */
    static JsonNode plain(JsonNode value) {
        if (!value.path("__class__").asText().equals("datetime")) {
            return value;
        }
        if (!PARTS.stream().allMatch(value::has)) {
            throw new Unreadable();
        }
        int[] part = PARTS.stream().mapToInt(name -> value.path(name).asInt()).toArray();
        var time = LocalDateTime.of(part[0], part[1], part[2], part[3], part[4], part[5], part[6] * NANOS_PER_MICRO);
        return Json.MAPPER.valueToTree(micros(time.toInstant(ZoneOffset.UTC)));
    }
}
