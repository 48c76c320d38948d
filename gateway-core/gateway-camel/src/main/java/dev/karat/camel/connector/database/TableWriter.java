package dev.karat.camel.connector.database;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.ErrorKind;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.write.Found;
import dev.karat.camel.connector.write.WriteItem;
import dev.karat.camel.connector.write.WriteItem.Operation;
import dev.karat.camel.connector.write.WriteOutcome;
import dev.karat.engine.mapping.Mapping;
import dev.karat.engine.mapping.MappingContext;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Writes customers into a table, each in a transaction of its own and with a typed outcome. A customer without a row is
 * looked up before one is inserted, in the same transaction. Only a commit whose answer is lost leaves it open what became
 * of a write. Safe for use by several threads.
 */
final class TableWriter {
    private final Database database;
    private final TableOptions options;
    private final RowFinder finder;
    private final @Nullable RowChanges changes;
    private final Mapping mapping;
    private final MappingContext context;

    /** @param changes of the table that is written, or null if none is named */
    TableWriter(
            Database database,
            TableOptions options,
            RowFinder finder,
            @Nullable RowChanges changes,
            Mapping mapping,
            MappingContext context) {
        this.database = database;
        this.options = options;
        this.finder = finder;
        this.changes = changes;
        this.mapping = mapping;
        this.context = context;
    }

    /** Writes one customer; throws what stops all writes. */
    WriteOutcome write(WriteItem item) {
        var asked = new AtomicBoolean();
        try {
            return written(item, asked);
        } catch (GatewayException failed) {
            if (failed.kind() == ErrorKind.FATAL) {
                throw failed;
            }
            boolean open = failed.code() == ErrorCode.VENDOR_UNAVAILABLE || failed.code() == ErrorCode.VENDOR_TIMEOUT;
            if (asked.get() && open) {
                return new WriteOutcome.Unknown(item.itemId(), failed.code());
            }
            return failed.kind() == ErrorKind.RETRYABLE
                    ? new WriteOutcome.Retryable(item.itemId(), failed.code(), failed.retryAfter())
                    : new WriteOutcome.Rejected(item.itemId(), failed.code(), String.valueOf(failed.getMessage()));
        }
    }

    /** Whom somebody else entered after the look-up is found by another one, in a transaction that sees him. */
    private WriteOutcome written(WriteItem item, AtomicBoolean asked) {
        try {
            return database.write(session -> written(session, item), () -> asked.set(true));
        } catch (GatewayException taken) {
            boolean creation = item.operation() == Operation.UPSERT && item.externalId() == null && item.mayCreate();
            if (!creation || taken.code() != ErrorCode.VENDOR_CONFLICT) {
                throw taken;
            }
            asked.set(false);
            return database.write(session -> written(session, item), () -> asked.set(true));
        }
    }

    /** The row of an item, by its id or by the customer's keys. Throws VENDOR_CONFLICT if a key finds several. */
    Optional<Found> lookup(WriteItem item) {
        return database.read(session -> finder.find(session, item));
    }

    private RowChanges changes() {
        if (changes == null) {
            throw new GatewayException(
                    ErrorCode.CONFIG_INVALID, "What is read by a select is written only into a writeTable");
        }
        return changes;
    }

    private WriteOutcome written(Session session, WriteItem item) throws SQLException {
        if (item.operation() == Operation.UPSERT) {
            return upserted(session, item);
        }
        boolean delete = item.operation() == Operation.DELETE;
        String id = item.externalId();
        if (id == null || !(delete ? options.deletes() : options.deactivateWith() != null)) {
            throw new GatewayException(
                    ErrorCode.VENDOR_REFUSED,
                    delete
                            ? "Rows are deleted only where the connection says deletes: true"
                            : "Rows are deactivated only where the connection says deactivateWith");
        }
        boolean there = delete
                ? changes().delete(session, id)
                : changes().deactivate(session, id, String.valueOf(options.deactivateWith()));
        // What is gone is withdrawn.
        return new WriteOutcome.Applied(
                item.itemId(), id, null, delete || !there ? null : finder.record(session, id), false);
    }

    private WriteOutcome upserted(Session session, WriteItem item) throws SQLException {
        String id = item.externalId();
        if (id != null) {
            return updated(session, item, id, false);
        }
        Found found = finder.find(session, item).orElse(null);
        if (found == null) {
            if (!item.mayCreate()) {
                throw new GatewayException(ErrorCode.CREATE_NOT_ALLOWED, "The row is not there, and none is created");
            }
            if (finder.lookup().isEmpty()) {
                throw new GatewayException(
                        ErrorCode.VENDOR_REFUSED,
                        "Rows are inserted only where the connection names emailColumn or numberColumn to find them by");
            }
            return created(session, item);
        }
        if (!item.mayBe().test(found.externalId())) {
            throw new GatewayException(
                    ErrorCode.VENDOR_CONFLICT, "The row that holds a key of this customer is another customer's");
        }
        if (found.deleted()) {
            throw new GatewayException(ErrorCode.VENDOR_CONFLICT, "A row that was deleted there holds the same key");
        }
        return updated(session, item, found.externalId(), true);
    }

    private WriteOutcome created(Session session, WriteItem item) throws SQLException {
        Map<String, JsonNode> values = values(mapping.toVendor(item.data(), item.give(), true, context));
        values.values().removeIf(JsonNode::isNull);
        if (values.isEmpty()) {
            throw new GatewayException(ErrorCode.VENDOR_REFUSED, "There is nothing to insert");
        }
        String id = changes().insert(session, values);
        return applied(session, item, id, true);
    }

    private WriteOutcome updated(Session session, WriteItem item, String id, boolean found) throws SQLException {
        JsonNode version = changes().lock(session, id);
        if (version == null) {
            throw new GatewayException(ErrorCode.VENDOR_NOT_FOUND, "The row is gone");
        }
        String token = item.token();
        boolean versioned = options.version() != null;
        if (versioned && token != null && !token.equals(version.asText())) {
            throw stale();
        }
        ObjectNode present = finder.record(session, id);
        if (versioned
                && token == null
                && !found
                && present != null
                && !item.stillRight().test(present)) {
            throw stale();
        }
        Map<String, JsonNode> values = values(mapping.toVendor(item.data(), item.give(), false, context));
        if (present != null) {
            // A row that says so already is left alone: its triggers would tell of a change that is none.
            values.entrySet().removeIf(entry -> isSame(present.path(entry.getKey()), entry.getValue()));
        }
        if (!values.isEmpty() && !changes().update(session, id, values, version)) {
            throw stale();
        }
        return applied(session, item, id, false);
    }

    private WriteOutcome applied(Session session, WriteItem item, String id, boolean created) throws SQLException {
        return new WriteOutcome.Applied(
                item.itemId(), id, changes().token(session, id), finder.record(session, id), created);
    }

    private static GatewayException stale() {
        return new GatewayException(ErrorCode.VENDOR_STALE, "The row was changed meanwhile");
    }

    private static boolean isSame(JsonNode present, JsonNode wanted) {
        boolean none = present.isNull() || present.isMissingNode();
        return none ? wanted.isNull() : !wanted.isNull() && present.asText().equals(wanted.asText());
    }

    private static Map<String, JsonNode> values(ObjectNode record) {
        var values = new LinkedHashMap<String, JsonNode>();
        record.properties().forEach(entry -> values.put(Names.checked(entry.getKey()), entry.getValue()));
        return values;
    }

    /** A text as JSON; the same as what is said of no text. */
    static JsonNode text(@Nullable String text) {
        return text == null ? NullNode.instance : JsonNodeFactory.instance.textNode(text);
    }
}
