package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.temporal.ChronoUnit;

/** What happened at an RT server: one row per change, with rising numbers and the name of who did it. */
final class RtTransactions {
    private final Tables tables;
    private final Clock clock;

    RtTransactions(Tables tables, Clock clock) {
        this.tables = tables;
        this.clock = clock;
    }

    Table table() {
        return tables.table("transactions");
    }

    /** Adds one and returns its number. */
    long add(String objectType, long objectId, String type, String field, String before, String after, String creator) {
        long id = tables.next("transactions", 30);
        ObjectNode row = Json.object()
                .put("id", id)
                .put("ObjectType", objectType)
                .put("ObjectId", objectId)
                .put("Type", type)
                .put("Field", field)
                .put("OldValue", before)
                .put("NewValue", after)
                .put("Created", now())
                .put("Creator", creator);
        table().put(id, row);
        return id;
    }

    /** The time in whole seconds, such as {@code 2026-01-02T03:04:05Z}. */
    String now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
