package dev.karat.camel.connector.read;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.camel.connector.spec.PageSpec.Kind;
import dev.karat.camel.connector.spec.StreamSpec;
import dev.karat.engine.mapping.Instants;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How far a run through a list has got. The cursor follows the rows that were seen, never the clock of this machine: at
 * the end of a run it is the time of the latest row less the overlap.
 *
 * @param zone of times in rows that are written without one
 */
record ListProgress(StreamSpec stream, Paging paging, ZoneId zone) {
    /**
     * How far a run can have got at most. A list that is not ordered by time shows what changed after a page was read on
     * no later page, and pages of one query show rows as they were at different times; the next run begins before. So do
     * lists whose rows appear late.
     */
    @Nullable
    Instant began(Place place, Instant now) {
        Duration lag = stream.cursor().lag();
        boolean byTime = stream.page().kind() != Kind.AFTER && stream.page().kind() != Kind.NEXT_URL && lag == null;
        if (byTime || stream.page().durable() || place.began() != null) {
            return place.began();
        }
        return lag == null ? now : now.minus(lag);
    }

    private static @Nullable Instant earlier(@Nullable Instant time, @Nullable Instant most) {
        return time != null && most != null && most.isBefore(time) ? most : time;
    }

    /** The place of the next run: the latest row less the overlap. */
    Place end(Place place, JsonNode body, @Nullable Instant seen) {
        Instant began = place.began();
        Instant since = earlier(place.since(), began);
        Instant high = earlier(seen, began);
        if (high != null) {
            Instant reached = high.minus(stream.cursor().overlap());
            since = since == null || reached.isAfter(since) ? reached : since;
        }
        return new Place(since, paging.resume(place, body), null, null, null, null);
    }

    /**
     * The place after a page in the middle. A list that is ordered by time and counted from its start moves while it
     * is read: a row that changes goes to the end, and the next one slips onto the page that was read already. Such
     * lists are asked for anew from the time of the last row, and counted on only within one unit of time.
     */
    Place onward(Place place, String next, @Nullable Instant high, JsonNode list, @Nullable String first, Instant now) {
        Duration unit = stream.page().advance();
        Instant last = unit == null ? null : time(list.get(list.size() - 1));
        Instant reached = last == null || unit == null ? null : last.minus(unit);
        boolean moves = reached != null && (place.since() == null || reached.isAfter(place.since()));
        return moves
                ? new Place(reached, null, high, null, place.began(), null)
                : new Place(place.since(), next, high, first, place.began(), settled(place, list, now));
    }

    /**
     * Numbers are given out when a change begins and seen when it ends, so that one may appear before a greater one.
     * The next run begins after the latest row that is older than the overlap.
     */
    private @Nullable String settled(Place place, JsonNode list, Instant now) {
        if (stream.page().kind() != Kind.AFTER || !stream.page().durable()) {
            return null;
        }
        String settled = place.settled() == null ? place.page() : place.settled();
        for (JsonNode row : list) {
            Instant time = time(row);
            if (time == null || time.isBefore(now.minus(stream.cursor().overlap()))) {
                settled = paging.name(row);
            }
        }
        return settled == null ? stream.page().start() : settled;
    }

    /** The latest time in the rows and before, of those that are not after that one. */
    @Nullable
    Instant high(@Nullable Instant before, JsonNode list, Instant latest) {
        Instant high = before;
        for (JsonNode row : list) {
            Instant time = time(row);
            if (time != null && !time.isAfter(latest) && (high == null || time.isAfter(high))) {
                high = time;
            }
        }
        return high;
    }

    private @Nullable Instant time(JsonNode row) {
        return stream.cursor()
                .at()
                .in(row)
                .map(node -> Instants.parse(node.asText(), zone))
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .orElse(null);
    }
}
