package dev.karat.store;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Says what a failure of the database means for the gateway. Messages name the step, never a value. */
final class StoreFailure {
    /** Classes of SQLSTATE: wrong data, integrity constraint violation (ISO/IEC 9075-2), PostgreSQL's limit exceeded. */
    private static final Set<String> ROW_CLASSES = Set.of("22", "23", "54");

    private StoreFailure() {}

    static GatewayException of(String step, SQLException failure) {
        return breaksConstraint(failure)
                ? new GatewayException(ErrorCode.INTERNAL, step + " breaks a rule of the database", failure)
                : new GatewayException(ErrorCode.STORE_UNAVAILABLE, step + " failed in the database", failure);
    }

    /** A row that contradicts another one; it fails again however often it is tried. */
    private static boolean breaksConstraint(SQLException failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLiteException sqlite) {
                return (sqlite.getResultCode().code & 0xff) == SQLiteErrorCode.SQLITE_CONSTRAINT.code;
            }
            if (cause instanceof SQLException sql
                    && sql.getSQLState() != null
                    && sql.getSQLState().length() > 2
                    && ROW_CLASSES.contains(sql.getSQLState().substring(0, 2))) {
                return true;
            }
        }
        return false;
    }
}
