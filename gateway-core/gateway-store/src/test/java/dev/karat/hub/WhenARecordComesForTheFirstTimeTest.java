package dev.karat.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.engine.ingest.IngestItem;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows are what a commit costs, so that a customer whom nobody knew is written with few of them. */
class WhenARecordComesForTheFirstTimeTest {
    private static final int RECORDS = 500;
    private static final int ROWS_MAX = 6;

    @Test
    void fewRowsAreWritten(@TempDir Path folder) throws SQLException {
        Path file = folder.resolve("karat.db");
        try (var hub = new HubFixture(file);
                Connection reader = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            long before = rows(reader);
            hub.ingest(strangers(hub));
            assertThat((rows(reader) - before) / (double) RECORDS)
                    .as("rows of all tables for a record with an address and a number")
                    .isBetween(1.0, (double) ROWS_MAX);
        }
    }

    private static IngestItem[] strangers(HubFixture hub) {
        var page = new ArrayList<IngestItem>();
        for (int i = 0; i < RECORDS; i++) {
            String word = Integer.toString(46_656 + 37 * i, 36).replaceAll("[0-9]", "x");
            page.add(hub.version(
                    "erp",
                    Integer.toString(i),
                    1,
                    HubFixture.person(
                            "Ada" + word,
                            "King" + word + i,
                            "ada" + i + "@mail" + i + ".test",
                            "+4930%08d".formatted(12_345_678 + 7 * i))));
        }
        return page.toArray(IngestItem[]::new);
    }

    private static long rows(Connection reader) throws SQLException {
        long rows = 0;
        for (String table : tables(reader)) {
            try (var statement = reader.createStatement();
                    ResultSet count = statement.executeQuery("SELECT COUNT(*) FROM \"" + table + '"')) {
                rows += count.getLong(1);
            }
        }
        return rows;
    }

    private static List<String> tables(Connection reader) throws SQLException {
        var tables = new ArrayList<String>();
        try (var statement = reader.createStatement();
                ResultSet names = statement.executeQuery("SELECT name FROM sqlite_master WHERE type = 'table'")) {
            while (names.next()) {
                tables.add(names.getString(1));
            }
        }
        return tables;
    }
}
