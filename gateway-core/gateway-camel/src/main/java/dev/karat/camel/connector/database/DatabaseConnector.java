package dev.karat.camel.connector.database;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.Attribute;
import dev.karat.camel.connector.ConnectorFolder;
import dev.karat.camel.connector.SystemCalls;
import dev.karat.camel.connector.read.Page;
import dev.karat.camel.connector.read.RecordFacts;
import dev.karat.camel.connector.read.Sample;
import dev.karat.camel.connector.spec.Connection;
import dev.karat.camel.connector.spec.StreamSpec;
import dev.karat.camel.connector.spec.WriteSpec;
import dev.karat.camel.connector.write.Found;
import dev.karat.camel.connector.write.WriteItem;
import dev.karat.camel.connector.write.WriteOutcome;
import dev.karat.engine.mapping.Mapping;
import dev.karat.engine.mapping.MappingContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One table, view or query of a database, run from a connector's declaration and the settings of a connection. Calls
 * block and keep to the time-out of the settings. Nothing is connected before something is asked. Safe for use by several
 * threads.
 */
public final class DatabaseConnector implements SystemCalls {
    private final String title;
    private final StreamSpec stream;
    private final TableOptions options;
    private final Database database;
    private final RecordFacts facts;
    private final TableReader reader;
    private final RowFinder finder;
    private final Map<Attribute, String> lookup;
    private final @Nullable TableWriter writer;
    private final Clock clock;

    /**
     * @param system name of the system, for the names of threads
     * @param clock used where the database does not tell the time
     * @throws GatewayException CONFIG_INVALID if the connection lacks something, or says what cannot be used
     */
    public DatabaseConnector(
            String system, ConnectorFolder folder, Connection connection, MappingContext context, Clock clock) {
        this.title = folder.spec().title();
        this.clock = clock;
        this.stream = folder.spec().streams().values().iterator().next();
        this.options = TableOptions.of(connection);
        this.facts = new RecordFacts(stream, connection, context.zone());
        this.database = new Database(
                system,
                connection.required("url"),
                connection.values().get("user"),
                connection.values().get("password"),
                connection.values().get("driver"),
                options.timeout(),
                facts.zone(),
                clock,
                folder.spec().limits().concurrency());
        Dialect dialect = database.dialect();
        var from = new Source(options.schema(), options.table(), options.select(), dialect);
        WriteSpec write = folder.spec().writes().get("customer");
        this.lookup = write == null ? Map.of() : lookup(write, connection);
        var key = new Key(options.key());
        this.finder = new RowFinder(from, key, options.version(), facts, lookup);
        this.reader = new TableReader(database, options, from, key, facts.zone());
        RowChanges changes = options.into() == null
                ? null
                : new RowChanges(new Source(options.schema(), options.into(), null, dialect), key, options);
        Mapping mapping = write == null ? null : folder.mappings().get(write.stream());
        this.writer = mapping == null ? null : new TableWriter(database, options, finder, changes, mapping, context);
    }

    /** Columns by the key that they hold, as far as the connection names them. */
    private static Map<Attribute, String> lookup(WriteSpec write, Connection connection) {
        var columns = new LinkedHashMap<Attribute, String>();
        if (write.table() != null) {
            write.table().lookup().forEach((key, setting) -> {
                String column = connection.values().get(setting);
                if (column != null) {
                    columns.put(key, Names.checked(column));
                }
            });
        }
        return columns;
    }

    /** Throws CONFIG_INVALID for settings that cannot be used, without connecting. */
    public static void check(Connection connection) {
        TableOptions options = TableOptions.of(connection);
        new DriverSource(
                connection.required("url"), connection.values().get("driver"), new Properties(), options.timeout());
    }

    @Override
    public Page read(String name, @Nullable String cursor) {
        return reader(name).read(cursor);
    }

    @Override
    public Sample sample(String name, int most) {
        return reader(name).sample(most);
    }

    private TableReader reader(String name) {
        if (!name.equals(stream.name())) {
            throw new GatewayException(
                    ErrorCode.CONFIG_INVALID, title + " has no stream " + name + "; it has " + stream.name());
        }
        return reader;
    }

    @Override
    public RecordFacts facts(String name) {
        return facts;
    }

    @Override
    public WriteOutcome write(String entity, WriteItem item) {
        return writer().write(item);
    }

    @Override
    public List<WriteOutcome> write(String entity, List<WriteItem> items, boolean behind) {
        return items.stream().map(writer()::write).toList();
    }

    private TableWriter writer() {
        if (writer == null) {
            throw new GatewayException(ErrorCode.CONFIG_INVALID, title + " is not written");
        }
        return writer;
    }

    @Override
    public Optional<JsonNode> record(String name, String id) {
        return database.read(session -> Optional.ofNullable(finder.record(session, id)));
    }

    @Override
    public Optional<Found> lookup(String entity, WriteItem item, boolean behind) {
        return writer().lookup(item);
    }

    @Override
    public boolean looksUpBy(Attribute key) {
        return lookup.containsKey(key);
    }

    @Override
    public @Nullable Absence absence(String name) {
        return options.snapshot() ? new Missing() : null;
    }

    private final class Missing implements Absence {
        @Override
        public Duration every() {
            return options.sweeps();
        }

        @Override
        public int percentMax() {
            return options.shrinkPercentMax();
        }

        @Override
        public Set<String> missing(List<String> ids) {
            return database.read(session -> finder.missing(session, ids));
        }
    }

    @Override
    public Check check() {
        Instant start = clock.instant();
        Instant theirs = database.read(Session::now);
        Duration trip = Duration.between(start, clock.instant());
        return new Check(trip, Duration.between(start.plus(trip.dividedBy(2)), theirs));
    }

    @Override
    public void close() {
        database.close();
    }
}
