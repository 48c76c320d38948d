package dev.karat.camel.connector;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.Attribute;
import dev.karat.camel.connector.events.EventCalls;
import dev.karat.camel.connector.http.Answer;
import dev.karat.camel.connector.http.Quota;
import dev.karat.camel.connector.http.TokenKeeper;
import dev.karat.camel.connector.http.VendorHttp;
import dev.karat.camel.connector.http.VendorHttp.Call;
import dev.karat.camel.connector.read.Page;
import dev.karat.camel.connector.read.PageReader;
import dev.karat.camel.connector.read.RecordFacts;
import dev.karat.camel.connector.read.RemovedReader;
import dev.karat.camel.connector.read.Sample;
import dev.karat.camel.connector.read.StreamReader;
import dev.karat.camel.connector.spec.Connection;
import dev.karat.camel.connector.spec.ConnectorSpec;
import dev.karat.camel.connector.spec.EventsSpec;
import dev.karat.camel.connector.spec.RemovedSpec;
import dev.karat.camel.connector.spec.RequestSpec;
import dev.karat.camel.connector.spec.StreamSpec;
import dev.karat.camel.connector.spec.WriteSpec;
import dev.karat.camel.connector.write.BatchWriter;
import dev.karat.camel.connector.write.ConsentItem;
import dev.karat.camel.connector.write.Found;
import dev.karat.camel.connector.write.RecordWriter;
import dev.karat.camel.connector.write.WriteItem;
import dev.karat.camel.connector.write.WriteOutcome;
import dev.karat.engine.mapping.Mapping;
import dev.karat.engine.mapping.MappingContext;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One system that is reached by calls over HTTP, run from its connector's declaration. Calls block and keep to the
 * vendor's limits; nothing is retried here, failures say whether that makes sense. Safe for use by several threads.
 */
public final class RestConnector implements SystemCalls {
    private final ConnectorSpec spec;
    private final Connection connection;
    private final VendorHttp http;
    private final Clock clock;
    private final Map<String, PageReader> readers = new HashMap<>();
    private final Map<String, RecordFacts> facts = new HashMap<>();
    private final Map<String, RecordWriter> writers = new HashMap<>();
    private final Map<String, RecordWriter> writersBehind = new HashMap<>();
    private final Map<String, BatchWriter> batches = new HashMap<>();
    private final Map<String, BatchWriter> batchesBehind = new HashMap<>();

    /**
     * @param client made by {@link VendorHttp#newClient}, shared by all connections
     * @throws GatewayException CONFIG_INVALID if the connection lacks something
     */
    public RestConnector(
            ConnectorFolder folder, Connection connection, MappingContext context, HttpClient client, Clock clock) {
        this(
                folder,
                connection,
                context,
                client,
                new Quota(folder.spec().id(), folder.spec().limits(), System::nanoTime),
                TokenKeeper.NONE,
                clock);
    }

    /**
     * The same with an account that others use too.
     *
     * @param quota of the account that the connection uses
     * @param keeper of tokens that the vendor replaces
     */
    public RestConnector(
            ConnectorFolder folder,
            Connection connection,
            MappingContext context,
            HttpClient client,
            Quota quota,
            TokenKeeper keeper,
            Clock clock) {
        this.spec = folder.spec();
        this.connection = connection;
        if (!spec.rest()) {
            throw new GatewayException(ErrorCode.CONFIG_INVALID, spec.title() + " is not reached by calls over HTTP");
        }
        this.http = new VendorHttp(spec, connection, client, quota, keeper, clock);
        this.clock = clock;
        for (StreamSpec stream : spec.streams().values()) {
            var streamFacts = new RecordFacts(stream, connection, context.zone());
            facts.put(stream.name(), streamFacts);
            if (stream.request() != null) {
                readers.put(stream.name(), reader(stream, streamFacts));
            }
        }
        spec.writes().forEach((entity, write) -> {
            Mapping mapping = mapping(folder, write);
            writers.put(entity, new RecordWriter(write, http, facts(write.stream()), mapping, context));
            batches.put(entity, batch(write, http, mapping, context));
            batchesBehind.put(entity, batch(write, http.behind(), mapping, context));
            writersBehind.put(entity, new RecordWriter(write, http.behind(), facts(write.stream()), mapping, context));
        });
    }

    private PageReader reader(StreamSpec stream, RecordFacts streamFacts) {
        var list = new StreamReader(stream, http, streamFacts, clock);
        RemovedSpec removed = stream.removed();
        return removed == null
                ? list
                : new RemovedReader(
                        list, new StreamReader(stream.in(removed), http, streamFacts, clock), removed.every(), clock);
    }

    private BatchWriter batch(WriteSpec write, VendorHttp line, Mapping mapping, MappingContext context) {
        var alone = new RecordWriter(write, line, facts(write.stream()), mapping, context);
        return new BatchWriter(write, line, mapping, context, alone);
    }

    private static Mapping mapping(ConnectorFolder folder, WriteSpec write) {
        Mapping mapping = folder.mappings().get(write.stream());
        if (mapping == null) {
            throw new GatewayException(
                    ErrorCode.CONFIG_INVALID, "There is no mapping to write records of " + write.stream());
        }
        return mapping;
    }

    @Override
    public Page read(String stream, @Nullable String cursor) {
        return known(readers, stream, "stream").read(cursor);
    }

    @Override
    public Sample sample(String stream, int rows) {
        return known(readers, stream, "stream").sample(rows);
    }

    @Override
    public RecordFacts facts(String stream) {
        return known(facts, stream, "stream");
    }

    @Override
    public WriteOutcome write(String entity, WriteItem item) {
        return known(writers, entity, "write").write(item);
    }

    @Override
    public Optional<JsonNode> record(String stream, String id) {
        return readable(stream).read(id).map(Found::record);
    }

    @Override
    public Optional<JsonNode> find(String stream, Attribute key, String text) {
        return readable(stream).find(key, text).map(Found::record);
    }

    private RecordWriter readable(String stream) {
        return spec.writes().entrySet().stream()
                .filter(write -> write.getValue().stream().equals(stream)
                        && write.getValue().read() != null)
                .map(write -> known(writers, write.getKey(), "write"))
                .findFirst()
                .orElseThrow(() -> new GatewayException(
                        ErrorCode.CONFIG_INVALID, spec.title() + " has no call to read one record of " + stream));
    }

    @Override
    public EventCalls events() {
        EventsSpec events = spec.events();
        StreamSpec stream = events == null ? null : spec.streams().get(events.stream());
        if (events == null || stream == null) {
            throw new GatewayException(ErrorCode.CONFIG_INVALID, spec.title() + " has no events to subscribe to");
        }
        return new EventCalls(events, stream, http, connection);
    }

    @Override
    public WriteOutcome consent(String entity, ConsentItem item) {
        return known(writers, entity, "write").write(item);
    }

    @Override
    public List<WriteOutcome> write(String entity, List<WriteItem> items, boolean behind) {
        return known(behind ? batchesBehind : batches, entity, "write").write(items);
    }

    @Override
    public Optional<Found> lookup(String entity, WriteItem item, boolean behind) {
        return known(behind ? writersBehind : writers, entity, "write").lookup(item);
    }

    @Override
    public Check check() {
        RequestSpec request = spec.check();
        if (request == null) {
            throw new GatewayException(ErrorCode.CONFIG_INVALID, spec.title() + " declares no check");
        }
        Instant start = clock.instant();
        Answer answer = http.call(Call.of(request, Map.of()));
        answer.json();
        Duration trip = Duration.between(start, clock.instant());
        return new Check(trip, skew(answer, start.plus(trip.dividedBy(2))));
    }

    private static @Nullable Duration skew(Answer answer, Instant ours) {
        String date = answer.header("Date").orElse(null);
        try {
            return date == null
                    ? null
                    : Duration.between(
                            ours,
                            ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                                    .toInstant());
        } catch (DateTimeParseException unreadable) {
            return null;
        }
    }

    private <T> T known(Map<String, T> parts, String name, String what) {
        T part = parts.get(name);
        if (part == null) {
            throw new GatewayException(
                    ErrorCode.CONFIG_INVALID,
                    spec.title() + " has no " + what + " " + name + "; it has " + parts.keySet());
        }
        return part;
    }
}
