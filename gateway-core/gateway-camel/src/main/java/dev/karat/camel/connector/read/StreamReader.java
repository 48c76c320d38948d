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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a stream page by page. Safe for use by several threads. */
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
    private final ListProgress progress;
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
        this.progress = new ListProgress(stream, paging, zone);
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
        Place begun = place.begunAt(progress.began(place, now));
        if (repeated) {
            return end(List.of(), progress.end(begun, body, place.high()));
        }
        Instant high = progress.high(place.high(), list, now.plus(SKEW_MAX));
        List<JsonNode> rows = rows(list);
        String next = paging.next(place.page(), answer, body, list);
        if (next == null) {
            return end(rows, progress.end(begun, body, high));
        }
        return new Page(
                rows, progress.onward(begun, next, high, list, first, now).cursor(), false);
    }

    private static Page end(List<JsonNode> rows, Place next) {
        return new Page(rows, next.cursor(), true);
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
        for (JsonNode row : each == null ? list : new WholeRecords(each, facts, http).of(list)) {
            if (facts.belongs(row)) {
                rows.add(additions.whole(row));
            }
        }
        return rows;
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
