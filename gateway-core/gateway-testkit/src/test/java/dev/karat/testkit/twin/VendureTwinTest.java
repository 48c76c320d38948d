package dev.karat.testkit.twin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.testkit.TestClock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Answers that Vendure 3.7 on SQLite was seen to give. */
class VendureTwinTest {
    private static final String CREATE =
            "mutation($input: CreateCustomerInput!) { record: createCustomer(input: $input)"
                    + " { __typename ... on Customer { id updatedAt emailAddress phoneNumber customFields { externalId"
                    + " marketingConsent } } ... on ErrorResult { errorCode message } } }";
    private static final String UPDATE =
            "mutation($input: UpdateCustomerInput!) { record: updateCustomer(input: $input)"
                    + " { ... on Customer { id updatedAt phoneNumber firstName } ... on ErrorResult { errorCode } } }";

    private final TestClock clock = TestClock.at("2026-01-02T03:04:05.678Z");
    private final VendureTwin shop = VendureTwin.start(TwinSettings.of(clock));
    private final Client client = new Client(
            shop, Map.of("vendure-api-key", String.valueOf(shop.credentials().get("apiKey"))));

    @AfterEach
    void stop() {
        shop.close();
    }

    private Client.Answer ask(Client as, String query, String variables) {
        ObjectNode body = Json.object().put("query", query);
        body.set("variables", Json.parse(variables));
        return as.post("/admin-api", body.toString());
    }

    private JsonNode create(String email, String more) {
        return ask(
                        client,
                        CREATE,
                        "{\"input\":{\"firstName\":\"Ada\",\"lastName\":\"L\",\"emailAddress\":\"" + email + "\"" + more
                                + "}}")
                .json();
    }

    private String code(JsonNode answer) {
        return answer.at("/errors/0/extensions/code").asText();
    }

    @Test
    void keepsAddressesInLowerCaseAndDoesNotCheckThem() {
        JsonNode ada = create("Ada@Example.test", "").at("/data/record");
        assertThat(ada.path("emailAddress").asText()).isEqualTo("ada@example.test");
        assertThat(ada.path("updatedAt").asText()).isEqualTo("2026-01-02T03:04:05.000Z");
        assertThat(ada.at("/customFields/marketingConsent").asBoolean(true)).isFalse();
        assertThat(create("no-address", "").at("/data/record/__typename").asText())
                .isEqualTo("Customer");
        assertThat(create("ADA@example.test", "").at("/data/record/errorCode").asText())
                .isEqualTo("EMAIL_ADDRESS_CONFLICT_ERROR");
    }

    @Test
    void answersErrorsWith200() {
        String id = create("ada@example.test", ",\"customFields\":{\"externalId\":\"E1\"}")
                .at("/data/record/id")
                .asText();
        JsonNode taken = create("ben@example.test", ",\"customFields\":{\"externalId\":\"E1\"}");
        assertThat(taken.at("/errors/0/message").asText()).contains("UNIQUE constraint failed");
        assertThat(taken.at("/errors/0/extensions").isMissingNode()).isTrue();
        assertThat(ask(client, CREATE, "{\"input\":{\"firstName\":\"Ada\",\"emailAddress\":\"x@y.z\"}}")
                        .json()
                        .at("/errors/0/extensions/code")
                        .asText())
                .isEqualTo("BAD_USER_INPUT");
        assertThat(ask(client, UPDATE, "{\"input\":{\"id\":\"" + id + "\",\"firstName\":null}}")
                        .text())
                .contains("NOT NULL constraint failed");
        assertThat(code(ask(client, UPDATE, "{\"input\":{\"id\":\"99\"}}").json()))
                .isEqualTo("ENTITY_NOT_FOUND");
        assertThat(ask(client, "{ customer(id: \"99\") { id } }", "{}").text())
                .isEqualTo("{\"data\":{\"customer\":null}}");
        assertThat(code(ask(client, "{ customers(options: { take: 101 }) { totalItems } }", "{}")
                        .json()))
                .isEqualTo("USER_INPUT_ERROR");
        assertThat(code(ask(client.with("vendure-api-key", "no:key"), "{ customers { totalItems } }", "{}")
                        .json()))
                .isEqualTo("FORBIDDEN");
        assertThat(ask(client, "{ nope }", "{}").status()).isEqualTo(400);
    }

    @Test
    void leavesTheTimeOfACustomerAloneWhenAnAddressChanges() {
        String id = create("ada@example.test", "").at("/data/record/id").asText();
        clock.advance(Duration.ofSeconds(10));
        String add = "mutation { createCustomerAddress(customerId: \"" + id
                + "\", input: { streetLine1: \"A\", countryCode: \"DE\", defaultShippingAddress: true }) { id } }";
        ask(client, add, "{}");
        ask(client, add.replace("\"A\"", "\"B\""), "{}");
        JsonNode ada = shop.all().get(0);
        assertThat(ada.path("updatedAt").asText()).isEqualTo("2026-01-02T03:04:05.000Z");
        assertThat(ada.path("addresses"))
                .extracting(address -> address.path("defaultShippingAddress").asBoolean())
                .containsExactly(false, true);
        assertThat(code(ask(client, add.replace("DE", "XX"), "{}").json())).isEqualTo("USER_INPUT_ERROR");
    }

    @Test
    void leavesOutTheRestOfTheSecondThatIsAskedFor() {
        create("ada@example.test", "");
        String list = "{ customers(options: { filter: { updatedAt: { after: \"%s\" } } }) { totalItems } }";
        assertThat(ask(client, list.formatted("2026-01-02T03:04:05.000Z"), "{}")
                        .json()
                        .at("/data/customers/totalItems")
                        .asInt())
                .isZero();
        assertThat(ask(client, list.formatted("2026-01-02T03:04:04Z"), "{}")
                        .json()
                        .at("/data/customers/totalItems")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void deletesWithoutATraceButKeepsTheNumber() {
        String id = create("ada@example.test", ",\"customFields\":{\"externalId\":\"E1\"}")
                .at("/data/record/id")
                .asText();
        String delete = "mutation { deleteCustomer(id: \"" + id + "\") { result } }";
        assertThat(ask(client, delete, "{}").text()).contains("DELETED");
        assertThat(shop.all()).isEmpty();
        assertThat(code(ask(client, delete, "{}").json())).isEqualTo("ENTITY_NOT_FOUND");
        assertThat(create("ada@example.test", ",\"customFields\":{\"externalId\":\"E1\"}")
                        .has("errors"))
                .isTrue();
        assertThat(create("ada@example.test", "").at("/data/record/id").asText())
                .isNotEqualTo(id);
    }
}
