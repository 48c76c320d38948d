package dev.karat.testkit.twin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.testkit.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ShopifyTwinTest {
    private static final String CUSTOMERS = "/admin/api/2026-07/customers";
    private static final Pattern NEXT = Pattern.compile("<([^>]+)>; rel=\"next\"");

    private final TestClock clock = TestClock.at("2026-01-02T03:04:05.678Z");
    private final ShopifyTwin shop = ShopifyTwin.start(TwinSettings.of(clock));
    private final Client client =
            new Client(shop, Map.of("X-Shopify-Access-Token", shop.credentials().get("accessToken") + ""));

    @AfterEach
    void stop() {
        shop.close();
    }

    @Nested
    class WhenACustomerIsCreated {
        private final JsonNode created =
                client.post(CUSTOMERS + ".json", """
                        {"customer":{"first_name":"Steve","last_name":"Lastnameson","email":"Steve@Example.com",
                        "phone":"+1 514-254-6011","tags":"vip, b2b","addresses":[{"address1":"123 Oak St",
                        "city":"Ottawa","zip":"123 ABC","country":"CA"}]}}""").json().get("customer");

        @Test
        void isStoredAsTheVendorStoresIt() {
            assertThat(created.get("email").asText()).isEqualTo("steve@example.com");
            assertThat(created.get("phone").asText()).isEqualTo("+15142546011");
            assertThat(created.get("updated_at").asText()).isEqualTo("2026-01-01T22:04:05-05:00");
            assertThat(created.get("admin_graphql_api_id").asText())
                    .isEqualTo("gid://shopify/Customer/" + created.get("id").asText());
            JsonNode address = created.get("default_address");
            assertThat(address.get("country").asText()).isEqualTo("Canada");
            assertThat(address.get("name").asText()).isEqualTo("Steve Lastnameson");
            assertThat(address).isEqualTo(created.get("addresses").get(0));
        }

        @Test
        void hasEveryMemberOfThePublishedExample() {
            List<String> members = new ArrayList<>();
            created.fieldNames().forEachRemaining(members::add);
            assertThat(members)
                    .contains(
                            "id",
                            "email",
                            "created_at",
                            "updated_at",
                            "first_name",
                            "last_name",
                            "orders_count",
                            "state",
                            "total_spent",
                            "last_order_id",
                            "note",
                            "verified_email",
                            "multipass_identifier",
                            "tax_exempt",
                            "tags",
                            "last_order_name",
                            "currency",
                            "phone",
                            "addresses",
                            "tax_exemptions",
                            "email_marketing_consent",
                            "sms_marketing_consent",
                            "admin_graphql_api_id",
                            "default_address");
        }

        @Test
        void isChangedPartlyAndOnlyAnActualChangeMovesItsTime() {
            String path = CUSTOMERS + "/" + created.get("id") + ".json";
            clock.advance(Duration.ofSeconds(90));
            assertThat(client.put(path, "{\"customer\":{\"last_name\":\"Lastnameson\"}}")
                            .json()
                            .get("customer"))
                    .isEqualTo(created);
            JsonNode changed = client.put(path, "{\"customer\":{\"last_name\":\"Norman\"}}")
                    .json()
                    .get("customer");
            assertThat(changed.get("first_name").asText()).isEqualTo("Steve");
            assertThat(changed.get("updated_at").asText()).isEqualTo("2026-01-01T22:05:35-05:00");
            shop.placeOrder(created.get("id").asLong());
            assertThat(client.delete(path).status()).isEqualTo(422);
        }

        @Test
        void refusesASecondOneWithTheSameAddressOrNumber() {
            var mail = client.post(CUSTOMERS + ".json", "{\"customer\":{\"email\":\"STEVE@example.com\"}}");
            assertThat(mail.status()).isEqualTo(422);
            assertThat(mail.text()).isEqualTo("{\"errors\":{\"email\":[\"has already been taken\"]}}");
            var phone = client.post(CUSTOMERS + ".json", "{\"customer\":{\"phone\":\"+15142546011\"}}");
            assertThat(phone.text()).isEqualTo("{\"errors\":{\"phone\":[\"has already been taken\"]}}");
        }

        @Test
        void keepsAnAddressByItsIdAndAddsOneWithout() {
            String path = CUSTOMERS + "/" + created.get("id") + ".json";
            String id = created.get("default_address").get("id").asText();
            JsonNode moved = client.put(
                            path, "{\"customer\":{\"addresses\":[{\"id\":" + id + ",\"city\":\"Montreal\"}]}}")
                    .json()
                    .get("customer");
            assertThat(moved.get("addresses")).hasSize(1);
            assertThat(moved.get("default_address").get("city").asText()).isEqualTo("Montreal");
            String other = "{\"customer\":{\"addresses\":[{\"address1\":\"Elm 1\",\"country\":\"Germany\"}]}}";
            JsonNode two = client.put(path, other).json().get("customer");
            assertThat(two.get("addresses")).hasSize(2);
            assertThat(two.get("default_address").get("city").asText()).isEqualTo("Montreal");
            assertThat(client.put(path, other).text()).contains("addresses.signature");
        }
    }

    @Nested
    class WhenAListIsRead {
        private void seed(int count) {
            for (int i = 0; i < count; i++) {
                shop.asStaff("POST", CUSTOMERS + ".json", Json.parse("{\"customer\":{\"first_name\":\"C" + i + "\"}}"));
                if (i % 3 == 0) {
                    clock.advance(Duration.ofSeconds(1));
                }
            }
        }

        @Test
        void followsTheCursorToTheEnd() {
            seed(23);
            var seen = new HashSet<String>();
            String url = CUSTOMERS + ".json?limit=5&order=updated_at+asc&updated_at_min=2026-01-01T22:04:06-05:00";
            String last = "";
            while (!url.isEmpty()) {
                var page = client.get(url);
                for (JsonNode customer : page.json().get("customers")) {
                    assertThat(customer.get("updated_at").asText()).isGreaterThanOrEqualTo(last);
                    last = customer.get("updated_at").asText();
                    assertThat(seen.add(customer.get("id").asText())).isTrue();
                }
                Matcher next = NEXT.matcher(page.header("Link"));
                url = next.find() ? next.group(1) : "";
            }
            assertThat(seen).hasSize(22);
            assertThat(shop.all()).hasSize(23);
        }

        @Test
        void refusesAFilterBesideTheCursor() {
            seed(3);
            Matcher next = NEXT.matcher(client.get(CUSTOMERS + ".json?limit=1").header("Link"));
            assertThat(next.find()).isTrue();
            assertThat(client.get(next.group(1)).status()).isEqualTo(200);
            assertThat(client.get(next.group(1) + "&order=id+asc").status()).isEqualTo(400);
            assertThat(client.get(CUSTOMERS + ".json?page_info=nonsense").status())
                    .isEqualTo(400);
        }

        @Test
        void searchesTheMailExactlyAndATimeByItsWholeDay() {
            seed(2);
            client.post(CUSTOMERS + ".json", "{\"customer\":{\"email\":\"bob.norman@mail.example.com\"}}");
            var found = client.get(CUSTOMERS + "/search.json?query=email%3Abob.norman%40mail.example.com");
            assertThat(found.json().get("customers")).hasSize(1);
            var day = client.get(CUSTOMERS + "/search.json?query=updated_at:%3E2026-01-01T23:59:00");
            assertThat(day.json().get("customers")).hasSize(3);
            assertThat(client.get(CUSTOMERS + "/count.json").text()).isEqualTo("{\"count\":3}");
        }
    }

    @Nested
    class WhenTheCallerIsRefused {
        @Test
        void asksForAValidToken() {
            var answer = client.with("X-Shopify-Access-Token", "wrong").get(CUSTOMERS + ".json");
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.json().get("errors").asText()).contains("Invalid API key or access token");
        }

        @Test
        void issuesATokenForADay() {
            String form = "grant_type=client_credentials&client_id=twin-app&client_secret="
                    + shop.credentials().get("clientSecret");
            JsonNode token = client.post("/admin/oauth/access_token", form).json();
            assertThat(token.get("expires_in").asInt()).isEqualTo(86_399);
            Client app = client.with(
                    "X-Shopify-Access-Token", token.get("access_token").asText());
            assertThat(app.get(CUSTOMERS + ".json").status()).isEqualTo(200);
            clock.advance(Duration.ofDays(1));
            assertThat(app.get(CUSTOMERS + ".json").status()).isEqualTo(401);
        }

        @Test
        void fillsTheBucketAndSaysWhenToComeBack() {
            for (int i = 0; i < 39; i++) {
                client.get(CUSTOMERS + "/count.json");
            }
            var last = client.get(CUSTOMERS + "/count.json");
            assertThat(last.header("X-Shopify-Shop-Api-Call-Limit")).isEqualTo("40/40");
            var refused = client.get(CUSTOMERS + "/count.json");
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.header("Retry-After")).isEqualTo("1.0");
            clock.advance(Duration.ofSeconds(1));
            assertThat(client.get(CUSTOMERS + "/count.json").header("X-Shopify-Shop-Api-Call-Limit"))
                    .isEqualTo("39/40");
        }

        @Test
        void namesTheMissingWrapperAndTheMissingName() {
            assertThat(client.post(CUSTOMERS + ".json", "{}").status()).isEqualTo(400);
            assertThat(client.post(CUSTOMERS + ".json", "{\"customer\":{\"email\":\"x\"}}")
                            .text())
                    .isEqualTo("{\"errors\":{\"email\":[\"is invalid\"]}}");
            assertThat(client.post(CUSTOMERS + ".json", "{\"customer\":{\"note\":\"n\"}}")
                            .status())
                    .isEqualTo(422);
            assertThat(client.get(CUSTOMERS + "/1.json").text()).isEqualTo("{\"errors\":\"Not Found\"}");
        }
    }

    @Nested
    class WhenSomebodySubscribed {
        @Test
        void signsWhatItPosts() throws Exception {
            var received = new LinkedBlockingQueue<Request>();
            try (var receiver = Receiver.start(received::add)) {
                client.post(
                        "/admin/api/2026-07/webhooks.json",
                        "{\"webhook\":{\"topic\":\"customers/create\",\"format\":\"json\",\"address\":\""
                                + receiver.uri() + "\"}}");
                client.post(CUSTOMERS + ".json", "{\"customer\":{\"first_name\":\"Zoë\",\"tags\":\"vip\"}}");
                Request hook = received.poll(5, TimeUnit.SECONDS);
                assertThat(hook).isNotNull();
                assertThat(hook.header("X-Shopify-Topic")).isEqualTo("customers/create");
                assertThat(hook.header("X-Shopify-Hmac-Sha256"))
                        .isEqualTo(Signatures.shopify(shop.credentials().get("clientSecret") + "", hook.body()));
                assertThat(hook.body()).contains("Zoë").doesNotContain("\"tags\"");
            }
        }
    }
}
