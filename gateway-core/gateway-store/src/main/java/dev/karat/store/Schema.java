package dev.karat.store;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.exception.FlywayValidateException;

/** Brings the tables of a database to this version of the gateway. */
final class Schema {
    private Schema() {}

    /** Runs the migrations that are missing. Refuses a database that a newer version of the gateway has changed. */
    static void migrate(DataSource source, Dialect dialect) {
        try {
            Flyway.configure(Schema.class.getClassLoader())
                    .dataSource(source)
                    .locations("classpath:db/hub")
                    .placeholders(dialect.placeholders())
                    // By default a migration from the future is ignored, and old code would write into new tables.
                    .ignoreMigrationPatterns(new String[0])
                    .cleanDisabled(true)
                    .load()
                    .migrate();
        } catch (FlywayValidateException other) {
            throw new GatewayException(
                    ErrorCode.STORE_VERSION, "The database was written by another version of the gateway", other);
        } catch (FlywayException failure) {
            throw new GatewayException(ErrorCode.STORE_UNAVAILABLE, "The database cannot be prepared", failure);
        }
    }
}
