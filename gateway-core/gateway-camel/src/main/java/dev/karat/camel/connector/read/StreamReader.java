package dev.karat.camel.connector.read;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.http.Answer;
import dev.karat.camel.connector.http.VendorHttp;
import dev.karat.camel.connector.http.VendorHttp.Call;
import dev.karat.camel.connector.spec.CursorSpec;
import dev.karat.camel.connector.spec.EachSpec;
import dev.karat.camel.connector.spec.PageSpec.Kind;
import dev.karat.camel.connector.spec.RequestSpec;
import dev.karat.camel.connector.spec.StreamSpec;
import dev.karat.engine.mapping.Instants;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a stream page by page. The cursor follows the rows that were seen, never the clock of this machine: at the end
 * of a run it is the time of the latest row less the overlap. Safe for use by several threads.
 */
public final class StreamReader implements PageReader {
    private static final Logger LOG = LoggerFactory.getLogger(StreamReader.class);

    /** A row may be this much newer than the vendor's own clock; a later time is a mistake that would hide rows. */
    private static final Duration SKEW_MAX = Duration.ofMinutes(5);

    private final StreamSpec stream;
    private final RequestSpec request;
    private final VendorHttp http;
    private final RecordFacts facts;
    private final Additions additions;
    private final Paging paging;
    private final ZoneId zone;
    private final @Nullable LoadReader load;
    private final Clock clock;

    /**
     * @param stream has a request
     * @param clock used only where the vendor does not tell the time
     */
    public StreamReader(StreamSpec stream, VendorHttp http, RecordFacts facts, Clock clock) {
        RequestSpec declared = stream.request();
        if (declared == null) {
            throw new IllegalArgumentException(stream.name() + " is not read by calls");
        }
        this.stream = stream;
        this.request = declared;
        this.http = http;
        this.facts = facts;
        this.additions = new Additions(facts, http);
        this.paging = new Paging(stream.page());
        this.zone = stream.cursor().local() ? facts.zone() : ZoneOffset.UTC;
        this.load = stream.load() == null ? null : new LoadReader(stream, stream.load(), http, facts);
        this.clock = clock;
    }

    /** The cursor of a run that begins at that time. */
    public static String cursorAt(Instant since) {
        return new Place(since, null, null, null, null, null).cursor();
    }

    @Override
    public Page read(@Nullable String cursor) {
        Place place = Place.of(cursor, stream.cursor().initial());
        if (load != null && (load.begins(cursor) || LoadReader.isIn(place))) {
            return LoadReader.isIn(place) ? load.next(place) : load.begin();
        }
        try {
            return read(place);
        } catch (GatewayException failed) {
            if (place.page() == null || !isExpired(failed)) {
                throw failed;
            }
            // The vendor forgot its page; the run begins again from the last safe time.
            LOG.info(
                    "The page of stream {} is no longer known to the vendor; reading from {}",
                    stream.name(),
                    place.since());
            return read(place.withoutPage());
        }
    }

    @Override
    public Sample sample(int rows) {
        Answer answer = http.call(call(Place.of(null, stream.cursor().initial()), rows));
        JsonNode body = answer.json();
        JsonNode list = list(body);
        ArrayNode first = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < Math.min(rows, list.size()); i++) {
            first.add(list.get(i));
        }
        JsonPointer place = stream.total();
        JsonNode total = place == null ? MissingNode.getInstance() : body.at(place);
        return new Sample(
                rows(first), list.size(), total.isIntegralNumber() ? total.asLong() : null, vendorTime(answer));
    }

    private JsonNode list(JsonNode body) {
        JsonNode list = body.at(stream.list());
        if (!list.isArray()) {
            throw new GatewayException(
                    ErrorCode.VENDOR_ANSWER_MALFORMED, "The answer holds no list of " + stream.name());
        }
        return list;
    }

    private boolean isExpired(GatewayException failed) {
        boolean named = switch (stream.page().kind()) {
            case LINK, TOKEN, NEXT_URL -> true;
            default -> false;
        };
        return named && (failed.code() == ErrorCode.VENDOR_REFUSED || failed.code() == ErrorCode.VENDOR_NOT_FOUND);
    }

    private Page read(Place place) {
        Answer answer = http.call(call(place, stream.page().size()));
        JsonNode body = answer.json();
        JsonNode list = list(body);
        list.forEach(additions::computed);
        String first = list.isEmpty() ? null : facts.of(list.get(0)).id();
        boolean repeated = stream.page().kind() == Kind.NUMBER
                && place.page() != null
                && (paging.isClamped(place.page(), body) || (first != null && first.equals(place.first())));
        Instant now = vendorTime(answer);
        Place begun = place.begunAt(began(place, now));
        if (repeated) {
            return end(begun, body, List.of(), place.high());
        }
        Instant high = high(place.high(), list, now.plus(SKEW_MAX));
        List<JsonNode> rows = rows(list);
        String next = paging.next(place.page(), answer, body, list);
        if (next == null) {
            return end(begun, body, rows, high);
        }
        return new Page(rows, onward(begun, next, high, list, first, now).cursor(), false);
    }

    private Call call(Place place, int size) {
        var values = new HashMap<String, String>();
        values.put("pageSize", Integer.toString(size));
        CursorSpec cursor = stream.cursor();
        boolean counted = stream.page().kind() == Kind.OFFSET || stream.page().kind() == Kind.NUMBER;
        boolean asksAnew = counted || stream.page().kind() == Kind.AFTER;
        if (place.since() != null && (place.page() == null || asksAnew)) {
            values.put("since", cursor.written(place.since(), zone));
        }
        if (counted) {
            values.put(
                    "place", place.page() != null ? place.page() : stream.page().kind() == Kind.OFFSET ? "0" : "1");
        } else if (place.page() != null) {
            values.put("place", place.page());
        } else if (stream.page().start() != null) {
            values.put("place", stream.page().start());
        }
        boolean address = stream.page().kind() == Kind.LINK || stream.page().kind() == Kind.NEXT_URL;
        return Call.of(request, values).at(address ? place.page() : null, stream.rate());
    }

    private List<JsonNode> rows(JsonNode list) {
        EachSpec each = stream.each();
        var rows = new ArrayList<JsonNode>();
        for (JsonNode row : each == null ? list : whole(each, list)) {
            if (facts.belongs(row)) {
                rows.add(additions.whole(row));
            }
        }
        return rows;
    }

    /** The records that the rows stand for, each once; those that are gone meanwhile are left out. */
    private List<JsonNode> whole(EachSpec each, JsonNode list) {
        var ids = new LinkedHashSet<String>();
        for (JsonNode row : list) {
            JsonPointer place = each.id();
            String id = place == null ? facts.of(row).id() : row.at(place).asText();
            if (id != null && !id.isEmpty()) {
                ids.add(id);
            }
        }
        var records = new ArrayList<JsonNode>();
        for (String id : ids) {
            JsonNode record = whole(each, id);
            if (record.isObject()) {
                records.add(record);
            }
        }
        return records;
    }

    private JsonNode whole(EachSpec each, String id) {
        try {
            return http.call(Call.of(each.request(), Map.of("id", id))).json().at(each.record());
        } catch (GatewayException failed) {
            if (failed.code() == ErrorCode.VENDOR_NOT_FOUND) {
                return MissingNode.getInstance();
            }
            throw failed;
        }
    }

    /**
     * How far a run can have got at most. A list that is not ordered by time shows what changed after a page was read on
     * no later page, and pages of one query show rows as they were at different times; the next run begins before. So do
     * lists whose rows appear late.
     */
    private @Nullable Instant began(Place place, Instant now) {
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

    private Page end(Place place, JsonNode body, List<JsonNode> rows, @Nullable Instant seen) {
        Instant began = place.began();
        Instant since = earlier(place.since(), began);
        Instant high = earlier(seen, began);
        if (high != null) {
            Instant reached = high.minus(stream.cursor().overlap());
            since = since == null || reached.isAfter(since) ? reached : since;
        }
        return new Page(rows, new Place(since, paging.resume(place, body), null, null, null, null).cursor(), true);
    }

    /**
     * The place after a page in the middle. A list that is ordered by time and counted from its start moves while it
     * is read: a row that changes goes to the end, and the next one slips onto the page that was read already. Such
     * lists are asked for anew from the time of the last row, and counted on only within one unit of time.
     */
    private Place onward(
            Place place, String next, @Nullable Instant high, JsonNode list, @Nullable String first, Instant now) {
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

    private @Nullable Instant high(@Nullable Instant before, JsonNode list, Instant latest) {
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

    private Instant vendorTime(Answer answer) {
        String date = answer.header("Date").orElse(null);
        try {
            return date == null
                    ? clock.instant()
                    : ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant();
        } catch (DateTimeParseException unreadable) {
            return clock.instant();
        }
    }
}
