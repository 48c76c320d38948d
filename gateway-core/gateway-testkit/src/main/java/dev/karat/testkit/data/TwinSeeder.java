package dev.karat.testkit.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.testkit.twin.MailchimpTwin;
import dev.karat.testkit.twin.RequestTrackerTwin;
import dev.karat.testkit.twin.ShopifyTwin;
import dev.karat.testkit.twin.VendorTwin;
import dev.karat.testkit.twin.ZendeskTwin;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Fills a twin with the records of its kind of system, each as old as it says. A twin is filled once: asked again, also
 * in another process on the same state, it keeps what it has. Every method returns the true customer by vendor id.
 */
public final class TwinSeeder {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NOTE = "seed";

    private TwinSeeder() {}

    /** Records of the system {@code shop}. A number that another account has is left out, as the vendor demands. */
    public static Map<String, String> seed(ShopifyTwin twin, List<GeneratedRecord> records) {
        Set<String> phones = new HashSet<>();
        return seed(twin, records, next -> {
            ObjectNode customer = JSON.createObjectNode()
                    .put("first_name", next.value("givenName"))
                    .put("last_name", next.value("familyName"));
            if (next.value("kind").equals("organization") && next.value("email").isEmpty()) {
                // The vendor does not take an account that has neither name nor address nor number.
                customer.put("last_name", company(next));
            }
            put(customer, "email", next.value("email"));
            put(customer, "phone", phones.add(next.value("phone")) ? next.value("phone") : "");
            ObjectNode address = customer.putArray("addresses").addObject();
            put(address, "company", company(next));
            put(address, "address1", next.value("streetAddress"));
            put(address, "city", next.value("locality"));
            put(address, "zip", next.value("postalCode"));
            put(address, "country_code", next.value("country"));
            if (address.isEmpty()) {
                customer.remove("addresses");
            }
            boolean subscribed = next.value("subscribed").equals("true");
            customer.putObject("email_marketing_consent")
                    .put("state", subscribed ? "subscribed" : "not_subscribed")
                    .put("opt_in_level", "single_opt_in")
                    .put("consent_updated_at", subscribed ? next.value("updatedAt") : null);
            String path = "/admin/api/" + ShopifyTwin.VERSION + "/customers.json";
            JsonNode created = post(twin, next, path, JSON.createObjectNode().set("customer", customer));
            return created.path("customer").path("id").asText();
        });
    }

    /** Records of the system {@code mailing}. */
    public static Map<String, String> seed(MailchimpTwin twin, List<GeneratedRecord> records) {
        return seed(twin, records, next -> {
            ObjectNode member = JSON.createObjectNode()
                    .put("email_address", next.value("email"))
                    .put("status", next.value("subscribed").equals("true") ? "subscribed" : "unsubscribed");
            ObjectNode merge = member.putObject("merge_fields");
            put(merge, "FNAME", next.value("givenName"));
            put(merge, "LNAME", next.value("familyName"));
            put(merge, "PHONE", next.value("phone"));
            put(merge, "COMPANY", company(next));
            String path = "/3.0/lists/" + MailchimpTwin.LIST + "/members";
            // The id of the list changes with the address; that of the contact does not.
            return post(twin, next, path, member).path("contact_id").asText();
        });
    }

    /** Records of the system {@code support}, as end users. */
    public static Map<String, String> seed(ZendeskTwin twin, List<GeneratedRecord> records) {
        return seed(twin, records, next -> {
            ObjectNode user = JSON.createObjectNode().put("name", next.value("name"));
            put(user, "email", next.value("email"));
            put(user, "phone", next.value("phone"));
            put(user.putObject("user_fields"), "company", company(next));
            JsonNode created =
                    post(twin, next, "/api/v2/users", JSON.createObjectNode().set("user", user));
            return created.path("user").path("id").asText();
        });
    }

    /** Records of the system {@code support}, as unprivileged users. */
    public static Map<String, String> seed(RequestTrackerTwin twin, List<GeneratedRecord> records) {
        return seed(twin, records, next -> {
            String email = next.value("email");
            ObjectNode user = JSON.createObjectNode().put("Name", email.isEmpty() ? next.id() : email);
            put(user, "EmailAddress", email);
            put(user, "RealName", next.value("name"));
            put(user, "MobilePhone", next.value("phone"));
            put(user, "Organization", company(next));
            post(twin, next, "/REST/2.0/user", user);
            String key = email.isEmpty() ? next.id() : email.replace("@", "%40");
            return twin.asStaff("GET", "/REST/2.0/user/" + key, null).path("id").asText();
        });
    }

    private static Map<String, String> seed(
            VendorTwin twin, List<GeneratedRecord> records, Function<GeneratedRecord, String> create) {
        twin.inOneStep(() -> {
            if (twin.kept(NOTE) == null) {
                ObjectNode truth = JSON.createObjectNode();
                records.forEach(next -> truth.put(create.apply(next), next.truthId()));
                twin.keep(NOTE, truth);
            }
        });
        var truth = new TreeMap<String, String>();
        JsonNode kept = twin.kept(NOTE);
        if (kept != null) {
            kept.properties()
                    .forEach(entry -> truth.put(entry.getKey(), entry.getValue().asText()));
        }
        return Collections.unmodifiableMap(truth);
    }

    private static JsonNode post(VendorTwin twin, GeneratedRecord next, String path, JsonNode body) {
        return twin.asStaff(Instant.parse(next.value("updatedAt")), "POST", path, body);
    }

    private static String company(GeneratedRecord next) {
        return next.value(next.value("kind").equals("organization") ? "name" : "organization");
    }

    private static void put(ObjectNode node, String name, String value) {
        if (!value.isEmpty()) {
            node.put(name, value);
        }
    }
}
