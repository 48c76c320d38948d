package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules for Shopify customers: e-mail and phone are unique, stored in lower case and E.164; seconds in shop time. */
final class ShopifyCustomers {
    private static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s.]+(\\.[^@\\s.]+)+");
    private static final Pattern E164 = Pattern.compile("\\+[1-9]\\d{6,14}");
    private static final List<String> PLAIN = List.of("first_name", "last_name", "note", "tags", "tax_exempt");
    private static final int TEXT_LENGTH_MAX = 255;

    private final Table table;
    private final Tables tables;
    private final ShopifyAddresses addresses;
    private final Clock clock;
    private final ZoneId zone;

    ShopifyCustomers(Tables tables, Clock clock, ZoneId zone) {
        this.tables = tables;
        this.addresses = new ShopifyAddresses(tables);
        this.clock = clock;
        this.zone = zone;
        this.table = tables.table("customers")
                .index("email", row -> row.path("email").asText(""))
                .index("phone", row -> row.path("phone").asText(""));
    }

    Table table() {
        return table;
    }

    ShopifyAddresses addresses() {
        return addresses;
    }

    /** A customer as a new one starts, not stored yet. */
    ObjectNode fresh() {
        String now = now();
        ObjectNode customer = Json.object()
                .put("id", 0L)
                .putNull("email")
                .put("created_at", now)
                .put("updated_at", now)
                .putNull("first_name")
                .putNull("last_name")
                .put("orders_count", 0)
                .put("state", "disabled")
                .put("total_spent", "0.00")
                .putNull("last_order_id")
                .putNull("note")
                .put("verified_email", true)
                .putNull("multipass_identifier")
                .put("tax_exempt", false)
                .put("tags", "")
                .putNull("last_order_name")
                .put("currency", "EUR")
                .putNull("phone");
        customer.set("addresses", Json.array());
        customer.set("tax_exemptions", Json.array());
        customer.set("email_marketing_consent", noConsent());
        customer.set("sms_marketing_consent", noConsent().put("consent_collected_from", "OTHER"));
        return customer;
    }

    /** Merges the fields that were sent into the customer; returns what is wrong with them by field, or null. */
    @Nullable
    ObjectNode merge(ObjectNode customer, JsonNode sent) {
        long id = customer.get("id").asLong();
        for (String field : PLAIN) {
            if (sent.path(field).asText("").length() > TEXT_LENGTH_MAX) {
                return wrong(field, "is too long (maximum is 255 characters)");
            }
            if (sent.has(field)) {
                customer.set(field, sent.get(field));
            }
        }
        ObjectNode wrong = mergeContact(customer, sent, id);
        if (wrong == null && sent.path("addresses").isArray()) {
            wrong = addresses.merge(customer, sent.get("addresses"));
        }
        for (String consent : List.of("email_marketing_consent", "sms_marketing_consent")) {
            if (sent.path(consent).isObject()) {
                customer.withObject("/" + consent).setAll((ObjectNode) sent.get(consent));
            }
        }
        boolean nameless = List.of("first_name", "last_name", "email", "phone").stream()
                .allMatch(field -> Json.text(customer, field).isEmpty());
        return wrong == null && nameless
                ? wrong("base", "Customer must have a name, phone number or email address")
                : wrong;
    }

    /** Stores the customer under its id, or a new one if that is 0, unless nothing differs. Returns what is stored. */
    ObjectNode store(ObjectNode customer) {
        long id = customer.get("id").asLong();
        ObjectNode before = table.get(id);
        if (customer.equals(before)) {
            return customer;
        }
        if (before == null) {
            id = tables.next("customers", 1_073_339_460L);
            customer.put("id", id).put("admin_graphql_api_id", "gid://shopify/Customer/" + id);
            for (JsonNode address : customer.path("addresses")) {
                ((ObjectNode) address).put("customer_id", id);
            }
            ShopifyAddresses.setDefault(
                    customer, customer.path("default_address").path("id").asLong());
        }
        table.put(id, customer.put("updated_at", now()));
        return customer;
    }

    String now() {
        return OffsetDateTime.ofInstant(clock.instant(), zone)
                .truncatedTo(ChronoUnit.SECONDS)
                .format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
    }

    ZoneId zone() {
        return zone;
    }

    static ObjectNode wrong(String field, String message) {
        ObjectNode errors = Json.object();
        errors.set(field, Json.texts(message));
        return errors;
    }

    private @Nullable ObjectNode mergeContact(ObjectNode customer, JsonNode sent, long id) {
        if (sent.has("email")) {
            String email = Json.text(sent, "email").toLowerCase(Locale.ROOT);
            boolean none = email.isEmpty() || sent.get("email").isNull();
            if (!none && !EMAIL.matcher(email).matches()) {
                return wrong("email", "is invalid");
            }
            if (!none && table.taken("email", email, id)) {
                return wrong("email", "has already been taken");
            }
            customer.put("email", none ? null : email);
        }
        if (sent.has("phone")) {
            String phone = Json.text(sent, "phone").replaceAll("[\\s()./-]", "");
            boolean none = phone.isEmpty() || sent.get("phone").isNull();
            if (!none && !E164.matcher(phone).matches()) {
                return wrong("phone", "is invalid");
            }
            if (!none && table.taken("phone", phone, id)) {
                return wrong("phone", "has already been taken");
            }
            customer.put("phone", none ? null : phone);
        }
        return null;
    }

    private static ObjectNode noConsent() {
        return Json.object()
                .put("state", "not_subscribed")
                .put("opt_in_level", "single_opt_in")
                .putNull("consent_updated_at");
    }
}
