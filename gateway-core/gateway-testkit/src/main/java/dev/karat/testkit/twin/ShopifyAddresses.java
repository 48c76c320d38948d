package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of a Shopify customer. An address sent with its id is changed, one without is added; those not sent
 * stay. Two equal addresses are refused, as the vendor's unique address signature demands.
 */
final class ShopifyAddresses {
    private static final List<String> FIELDS =
            List.of("first_name", "last_name", "company", "address1", "address2", "city", "province", "zip", "phone");
    private static final Map<String, String> CODES = Arrays.stream(Locale.getISOCountries())
            .collect(Collectors.toMap(ShopifyAddresses::nameOf, Function.identity(), (first, second) -> first));

    private final Tables tables;

    ShopifyAddresses(Tables tables) {
        this.tables = tables;
    }

    /** Merges what was sent into the customer; returns what is wrong with it, or null. */
    @Nullable
    ObjectNode merge(ObjectNode customer, JsonNode sent) {
        for (JsonNode address : sent) {
            ObjectNode wrong = put(customer, address.path("id").asLong(0), address);
            if (wrong != null) {
                return wrong;
            }
        }
        return null;
    }

    /** Changes the address of that id, or adds one if the id is 0; returns what is wrong with it, or null. */
    @Nullable
    ObjectNode put(ObjectNode customer, long id, JsonNode sent) {
        ArrayNode addresses = customer.withArray("addresses");
        ObjectNode known = find(addresses, id);
        if (id != 0 && known == null) {
            return wrong("id", "is not an address of this customer");
        }
        ObjectNode next = known == null ? fresh(customer) : known.deepCopy();
        FIELDS.stream().filter(sent::has).forEach(field -> next.set(field, sent.get(field)));
        if (!setCountry(next, sent)) {
            return wrong("country", "is not valid");
        }
        next.put("name", (Json.text(next, "first_name") + " " + Json.text(next, "last_name")).trim());
        for (JsonNode other : addresses) {
            if (other.path("id").asLong() != id && signature(other).equals(signature(next))) {
                return wrong("signature", "has already been taken");
            }
        }
        if (known == null) {
            next.put("id", tables.next("addresses", 1_053_317_292L));
            addresses.add(next);
        } else {
            known.setAll(next);
        }
        if (addresses.size() == 1 || sent.path("default").asBoolean(false)) {
            setDefault(customer, next.get("id").asLong());
        } else {
            setDefault(customer, customer.path("default_address").path("id").asLong());
        }
        return null;
    }

    /** Makes the address the default; false if the customer has none of that id. */
    static boolean setDefault(ObjectNode customer, long id) {
        ArrayNode addresses = customer.withArray("addresses");
        ObjectNode chosen = find(addresses, id);
        if (chosen == null) {
            return false;
        }
        addresses.forEach(address ->
                ((ObjectNode) address).put("default", address.path("id").asLong() == id));
        customer.set("default_address", chosen.deepCopy());
        return true;
    }

    static @Nullable ObjectNode find(JsonNode addresses, long id) {
        for (JsonNode address : addresses) {
            if (id != 0 && address.path("id").asLong() == id) {
                return (ObjectNode) address;
            }
        }
        return null;
    }

    private static ObjectNode fresh(ObjectNode customer) {
        ObjectNode fresh = Json.object()
                .put("id", 0L)
                .put("customer_id", customer.path("id").asLong());
        FIELDS.forEach(fresh::putNull);
        fresh.set("first_name", customer.path("first_name"));
        fresh.set("last_name", customer.path("last_name"));
        return fresh.putNull("country")
                .putNull("province_code")
                .putNull("country_code")
                .putNull("country_name")
                .put("default", false);
    }

    private static boolean setCountry(ObjectNode address, JsonNode sent) {
        String said = sent.hasNonNull("country_code") ? Json.text(sent, "country_code") : Json.text(sent, "country");
        if (said.isEmpty()) {
            return true;
        }
        String code = said.length() == 2 ? said.toUpperCase(Locale.ROOT) : CODES.get(said);
        if (code == null || !CODES.containsValue(code)) {
            return false;
        }
        address.put("country", nameOf(code)).put("country_code", code).put("country_name", nameOf(code));
        return true;
    }

    private static String nameOf(String code) {
        return new Locale.Builder().setRegion(code).build().getDisplayCountry(Locale.ENGLISH);
    }

    private static String signature(JsonNode address) {
        return FIELDS.stream().map(field -> Json.text(address, field)).collect(Collectors.joining("\u0000"))
                + Json.text(address, "country_code");
    }

    private static ObjectNode wrong(String field, String message) {
        ObjectNode errors = Json.object();
        errors.set("addresses." + field, Json.texts(message));
        return errors;
    }
}
