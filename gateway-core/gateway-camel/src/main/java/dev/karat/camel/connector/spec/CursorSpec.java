package dev.karat.camel.connector.spec;

import com.fasterxml.jackson.core.JsonPointer;
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
 * @param at time of a row, by which the list is ordered; null if a token of the vendor does this
 * @param format how the vendor takes a time: {@code iso}, {@code offset}, {@code epoch} or a pattern of java.time
 * @param local times of rows without a zone, and the time that is asked for, are in the zone of the system rather than UTC
 * @param initial where the first run begins, or null for the beginning
 * @param overlap how far the next run reaches back, for times in whole seconds and late indexes
 */
public record CursorSpec(
        @Nullable JsonPointer at,
        String format,
        boolean local,
        @Nullable Instant initial,
        Duration overlap) {
    static CursorSpec of(JsonNode node) {
        return new CursorSpec(
                PageSpec.pointer(node.path("at")),
                node.path("format").asText("iso"),
                node.path("local").asBoolean(),
                node.has("initial") ? Instant.parse(node.path("initial").asText()) : null,
                Durations.parse(node.path("overlap").asText("2s")));
    }

    /** The zone of times that are written without one. */
    public ZoneId zone(ZoneId system) {
        return local ? system : ZoneOffset.UTC;
    }

    /**
     * The time in whole seconds, rounded down, as the vendor takes it.
     *
     * @param system zone of the system
     */
    public String written(Instant time, ZoneId system) {
        Instant seconds = time.truncatedTo(ChronoUnit.SECONDS);
        return switch (format) {
            case "iso" -> seconds.toString();
            case "offset" ->
                seconds.atOffset(ZoneOffset.UTC).format(DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx"));
            case "epoch" -> Long.toString(seconds.getEpochSecond());
            default ->
                DateTimeFormatter.ofPattern(format, Locale.ROOT)
                        .withZone(zone(system))
                        .format(seconds);
        };
    }
}
