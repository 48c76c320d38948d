package dev.karat.camel.connector.database;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.spec.Connection;
import dev.karat.engine.config.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The table of one system, as its connection names it. Immutable.
 *
 * @param schema of the tables, or null for that of the user
 * @param table that is read, or null if a query is
 * @param select query that is read instead, as the administrator wrote it
 * @param into table that is written, or null
 * @param key columns that tell rows apart
 * @param changed column with the time of the last change, or null
 * @param sequence column with a number that rises with each change, which is read by instead; or null
 * @param overlap how far the next run reaches back, for changes that are committed late
 * @param sequenceOverlap the same in numbers
 * @param fullEvery how often all rows are read; null for the first time only
 * @param snapshot a row that is missing was deleted
 * @param shrinkPercentMax share of the known records that may be missing, 0 to 100
 * @param pageRows rows of a page, at most
 * @param timeout longest statement
 * @param version column that changes with each change of a row, or null
 * @param touches a write sets {@code changed}
 * @param deleted column that says that a row was deleted, or null
 * @param deactivateWith what is written there, {@code now} for the time; null if rows are not deactivated
 * @param deletes rows may be deleted
 */
record TableOptions(
        @Nullable String schema,
        @Nullable String table,
        @Nullable String select,
        @Nullable String into,
        List<String> key,
        @Nullable String changed,
        @Nullable String sequence,
        Duration overlap,
        long sequenceOverlap,
        @Nullable Duration fullEvery,
        boolean snapshot,
        int shrinkPercentMax,
        int pageRows,
        Duration timeout,
        @Nullable String version,
        boolean touches,
        @Nullable String deleted,
        @Nullable String deactivateWith,
        boolean deletes) {
    private static final Duration EVERY = Duration.ofHours(1);

    /** The settings of a connection; throws CONFIG_INVALID for what is no name, or no single query. */
    static TableOptions of(Connection connection) {
        Map<String, String> values = connection.values();
        String table = optional(values, "table", Names::checked);
        String select = optional(values, "select", TableOptions::query);
        if ((table == null) == (select == null)) {
            throw new GatewayException(ErrorCode.CONFIG_INVALID, "The connection names either a table or a select");
        }
        String into = optional(values, "writeTable", Names::checked);
        return new TableOptions(
                optional(values, "schema", Names::checked),
                table,
                select,
                into == null ? table : into,
                Names.list(connection.required("keyColumn")),
                optional(values, "changedColumn", Names::checked),
                optional(values, "sequenceColumn", Names::checked),
                Durations.parse(connection.required("overlap")),
                Long.parseLong(connection.required("sequenceOverlap")),
                optional(values, "fullEvery", Durations::parse),
                Boolean.parseBoolean(connection.required("snapshot")),
                Integer.parseInt(connection.required("shrinkPercentMax")),
                Integer.parseInt(connection.required("pageRows")),
                Durations.parse(connection.required("timeout")),
                optional(values, "versionColumn", Names::checked),
                Boolean.parseBoolean(connection.required("touch")),
                optional(values, "deletedColumn", Names::checked),
                values.get("deactivateWith"),
                Boolean.parseBoolean(connection.required("deletes")));
    }

    private static <T> @Nullable T optional(Map<String, String> values, String name, Function<String, T> read) {
        String text = values.get(name);
        return text == null || text.isBlank() ? null : read.apply(text.strip());
    }

    private static String query(String text) {
        boolean one = text.toLowerCase(Locale.ROOT).startsWith("select") && text.indexOf(';') < 0;
        if (!one) {
            throw new GatewayException(
                    ErrorCode.CONFIG_INVALID, "The setting select is one query that begins with select, without ;");
        }
        return text;
    }

    /** Column by which changes are read, or null if every run reads all rows. */
    @Nullable
    String order() {
        return sequence == null ? changed : sequence;
    }

    /** Columns that tell about a row. */
    List<String> told() {
        return Stream.of(changed, sequence, deleted).filter(Objects::nonNull).toList();
    }

    /** How often all rows are read; null for the first time only. */
    @Nullable
    Duration fullReads() {
        return fullEvery == null && order() == null ? EVERY : fullEvery;
    }

    /** How often missing rows are looked for. */
    Duration sweeps() {
        return fullEvery == null ? EVERY : fullEvery;
    }
}
