package dev.karat.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The real Vendure, as the administrator of the shop sees it over the Admin API. */
final class Vendure implements Side {
    private static final String CUSTOMERS = "{ customers(options: { take: 100 }) { items { id firstName lastName"
            + " emailAddress phoneNumber addresses { defaultShippingAddress streetLine1 postalCode city }"
            + " customFields { marketingConsent } } } }";

    /** Somebody without an account. */
    final ShopGuest guest;

    private final Talk admin;

    Vendure(String url, Path home) {
        guest = new ShopGuest(url);
        admin = new Talk(url);
        var login = Map.of(
                "query", "mutation($p: String!) { login(username: \"superadmin\", password: $p) { __typename } }",
                "variables", Map.of("p", Talk.secret(home, "admin.password")));
        var answer = admin.send("POST", "/admin-api", login);
        admin.with(
                "Authorization",
                "Bearer " + answer.headers().firstValue("vendure-auth-token").orElseThrow());
    }

    /** True of a request that changes something; its document names all operations, so the one that is run counts. */
    static boolean writes(Wire.Call call) {
        return call.sent().matches("(?s).*\"operationName\":\\s*\"(Create|Update|Consent|Delete|[A-Za-z]+Address)\".*");
    }

    @Override
    public String name() {
        return "shop";
    }

    private JsonNode ask(String query, Map<String, ?> variables) {
        return data(admin.send("POST", "/admin-api", Map.of("query", query, "variables", variables)));
    }

    /** Nearly all errors are answered with 200. */
    static JsonNode data(Talk.Answer answer) {
        JsonNode body = answer.body();
        if (body.has("errors") || body.path("data").path("done").has("errorCode")) {
            throw new IllegalStateException("The shop says " + body);
        }
        return body.path("data");
    }

    @Override
    public List<Person> all() {
        var all = new ArrayList<Person>();
        for (JsonNode customer : ask(CUSTOMERS, Map.of()).path("customers").path("items")) {
            JsonNode address = Talk.JSON.missingNode();
            for (JsonNode one : customer.path("addresses")) {
                address = one.path("defaultShippingAddress").asBoolean() ? one : address;
            }
            all.add(new Person(
                    customer.path("id").asText(),
                    (customer.path("firstName").asText("") + " "
                                    + customer.path("lastName").asText(""))
                            .strip(),
                    customer.path("emailAddress").asText(),
                    customer.path("phoneNumber").asText(""),
                    address.path("streetLine1").asText(""),
                    address.path("postalCode").asText(""),
                    address.path("city").asText("")));
        }
        return all;
    }

    @Override
    public String enter(Person person) {
        var input = Map.of(
                "firstName", person.givenName(),
                "lastName", person.familyName(),
                "emailAddress", person.email(),
                "phoneNumber", person.phone());
        String id = ask(
                        "mutation($i: CreateCustomerInput!) { done: createCustomer(input: $i) { ... on Customer { id }"
                                + " ... on ErrorResult { errorCode } } }",
                        Map.of("i", input))
                .path("done")
                .path("id")
                .asText();
        if (!person.street().isEmpty()) {
            var address = new HashMap<String, Object>(address(person));
            address.put("defaultShippingAddress", true);
            ask(
                    "mutation($id: ID!, $i: CreateAddressInput!) { createCustomerAddress(customerId: $id, input: $i) { id } }",
                    Map.of("id", id, "i", address));
        }
        return id;
    }

    static Map<String, String> address(Person person) {
        return Map.of(
                "fullName", person.name(),
                "streetLine1", person.street(),
                "postalCode", person.postalCode(),
                "city", person.city(),
                "countryCode", "DE");
    }

    private void change(Map<String, ?> input) {
        ask(
                "mutation($i: UpdateCustomerInput!) { done: updateCustomer(input: $i) { ... on ErrorResult { errorCode } } }",
                Map.of("i", input));
    }

    @Override
    public void rename(String id, String name) {
        var person = Person.of(name, "");
        change(Map.of("id", id, "firstName", person.givenName(), "lastName", person.familyName()));
    }

    /** The customer agrees to newsletters now, in the account at the shop. */
    void agree(String id) {
        change(Map.of(
                "id", id, "customFields", Map.of("marketingConsent", true, "consentUpdatedAt", Instant.now().toString())));
    }

    /** True if the shop may send newsletters to that customer. */
    boolean agrees(String email) {
        for (JsonNode customer : ask(CUSTOMERS, Map.of()).path("customers").path("items")) {
            if (customer.path("emailAddress").asText().equals(email)) {
                return customer.path("customFields").path("marketingConsent").asBoolean();
            }
        }
        throw new IllegalStateException("The shop has nobody " + email);
    }

    @Override
    public void remove(String id) {
        ask("mutation($id: ID!) { deleteCustomer(id: $id) { result } }", Map.of("id", id));
    }
}
