package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.stream.Stream;

/** Orders of Vendure: a basket is active until it is placed, and a draft of the staff is not, though nobody placed it. */
final class VendureOrders {
    private final Tables tables;
    private final VendureCustomers customers;
    private final Clock clock;

    VendureOrders(Tables tables, VendureCustomers customers, Clock clock) {
        this.tables = tables;
        this.customers = customers;
        this.clock = clock;
    }

    /** All of them with their customers, who may be gone since. */
    Stream<ObjectNode> all() {
        return table().stream().map(row -> {
            ObjectNode whole = row.deepCopy();
            whole.set("customer", customers.find(Json.text(row, "customerId")));
            return whole;
        });
    }

    /** Makes an order in that state, such as {@code AddingItems}, {@code Draft} or {@code PaymentAuthorized}. */
    ObjectNode create(String customer, String state) {
        long id = tables.next("orders", 1);
        ObjectNode row = Json.object().put("id", Long.toString(id)).put("code", "ORDER-" + id);
        row.put("customerId", customer)
                .put("createdAt", now(ChronoUnit.SECONDS))
                .putNull("orderPlacedAt");
        return move(row, state);
    }

    /** Moves an order to another state. */
    ObjectNode move(String id, String state) {
        ObjectNode row = table().get(Long.parseLong(id));
        if (row == null) {
            throw new IllegalArgumentException("There is no order " + id);
        }
        return move(row, state);
    }

    private ObjectNode move(ObjectNode row, String state) {
        boolean basket = state.equals("AddingItems") || state.equals("ArrangingPayment");
        if (!basket && !state.equals("Draft") && !row.hasNonNull("orderPlacedAt")) {
            row.put("orderPlacedAt", now(ChronoUnit.MILLIS));
        }
        row.put("state", state).put("active", basket).put("updatedAt", now(ChronoUnit.SECONDS));
        table().put(Long.parseLong(Json.text(row, "id")), row);
        return row;
    }

    private Table table() {
        return tables.table("orders");
    }

    /** Thousandths are always shown. */
    private String now(ChronoUnit unit) {
        return clock.instant().truncatedTo(unit).toString().replaceFirst("(:\\d\\d)Z$", "$1.000Z");
    }
}
