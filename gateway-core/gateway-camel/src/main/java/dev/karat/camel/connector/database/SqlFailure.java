package dev.karat.camel.connector.database;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTimeoutException;
import java.util.Locale;

/**
 * What a database's complaint means, by its SQLSTATE (ISO 9075) and, where drivers have none, by what they have instead.
 * Messages of databases quote values, which are personal data: only those about names are shown.
 */
final class SqlFailure {
    /** Longest part of a message that is shown. */
    private static final int SHOWN_MAX = 200;

    private SqlFailure() {}

    static GatewayException of(SQLException thrown, Dialect dialect) {
        SQLException failure = innermost(thrown);
        String state = failure.getSQLState() == null ? "" : failure.getSQLState();
        String text = String.valueOf(failure.getMessage());
        ErrorCode code = code(failure, state, text, dialect);
        return new GatewayException(code, message(code, state, text));
    }

    /** A pool wraps what the driver said. */
    private static SQLException innermost(SQLException thrown) {
        SQLException failure = thrown;
        while (failure.getCause() instanceof SQLException cause && cause != failure) {
            failure = cause;
        }
        return failure;
    }

    private static ErrorCode code(SQLException failure, String state, String text, Dialect dialect) {
        if (dialect == Dialect.SQLITE) {
            return ofSqlite(text);
        }
        if (dialect.isForbidden(failure.getErrorCode()) || state.equals("42501")) {
            return ErrorCode.VENDOR_FORBIDDEN;
        }
        // 57014: PostgreSQL was told to give a statement up.
        if (failure instanceof SQLTimeoutException || state.equals("57014") || state.startsWith("HYT")) {
            return ErrorCode.VENDOR_TIMEOUT;
        }
        if (failure instanceof SQLNonTransientConnectionException && !state.startsWith("28")) {
            return ErrorCode.VENDOR_UNAVAILABLE;
        }
        if (state.equals("55000")) {
            // PostgreSQL: a view that cannot be written.
            return ErrorCode.CONFIG_INVALID;
        }
        if (isTaken(failure, state, dialect)) {
            return ErrorCode.VENDOR_CONFLICT;
        }
        return switch (state.isEmpty() ? "" : state.substring(0, Math.min(2, state.length()))) {
            case "28" -> ErrorCode.VENDOR_UNAUTHORIZED;
            case "22", "23", "44" -> ErrorCode.VENDOR_REFUSED;
            // No such database, schema, table, column; a query that cannot be understood.
            case "3D", "3F", "42", "0A", "26", "07", "S0" -> ErrorCode.CONFIG_INVALID;
            // 25006: the user, or the server, only reads.
            case "25" -> ErrorCode.VENDOR_FORBIDDEN;
            case "P0", "45" -> ErrorCode.VENDOR_REFUSED;
            default ->
                failure instanceof SQLIntegrityConstraintViolationException
                        ? ErrorCode.VENDOR_REFUSED
                        : ErrorCode.VENDOR_UNAVAILABLE;
        };
    }

    private static boolean isTaken(SQLException failure, String state, Dialect dialect) {
        int number = failure.getErrorCode();
        return state.equals("23505")
                || switch (dialect) {
                    case MYSQL -> number == 1062;
                    case ORACLE -> number == 1;
                    case SQLSERVER -> number == 2627 || number == 2601;
                    default -> false;
                };
    }

    /** SQLite has no SQLSTATE; its driver begins the message with the name of the result. */
    private static ErrorCode ofSqlite(String text) {
        String upper = text.toUpperCase(Locale.ROOT);
        if (upper.contains("SQLITE_CONSTRAINT_UNIQUE") || upper.contains("SQLITE_CONSTRAINT_PRIMARYKEY")) {
            return ErrorCode.VENDOR_CONFLICT;
        }
        if (upper.contains("SQLITE_CONSTRAINT") || upper.contains("SQLITE_MISMATCH")) {
            return ErrorCode.VENDOR_REFUSED;
        }
        if (upper.contains("SQLITE_INTERRUPT")) {
            return ErrorCode.VENDOR_TIMEOUT;
        }
        if (upper.contains("SQLITE_READONLY") || upper.contains("SQLITE_AUTH") || upper.contains("SQLITE_PERM")) {
            return ErrorCode.VENDOR_FORBIDDEN;
        }
        boolean wrong = upper.contains("SQLITE_ERROR")
                || upper.contains("SQLITE_CANTOPEN")
                || upper.contains("SQLITE_NOTADB")
                || upper.contains("SQLITE_RANGE");
        return wrong ? ErrorCode.CONFIG_INVALID : ErrorCode.VENDOR_UNAVAILABLE;
    }

    private static String message(ErrorCode code, String state, String text) {
        String named = state.isEmpty() ? "" : " (SQLSTATE " + state + ")";
        return switch (code) {
            case VENDOR_UNAUTHORIZED -> "The database does not take the user and password" + named;
            case VENDOR_FORBIDDEN, CONFIG_INVALID -> "The database says: " + shown(text) + named;
            case VENDOR_CONFLICT -> "Another row holds a value that is unique there" + named;
            case VENDOR_REFUSED -> "The database refuses the values by a constraint, a type or a trigger" + named;
            case VENDOR_TIMEOUT -> "The database took too long" + named;
            default -> "The database cannot be reached, or is too busy" + named;
        };
    }

    private static String shown(String text) {
        String line = text.lines().findFirst().orElse("");
        return line.substring(0, Math.min(SHOWN_MAX, line.length()));
    }
}
