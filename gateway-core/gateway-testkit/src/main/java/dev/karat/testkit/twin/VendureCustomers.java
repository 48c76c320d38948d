package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rules for Vendure's customers and addresses on SQLite: addresses in lower case and never checked, a number that
 * stays taken after a deletion, addresses that leave the customer's time alone.
 */
final class VendureCustomers {
    /** What is wrong, in Vendure's words; without a code if only the database says so. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;
        final String code;

        Refused(String code, String message) {
            super(message);
            this.code = code;
        }
    }

    private static final List<String> TEXTS = List.of("title", "firstName", "lastName", "phoneNumber");
    private static final List<String> ADDRESS_TEXTS = List.of(
            "fullName", "company", "streetLine1", "streetLine2", "city", "province", "postalCode", "phoneNumber");
    private static final List<String> DEFAULTS = List.of("defaultShippingAddress", "defaultBillingAddress");
    private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());

    private final Tables tables;
    private final Table customers;
    private final Table addresses;
    private final Clock clock;

    VendureCustomers(Tables tables, Clock clock) {
        this.tables = tables;
        this.clock = clock;
        this.customers = tables.table("customers");
        this.addresses = tables.table("addresses").index("customer", row -> Json.text(row, "customerId"));
    }

    /** The customers that are not deleted, with their addresses. */
    Stream<ObjectNode> all() {
        return customers.stream().filter(row -> !isDeleted(row)).map(this::whole);
    }

    /** The customer, or null. */
    @Nullable
    ObjectNode find(String id) {
        ObjectNode row = id.matches("\\d{1,18}") ? customers.get(Long.parseLong(id)) : null;
        return row == null || isDeleted(row) ? null : whole(row);
    }

    /** True if another customer has that address. */
    boolean isTaken(Map<String, Object> input) {
        String email = email(input);
        return !email.isEmpty()
                && all().anyMatch(other -> Json.text(other, "emailAddress").equals(email)
                        && !Json.text(other, "id").equals(input.get("id")));
    }

    ObjectNode create(Map<String, Object> input) {
        checkNumber(input, "");
        long id = tables.next("customers", 1);
        ObjectNode row = Json.object().put("id", Long.toString(id)).put("createdAt", now());
        row.putNull("title").putNull("phoneNumber").putNull("deletedAt");
        row.putObject("customFields")
                .putNull("externalId")
                .put("marketingConsent", false)
                .putNull("consentUpdatedAt")
                .put("syncVersion", 0);
        return store(row, input);
    }

    ObjectNode update(Map<String, Object> input) {
        String id = String.valueOf(input.get("id"));
        ObjectNode row = find(id);
        if (row == null) {
            throw notFound("Customer", id);
        }
        for (String name : List.of("firstName", "lastName")) {
            if (input.containsKey(name) && input.get(name) == null) {
                throw new Refused("", "SqliteError: NOT NULL constraint failed: customer." + name);
            }
        }
        checkNumber(input, id);
        return store((ObjectNode) row.without("addresses"), input);
    }

    void delete(String id) {
        ObjectNode row = find(id);
        if (row == null) {
            throw notFound("Customer", id);
        }
        row.remove("addresses");
        customers.put(Long.parseLong(id), row.put("deletedAt", now()));
    }

    ObjectNode createAddress(String customer, Map<String, Object> input) {
        if (find(customer) == null) {
            throw notFound("Customer", customer);
        }
        long id = tables.next("addresses", 1);
        ObjectNode row = Json.object()
                .put("id", Long.toString(id))
                .put("customerId", customer)
                .put("createdAt", now());
        ADDRESS_TEXTS.forEach(name -> row.put(name, ""));
        DEFAULTS.forEach(name -> row.put(name, false));
        return storeAddress(row, input);
    }

    ObjectNode updateAddress(Map<String, Object> input) {
        return storeAddress(address(String.valueOf(input.get("id"))), input);
    }

    void deleteAddress(String id) {
        address(id);
        addresses.remove(Long.parseLong(id));
    }

    /** The customer to whom an address belongs. */
    String owner(String id) {
        return Json.text(address(id), "customerId");
    }

    private ObjectNode address(String id) {
        ObjectNode row = id.matches("\\d{1,18}") ? addresses.get(Long.parseLong(id)) : null;
        if (row == null) {
            throw notFound("Address", id);
        }
        return row;
    }

    private static Refused notFound(String what, String id) {
        return new Refused("ENTITY_NOT_FOUND", "No " + what + " with the id \"" + id + "\" could be found");
    }

    private static boolean isDeleted(ObjectNode row) {
        return row.hasNonNull("deletedAt");
    }

    private static String email(Map<String, Object> input) {
        return Objects.toString(input.get("emailAddress"), "").trim().toLowerCase(Locale.ROOT);
    }

    /** Deleted customers keep theirs. */
    private void checkNumber(Map<String, Object> input, String id) {
        Object fields = input.get("customFields");
        Object number = fields instanceof Map<?, ?> map ? map.get("externalId") : null;
        boolean taken = number != null
                && customers.stream()
                        .anyMatch(row -> !Json.text(row, "id").equals(id)
                                && Json.text(row.path("customFields"), "externalId")
                                        .equals(number));
        if (taken) {
            throw new Refused("", "SqliteError: UNIQUE constraint failed: customer.customFieldsExternalid");
        }
    }

    private ObjectNode store(ObjectNode row, Map<String, Object> input) {
        TEXTS.stream().filter(input::containsKey).forEach(name -> row.put(name, (String) input.get(name)));
        if (input.containsKey("emailAddress")) {
            row.put("emailAddress", email(input));
        }
        if (input.get("customFields") instanceof Map<?, ?> fields) {
            ObjectNode custom = row.withObject("/customFields");
            fields.forEach((name, value) -> custom.set(String.valueOf(name), value(String.valueOf(name), value)));
        }
        customers.put(Long.parseLong(Json.text(row, "id")), row.put("updatedAt", now()));
        return whole(row);
    }

    private static JsonNode value(String name, @Nullable Object value) {
        return name.equals("consentUpdatedAt") && value != null
                ? Json.MAPPER.valueToTree(time(Instant.parse(value.toString())))
                : Json.MAPPER.valueToTree(value);
    }

    private ObjectNode storeAddress(ObjectNode row, Map<String, Object> input) {
        ADDRESS_TEXTS.stream()
                .filter(name -> input.get(name) != null)
                .forEach(name -> row.put(name, (String) input.get(name)));
        Object code = input.get("countryCode");
        if (code != null) {
            if (!COUNTRIES.contains(code)) {
                throw new Refused("USER_INPUT_ERROR", "The countryCode \"" + code + "\" was not recognized");
            }
            row.putObject("country").put("code", (String) code).put("name", (String) code);
        }
        for (String name : DEFAULTS) {
            if (Boolean.TRUE.equals(input.get(name))) {
                List<ObjectNode> others = addresses
                        .all("customer", Json.text(row, "customerId"))
                        .map(ObjectNode::deepCopy)
                        .toList();
                others.forEach(other -> addresses.put(id(other), other.put(name, false)));
                row.put(name, true);
            }
        }
        addresses.put(id(row), row.put("updatedAt", now()));
        return row;
    }

    private static long id(ObjectNode row) {
        return Long.parseLong(Json.text(row, "id"));
    }

    private ObjectNode whole(ObjectNode row) {
        ObjectNode whole = row.deepCopy();
        ArrayNode list = whole.putArray("addresses");
        addresses.all("customer", Json.text(row, "id")).forEach(list::add);
        return whole;
    }

    private String now() {
        return time(clock.instant());
    }

    private static String time(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString().replace("Z", ".000Z");
    }
}
