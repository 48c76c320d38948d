package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rules for WooCommerce customers, who are users of WordPress: an address belongs to one user of whatever role, values
 * that are null are not looked at, times have no zone, and nobody changes the staff through this API.
 */
final class WooCustomers {
    static final Set<String> MANAGED = Set.of("customer", "subscriber");

    /** Time zone of the shop. */
    private static final ZoneId SITE = ZoneId.of("Europe/Berlin");

    private static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s.]+(\\.[^@\\s.]+)+");
    private static final List<String> ADDRESS = List.of(
            "first_name",
            "last_name",
            "company",
            "address_1",
            "address_2",
            "city",
            "postcode",
            "country",
            "state",
            "phone");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT);

    private final Tables tables;
    private final Table table;
    private final Clock clock;

    WooCustomers(Tables tables, Clock clock) {
        this.tables = tables;
        this.clock = clock;
        this.table = tables.table("customers")
                .index("email", row -> Json.text(row, "email").toLowerCase(Locale.ROOT));
    }

    Table table() {
        return table;
    }

    ObjectNode fresh() {
        ObjectNode customer = Json.object().put("id", 0L);
        customer.put("date_created", at(SITE)).put("date_created_gmt", at(ZoneOffset.UTC));
        customer.putNull("date_modified").putNull("date_modified_gmt");
        customer.put("email", "")
                .put("first_name", "")
                .put("last_name", "")
                .put("role", "customer")
                .put("username", "");
        for (String address : List.of("billing", "shipping")) {
            ObjectNode empty = customer.putObject(address);
            ADDRESS.forEach(field -> empty.put(field, ""));
        }
        customer.withObject("/billing").put("email", "");
        customer.put("is_paying_customer", false).put("avatar_url", "").putArray("meta_data");
        return customer;
    }

    /** Puts what was sent into the customer; returns the error that the vendor answers, or null. */
    @Nullable
    ObjectNode merge(ObjectNode customer, JsonNode sent, boolean staff) {
        boolean creation = customer.get("id").asLong() == 0;
        String email = Json.text(sent, "email");
        if (creation && email.isEmpty()) {
            return error(400, "rest_missing_callback_param", "Missing parameter(s): email");
        }
        if (sent.hasNonNull("email") && !EMAIL.matcher(email).matches()) {
            ObjectNode error = error(400, "rest_invalid_param", "Invalid parameter(s): email");
            error.withObject("/data/params").put("email", "Invalid email address.");
            return error;
        }
        if (table.taken(
                "email", email.toLowerCase(Locale.ROOT), customer.get("id").asLong())) {
            return creation
                    ? error(
                            400,
                            "registration-error-email-exists",
                            "An account is already registered with " + email + ". Please log in.")
                    : error(400, "woocommerce_rest_customer_invalid_email", "Email address is invalid.");
        }
        for (String field : List.of("email", "first_name", "last_name")) {
            put(customer, sent, field);
        }
        if (staff) {
            put(customer, sent, "role");
        }
        for (String address : List.of("billing", "shipping")) {
            ADDRESS.forEach(field -> put(customer.withObject("/" + address), sent.path(address), field));
        }
        return null;
    }

    private static void put(ObjectNode into, JsonNode sent, String field) {
        if (sent.hasNonNull(field)) {
            into.put(field, Json.text(sent, field));
        }
    }

    /** Stores the customer, unless nothing differs; returns what is stored. */
    ObjectNode store(ObjectNode customer) {
        long id = customer.get("id").asLong();
        if (id == 0) {
            id = tables.next("customers", 25);
            customer.put("id", id).put("username", Json.text(customer, "email").split("@", 2)[0] + id);
        }
        if (!customer.equals(table.get(id))) {
            customer.put("date_modified", at(SITE)).put("date_modified_gmt", at(ZoneOffset.UTC));
            table.put(id, customer);
        }
        return customer;
    }

    private String at(ZoneId zone) {
        return TIME.format(clock.instant().atZone(zone));
    }

    static ObjectNode error(int status, String code, String message) {
        ObjectNode error = Json.object().put("code", code).put("message", message);
        error.putObject("data").put("status", status);
        return error;
    }
}
