package dev.karat.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;
import org.sqlite.SQLiteDataSource;

/** Databases as a gateway of the first schema left them, with a few customers in them. */
public final class FirstSchema {
    /** What Flyway noted of the first migration wherever it ran: a gateway refuses the database if it is another now. */
    private static final int CHECKSUM = 1_694_394_068;

    private static final Pattern BLOB = Pattern.compile("@([0-9a-f]*)@");

    private FirstSchema() {}

    public static void sqlite(Path file) {
        var source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + file);
        fill(source, Dialect.SQLITE, "X'$1'");
    }

    public static void postgresql(String url, String user) {
        var source = new PGSimpleDataSource();
        source.setUrl(url);
        source.setUser(user);
        fill(source, Dialect.POSTGRESQL, "'\\\\x$1'");
    }

    private static void fill(DataSource source, Dialect dialect, String blob) {
        Flyway flyway = Flyway.configure(FirstSchema.class.getClassLoader())
                .dataSource(source)
                .locations("classpath:db/hub")
                .placeholders(dialect.placeholders())
                .target("001")
                .load();
        flyway.migrate();
        Integer checksum = flyway.info().current().getChecksum();
        if (!Objects.equals(checksum, CHECKSUM)) {
            throw new AssertionError("V001__hub.sql was changed, which no database of that time survives: " + checksum);
        }
        try (Connection connection = source.getConnection();
                var statement = connection.createStatement()) {
            for (String insert : rows().split(";\n", -1)) {
                if (!insert.isBlank()) {
                    statement.execute(BLOB.matcher(insert).replaceAll(blob));
                }
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static String rows() {
        try (InputStream in = Objects.requireNonNull(FirstSchema.class.getResourceAsStream("/db/first-schema.sql"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }
}
