package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** RT tickets, as far as they show that a customer wrote. An unknown requestor becomes a user of that address. */
final class RtTickets {
    private final Tables tables;
    private final RtUsers users;
    private final RtTransactions transactions;

    RtTickets(Tables tables, RtUsers users, RtTransactions transactions) {
        this.tables = tables;
        this.users = users;
        this.transactions = transactions;
    }

    Table table() {
        return tables.table("tickets");
    }

    /** Creates a ticket in the queue Support; null if it names no other queue that exists. */
    @Nullable
    ObjectNode create(JsonNode sent, String creator) {
        if (!Json.text(sent, "Queue").matches("Support|1")) {
            return null;
        }
        long id = tables.next("tickets", 1);
        ObjectNode ticket = Json.object()
                .put("id", id)
                .put("Subject", Json.text(sent, "Subject"))
                .put("Status", "new")
                .put("Queue", "Support")
                .put("Content", Json.text(sent, "Content"))
                .put("Created", transactions.now())
                .put("Creator", creator);
        ArrayNode requestors = ticket.putArray("Requestor");
        JsonNode given = sent.path("Requestor");
        for (JsonNode one : given.isArray() ? given : Json.array().add(given)) {
            if (!one.asText("").isBlank()) {
                requestors.add(requestor(one.asText().trim()));
            }
        }
        touch(ticket, "Create", creator);
        return ticket;
    }

    /** Changes the status if the body says one, else nothing. */
    ArrayNode update(ObjectNode ticket, JsonNode sent, String actor) {
        String before = Json.text(ticket, "Status");
        String after = Json.text(sent, "Status");
        if (after.isEmpty() || after.equals(before)) {
            return Json.array();
        }
        touch(ticket.put("Status", after), "Status", actor);
        return Json.texts(
                "Ticket " + Json.text(ticket, "id") + ": Status changed from '" + before + "' to '" + after + "'");
    }

    /** Adds a reply or a comment. */
    void reply(ObjectNode ticket, String type, String actor) {
        touch(ticket, type, actor);
    }

    private void touch(ObjectNode ticket, String type, String actor) {
        long id = ticket.get("id").asLong();
        long version = transactions.add("RT::Ticket", id, type, "", "", "", actor);
        table().put(id, ticket.put("LastUpdated", transactions.now()).put("$version", version));
    }

    private String requestor(String address) {
        ObjectNode known = users.byEmail(address);
        if (known == null) {
            known = users.find(address);
        }
        if (known == null) {
            ObjectNode fresh = Json.object().put("Name", address).put("EmailAddress", address);
            known = users.create(fresh.put("Comments", "Autocreated when added as a watcher"), "RT_System");
        }
        return Json.text(known, "Name");
    }
}
