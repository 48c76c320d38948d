package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The identities of Zendesk users: addresses and numbers, one of the addresses the primary one. */
final class ZendeskIdentities {
    private final Tables tables;
    private final Table table;

    ZendeskIdentities(Tables tables) {
        this.tables = tables;
        this.table = tables.table("identities")
                .index("user", row -> Json.text(row, "user_id"))
                .index("email", row -> Json.text(row, "type").equals("email") ? Json.text(row, "value") : "");
    }

    /** The user's identities, the primary one first. They belong to the table. */
    ArrayNode of(long user) {
        ArrayNode all = Json.array();
        rows(user).filter(row -> row.path("primary").asBoolean()).forEach(all::add);
        rows(user).filter(row -> !row.path("primary").asBoolean()).forEach(all::add);
        return all;
    }

    /** The number of the user who has that address, or null. */
    @Nullable
    Long owner(String email) {
        Long identity = table.find("email", email);
        ObjectNode row = identity == null ? null : table.get(identity);
        return row == null ? null : Long.valueOf(row.get("user_id").asLong());
    }

    boolean ownedByOther(String email, long user) {
        Long owner = owner(email);
        return owner != null && owner != user;
    }

    ObjectNode add(long user, String type, String value, boolean primary, String now) {
        long id = tables.next("identities", 35_436L);
        ObjectNode identity = Json.object()
                .put("id", id)
                .put("user_id", user)
                .put("type", type)
                .put("value", value)
                .put("verified", false)
                .put("primary", primary)
                .put("created_at", now)
                .put("updated_at", now)
                .put("deliverable_state", "deliverable");
        table.put(id, identity);
        return identity;
    }

    /** Makes that identity the primary one and returns its value; null if it is none of the user's. */
    @Nullable
    String makePrimary(long user, long identity) {
        ObjectNode chosen = table.get(identity);
        if (chosen == null || chosen.get("user_id").asLong() != user) {
            return null;
        }
        for (ObjectNode row : rows(user).toList()) {
            long id = row.get("id").asLong();
            table.put(id, row.deepCopy().put("primary", id == identity));
        }
        return Json.text(chosen, "value");
    }

    void removeAll(long user) {
        List<Long> ids = rows(user).map(row -> row.get("id").asLong()).toList();
        ids.forEach(table::remove);
    }

    private Stream<ObjectNode> rows(long user) {
        return table.all("user", Long.toString(user));
    }
}
