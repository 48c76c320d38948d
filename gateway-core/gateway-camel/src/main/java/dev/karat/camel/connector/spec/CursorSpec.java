package dev.karat.camel.connector.spec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.engine.config.Durations;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The time up to which a list was read. Immutable.
 *
 * @param at times of a row, the latest of which counts; empty if a token of the vendor does this
 * @param format how the vendor takes a time: {@code iso}, {@code offset}, {@code epoch}, {@code millis} or a pattern of
 *     java.time
 * @param initial where the first run begins, or null for the beginning
 * @param overlap how far the next run reaches back, for times in whole seconds and late indexes
 * @param lag the next run begins this long before this one began, at the latest, because the list does not show changes
 *     in their order, or late; null if it does
 * @param local times are in the zone of the rows' times rather than in UTC
 */
public record CursorSpec(
        Places at,
        String format,
        @Nullable Instant initial,
        Duration overlap,
        @Nullable Duration lag,
        boolean local) {
    static CursorSpec of(JsonNode node) {
        return new CursorSpec(
                Places.of(node.path("at")),
                node.path("format").asText("iso"),
                node.has("initial") ? Instant.parse(node.path("initial").asText()) : null,
                Durations.parse(node.path("overlap").asText("2s")),
                node.has("lag") ? Durations.parse(node.path("lag").asText()) : null,
                node.path("local").asBoolean());
    }

    /**
     * The time in whole seconds, rounded down, as the vendor takes it.
     *
     * @param zone of a pattern
     */
    public String written(Instant time, ZoneId zone) {
        Instant seconds = time.truncatedTo(ChronoUnit.SECONDS);
        return switch (format) {
            case "iso" -> seconds.toString();
            case "offset" ->
                seconds.atOffset(ZoneOffset.UTC).format(DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx"));
            case "epoch" -> Long.toString(seconds.getEpochSecond());
            case "millis" -> Long.toString(seconds.toEpochMilli());
            default ->
                DateTimeFormatter.ofPattern(format, Locale.ROOT).withZone(zone).format(seconds);
        };
    }
}
