package dev.karat.camel.connector.database;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.database.TablePlace.Run;
import dev.karat.camel.connector.read.Page;
import dev.karat.camel.connector.read.PageReader;
import dev.karat.camel.connector.read.Sample;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads a table page by page: all rows in the order of their keys, then what changed in the order of the changes. A page
 * begins behind the last row of the one before, so that rows that come and go move none past the reader. Safe for use by
 * several threads.
 */
final class TableReader implements PageReader {
    /** Rows that the driver holds at once. */
    private static final int FETCH = 100;

    /** Characters of one page; rows may be a megabyte each. */
    private static final int PAGE_MAX = 4_000_000;

    private final Database database;
    private final TableOptions options;
    private final Source source;
    private final Key key;
    private final ZoneId zone;

    TableReader(Database database, TableOptions options, Source source, Key key, ZoneId zone) {
        this.database = database;
        this.options = options;
        this.source = source;
        this.key = key;
        this.zone = zone;
    }

    @Override
    public Page read(@Nullable String cursor) {
        TablePlace place = TablePlace.of(cursor);
        try {
            return database.read(session -> read(new Query(session), place));
        } catch (DateTimeException noTimes) {
            throw new GatewayException(ErrorCode.CONFIG_INVALID, String.valueOf(noTimes.getMessage()));
        }
    }

    @Override
    public Sample sample(int rows) {
        return database.read(session -> {
            var query = new Query(session);
            query.check();
            Instant now = session.now();
            List<Source.Row> first =
                    query.rows(query.there(), query.keyColumns(), rows).rows();
            return new Sample(
                    first.stream().<JsonNode>map(Source.Row::record).toList(), first.size(), query.count(), now);
        });
    }

    private Page read(Query query, TablePlace place) throws SQLException {
        Instant now = query.session.now();
        TablePlace run = place.run() == null ? begun(query, place, now) : place;
        if (run == null) {
            return new Page(List.of(), place.cursor(), true);
        }
        return run.run() == Run.ALL ? all(query, run) : changes(query, run);
    }

    /** The next run; null if it is not time for it. */
    private @Nullable TablePlace begun(Query query, TablePlace place, Instant now) throws SQLException {
        query.check();
        Duration every = options.fullReads();
        Instant before = place.readAll();
        if (before == null || (every != null && !now.isBefore(before.plus(every)))) {
            return new TablePlace(Run.ALL, NullNode.instance, List.of(), query.latest(), now, now);
        }
        if (options.order() == null) {
            return null;
        }
        return new TablePlace(
                Run.CHANGES, query.progress().from(place.reached(), now), List.of(), place.reached(), now, before);
    }

    private Page all(Query query, TablePlace place) throws SQLException {
        List<Column> order = query.keyColumns();
        Where where = query.there();
        if (!place.after().isEmpty()) {
            where.andAfter(query.session.names(), order, place.after());
        }
        return page(query, place, order, where, place.reached());
    }

    private Page changes(Query query, TablePlace place) throws SQLException {
        var order = new ArrayList<Column>();
        Column changed = query.column(Objects.requireNonNull(options.order()));
        order.add(changed);
        order.addAll(query.keyColumns());
        Where where = query.there().andThere(query.session.names(), List.of(changed));
        if (!place.after().isEmpty()) {
            where.andAfter(query.session.names(), order, place.after());
        } else if (!place.since().isNull()) {
            where.and(query.session.names(), changed, ">=", place.since());
        }
        return page(query, place, order, where, null);
    }

    /** @param seen how far changes were seen; null if the last row tells */
    private Page page(Query query, TablePlace place, List<Column> order, Where where, @Nullable JsonNode seen)
            throws SQLException {
        Rows read = query.rows(where, order, options.pageRows());
        List<JsonNode> records =
                read.rows().stream().<JsonNode>map(Source.Row::record).toList();
        List<JsonNode> last = read.rows().isEmpty()
                ? List.of()
                : order.stream()
                        .map(column ->
                                value(read.rows().get(read.rows().size() - 1).raw(), column))
                        .toList();
        JsonNode high = seen != null ? seen : last.isEmpty() ? place.reached() : last.get(0);
        if (read.more()) {
            return new Page(records, place.behind(last, high).cursor(), false);
        }
        JsonNode reached = options.order() == null || place.began() == null
                ? high
                : query.progress().reached(high, place.began());
        return new Page(records, place.ended(reached).cursor(), true);
    }

    private static JsonNode value(Map<String, JsonNode> row, Column column) {
        return row.getOrDefault(column.name(), NullNode.instance);
    }

    /** @param more there may be rows behind these */
    private record Rows(List<Source.Row> rows, boolean more) {}

    /** Questions within one transaction. */
    private final class Query {
        private final Session session;

        Query(Session session) {
            this.session = session;
        }

        Column column(String name) throws SQLException {
            return session.column(source, name);
        }

        /** A column that is missing would look like one in which nothing ever stands. */
        void check() throws SQLException {
            for (String name : options.told()) {
                column(name);
            }
        }

        List<Column> keyColumns() throws SQLException {
            return session.columns(source, key.columns());
        }

        /** Rows without a key are none that could be told apart. */
        Where there() throws SQLException {
            return new Where().andThere(session.names(), keyColumns());
        }

        Progress progress() throws SQLException {
            return new Progress(
                    column(Objects.requireNonNull(options.order())),
                    options.sequence() != null,
                    options.overlap(),
                    options.sequenceOverlap(),
                    zone);
        }

        /** The latest change, or null if changes are not read. */
        JsonNode latest() throws SQLException {
            String name = options.order();
            if (name == null) {
                return NullNode.instance;
            }
            Column order = column(name);
            String sql = "select max(" + session.names().of(order.name()) + ") from " + source.sql(session.names());
            try (PreparedStatement statement = session.prepared(sql);
                    ResultSet row = statement.executeQuery()) {
                return row.next() ? order.raw(row, 1) : NullNode.instance;
            }
        }

        /** How many rows there are; null if counting takes too long. */
        @Nullable
        Long count() throws SQLException {
            try (PreparedStatement statement = session.prepared("select count(*) from " + source.sql(session.names()));
                    ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getLong(1) : null;
            } catch (SQLException slow) {
                if (SqlFailure.of(slow, session.dialect()).code() == ErrorCode.VENDOR_TIMEOUT) {
                    return null;
                }
                throw slow;
            }
        }

        Rows rows(Where where, List<Column> order, int most) throws SQLException {
            String sql = "select * from " + source.sql(session.names()) + " where " + where.text() + " order by "
                    + session.names().of(order.stream().map(Column::name).toList())
                    + session.dialect().limit();
            try (PreparedStatement statement = session.prepared(sql)) {
                int next = where.bind(statement, 1, session.dialect(), zone);
                statement.setInt(next, most);
                statement.setFetchSize(Math.min(FETCH, most));
                return rows(statement, most);
            }
        }

        private Rows rows(PreparedStatement statement, int most) throws SQLException {
            var rows = new ArrayList<Source.Row>();
            int size = 0;
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    if (size >= PAGE_MAX) {
                        return new Rows(rows, true);
                    }
                    Source.Row row = source.row(found, zone);
                    key.name(row);
                    size += row.record().toString().length();
                    rows.add(row);
                }
            }
            return new Rows(rows, rows.size() >= most);
        }
    }
}
