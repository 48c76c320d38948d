package dev.karat.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The real Tryton, as an administrator of the ERP system sees it over JSON-RPC. */
final class Tryton implements Side {
    private static final List<String> FIELDS = List.of(
            "name",
            "addresses.street",
            "addresses.postal_code",
            "addresses.city",
            "contact_mechanisms.type",
            "contact_mechanisms.value");

    private final Talk talk;

    Tryton(String url, Path home) {
        String login = "admin:" + Talk.secret(home, "admin.password");
        talk = new Talk(url)
                .with(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)));
    }

    /** True of a request that changes a party or what belongs to one. */
    static boolean writes(Wire.Call call) {
        return call.sent().matches("(?s).*\"method\":\\s*\"model\\.[a-z._]+\\.(create|write|delete)\".*");
    }

    @Override
    public String name() {
        return "erp";
    }

    private JsonNode call(String method, Object... params) {
        JsonNode answer = talk.send("POST", "/crm/", Map.of("id", 1, "method", method, "params", params))
                .body();
        if (answer.hasNonNull("error")) {
            throw new IllegalStateException(method + ": " + answer.path("error"));
        }
        return answer.path("result");
    }

    @Override
    public List<Person> all() {
        var domain = List.of(List.of("id", ">", 0));
        var all = new ArrayList<Person>();
        for (JsonNode party :
                call("model.party.party.search_read", domain, 0, 1000, List.of(List.of("id", "ASC")), FIELDS, Map.of())) {
            JsonNode address = party.path("addresses.").path(0);
            all.add(new Person(
                    party.path("id").asText(),
                    party.path("name").asText(""),
                    mechanism(party, "email"),
                    mechanism(party, "phone"),
                    address.path("street").asText(""),
                    address.path("postal_code").asText(""),
                    address.path("city").asText("")));
        }
        return all;
    }

    /** The first one; in use, as all that are read here. */
    private static String mechanism(JsonNode party, String type) {
        for (JsonNode one : party.path("contact_mechanisms.")) {
            if (one.path("type").asText().equals(type)) {
                return one.path("value").asText();
            }
        }
        return "";
    }

    @Override
    public String enter(Person person) {
        var mechanisms = new ArrayList<Map<String, ?>>();
        mechanisms.add(Map.of("type", "email", "value", person.email()));
        if (!person.phone().isEmpty()) {
            mechanisms.add(Map.of("type", "phone", "value", person.phone()));
        }
        var party = new HashMap<String, Object>();
        party.put("name", person.name());
        party.put("contact_mechanisms", List.of(List.of("create", mechanisms)));
        if (!person.street().isEmpty()) {
            var address = Map.of(
                    "street", person.street(),
                    "postal_code", person.postalCode(),
                    "city", person.city(),
                    "country", call("model.country.country.search", List.of(List.of("code", "=", "DE")), 0, 1, null, Map.of())
                            .path(0)
                            .asInt());
            party.put("addresses", List.of(List.of("create", List.of(address))));
        }
        return call("model.party.party.create", List.of(party), Map.of()).path(0).asText();
    }

    @Override
    public void rename(String id, String name) {
        call("model.party.party.write", List.of(Long.valueOf(id)), Map.of("name", name), Map.of());
    }

    /** Changes the street of the only address. */
    void move(String id, String street) {
        JsonNode address = call(
                "model.party.address.search", List.of(List.of("party", "=", Long.valueOf(id))), 0, 1, null, Map.of());
        call("model.party.address.write", List.of(address.path(0).asLong()), Map.of("street", street), Map.of());
    }

    /** Parties are put out of use; Tryton would delete them, too, and say so to nobody. */
    @Override
    public void remove(String id) {
        call("model.party.party.write", List.of(Long.valueOf(id)), Map.of("active", false), Map.of());
    }

    /** Tryton's own way of making two parties one; the address of mail of the other one is kept in use. */
    void replace(String party, String by, String email) {
        var context = Map.of("active_model", "party.party", "active_id", Long.valueOf(party));
        String session = call("wizard.party.replace.create", context).path(0).asText();
        var asked = Map.of("source", Long.valueOf(party), "destination", Long.valueOf(by));
        call("wizard.party.replace.execute", Long.valueOf(session), Map.of("ask", asked), "replace", context);
        JsonNode taken = call(
                "model.party.contact_mechanism.search",
                List.of(List.of("party", "=", Long.valueOf(by)), List.of("value", "=", email)),
                0,
                1,
                null,
                Map.of("active_test", false));
        call(
                "model.party.contact_mechanism.write",
                List.of(taken.path(0).asLong()),
                Map.of("active", true),
                Map.of());
    }
}
