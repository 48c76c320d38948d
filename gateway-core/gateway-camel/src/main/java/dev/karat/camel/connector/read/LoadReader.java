package dev.karat.camel.connector.read;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.http.Answer;
import dev.karat.camel.connector.http.VendorHttp;
import dev.karat.camel.connector.http.VendorHttp.Call;
import dev.karat.camel.connector.spec.LoadSpec;
import dev.karat.camel.connector.spec.RequestSpec;
import dev.karat.camel.connector.spec.StreamSpec;
import dev.karat.engine.mapping.Instants;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a stream for the first time by a job of the vendor. The cursor names the job, so that a restart goes on with it;
 * a job that fails or is forgotten gives way to reading page by page. Calls block. Safe for several threads.
 */
final class LoadReader {
    private static final Logger LOG = LoggerFactory.getLogger(LoadReader.class);
    private static final String MARK = "load/";
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);

    /** Questions of one read, so that a caller who is to stop, or is no longer to read, gets its turn. */
    private static final int QUESTIONS_MAX = 6;

    private final StreamSpec stream;
    private final LoadSpec load;
    private final VendorHttp http;
    private final RecordFacts facts;

    LoadReader(StreamSpec stream, LoadSpec load, VendorHttp http, RecordFacts facts) {
        this.stream = stream;
        this.load = load;
        this.http = http;
        this.facts = facts;
    }

    /** True if the connection wants it, and the stream was never read. */
    boolean begins(@Nullable String cursor) {
        return (cursor == null || cursor.isBlank()) && "true".equals(http.rendered(load.when()));
    }

    /** True if the place is in the midst of a job. */
    static boolean isIn(Place place) {
        return place.page() != null && place.page().startsWith(MARK);
    }

    /** Makes the job. */
    Page begin() {
        JsonNode job = call(load.start(), Map.of()).json();
        Instant began = Instants.parse(job.at(load.began()).asText(), ZoneOffset.UTC);
        String id = job.at(load.id()).asText();
        if (began == null || id.isBlank() || id.indexOf('/') >= 0) {
            throw new GatewayException(ErrorCode.VENDOR_ANSWER_MALFORMED, "The answer does not name the job");
        }
        LOG.info("Reading all of {} by the job {}", stream.name(), id);
        return new Page(List.of(), place(id, "", began).cursor(), false);
    }

    private Place place(String job, String locator, @Nullable Instant began) {
        return new Place(stream.cursor().initial(), MARK + job + "/" + locator, began, null, null, null);
    }

    /** The next rows of the job; none if it is not done yet. */
    Page next(Place place) {
        String[] parts = String.valueOf(place.page()).split("/", 3);
        try {
            return parts[2].isEmpty() && !isDone(parts[1])
                    ? new Page(List.of(), place.cursor(), false)
                    : rows(place, parts[1], parts[2]);
        } catch (GatewayException failed) {
            boolean over = failed.code() == ErrorCode.VENDOR_NOT_FOUND || failed.code() == ErrorCode.VENDOR_REFUSED;
            if (!over) {
                throw failed;
            }
            LOG.warn(
                    "The job {} failed or is forgotten ({}); reading {} page by page",
                    parts[1],
                    failed.getMessage(),
                    stream.name());
            return new Page(List.of(), place.withoutPage().cursor(), false);
        }
    }

    private boolean isDone(String job) {
        Duration wait = FIRST_WAIT;
        for (int i = 0; i < QUESTIONS_MAX; i++) {
            JsonNode state = call(load.state(), Map.of("job", job)).json();
            if (load.failed().test(state)) {
                throw new GatewayException(ErrorCode.VENDOR_REFUSED, "The vendor gave it up");
            }
            if (load.done().test(state)) {
                return true;
            }
            pause(wait.compareTo(load.every()) < 0 ? wait : load.every());
            wait = wait.multipliedBy(2);
        }
        return false;
    }

    private static void pause(Duration wait) {
        try {
            Thread.sleep(wait.toMillis());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new GatewayException(ErrorCode.VENDOR_UNAVAILABLE, "The waiting for the job was stopped");
        }
    }

    private Page rows(Place place, String job, String locator) {
        var values = new HashMap<>(Map.of("job", job, "pageSize", Integer.toString(load.size())));
        if (!locator.isEmpty()) {
            values.put("place", locator);
        }
        Answer answer = call(load.rows(), values);
        List<JsonNode> rows =
                CsvRows.read(answer.text()).stream().filter(facts::belongs).toList();
        String next = answer.header(load.next()).orElse("null");
        if (!next.equals("null") && !next.equals(locator)) {
            return new Page(rows, place(job, next, place.high()).cursor(), false);
        }
        // The rows are not all of one time: what changed since the job began is read once more.
        Instant began = place.high();
        Instant since = began == null
                ? stream.cursor().initial()
                : began.minus(stream.cursor().overlap());
        return new Page(rows, new Place(since, null, null, null, null, null).cursor(), true);
    }

    private Answer call(RequestSpec request, Map<String, String> values) {
        return http.call(Call.of(request, values));
    }
}
