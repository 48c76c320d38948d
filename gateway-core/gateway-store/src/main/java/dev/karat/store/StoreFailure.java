package dev.karat.store;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Says what a failure of the database means for the gateway. Messages name the step, never a value. */
final class StoreFailure {
    /** SQLSTATE class 23, integrity constraint violation (ISO/IEC 9075-2). */
    private static final String CONSTRAINT_CLASS = "23";

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
                    && sql.getSQLState().startsWith(CONSTRAINT_CLASS)) {
                return true;
            }
        }
        return false;
    }
}
