package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Zendesk tickets, as far as they show that a customer wrote. An unknown requester becomes a user. */
final class ZendeskTickets {
    private final Tables tables;
    private final ZendeskUsers users;
    private final Supplier<URI> base;

    ZendeskTickets(Tables tables, ZendeskUsers users, Supplier<URI> base) {
        this.tables = tables;
        this.users = users;
        this.base = base;
    }

    Table table() {
        return tables.table("tickets");
    }

    /** Creates a ticket from {@code {"ticket":{"subject","comment":{"body"},"requester":{"name","email"}}}}. */
    Response create(JsonNode sent) {
        String body = sent.path("comment").path("body").asText("");
        if (body.isEmpty()) {
            return Response.json(422, ZendeskUsers.wrong("base", "Description: cannot be blank", "BlankValue"));
        }
        Long requester = requester(sent);
        if (requester == null) {
            return Response.json(422, ZendeskUsers.wrong("requester", "Requester: is invalid", "InvalidValue"));
        }
        long id = tables.next("tickets", 1);
        ObjectNode ticket = Json.object()
                .put("url", base.get() + "/api/v2/tickets/" + id + ".json")
                .put("id", id)
                .putNull("external_id")
                .put("created_at", users.now())
                .put("updated_at", users.now())
                .put("subject", sent.path("subject").asText(body))
                .put("raw_subject", sent.path("subject").asText(body))
                .put("description", body)
                .put("priority", sent.path("priority").asText(null))
                .put("status", sent.path("status").asText("new"))
                .put("requester_id", requester)
                .put("submitter_id", requester)
                .putNull("assignee_id");
        ticket.putObject("via").put("channel", "api");
        ticket.set("tags", sent.path("tags").isArray() ? sent.get("tags") : Json.array());
        table().put(id, ticket);
        return Response.json(201, Json.object().set("ticket", ticket));
    }

    private @Nullable Long requester(JsonNode sent) {
        if (sent.hasNonNull("requester_id")) {
            long id = sent.get("requester_id").asLong();
            return users.table().get(id) == null ? null : Long.valueOf(id);
        }
        JsonNode requester = sent.path("requester");
        ObjectNode known = users.meant(requester);
        if (known != null) {
            return known.get("id").asLong();
        }
        ObjectNode fresh = users.fresh();
        ObjectNode named = requester.isObject() ? ((ObjectNode) requester).deepCopy() : Json.object();
        if (Json.text(named, "name").isEmpty()) {
            named.put("name", Json.text(named, "email"));
        }
        return users.merge(fresh, named) == null
                ? Long.valueOf(users.store(fresh, named).get("id").asLong())
                : null;
    }
}
