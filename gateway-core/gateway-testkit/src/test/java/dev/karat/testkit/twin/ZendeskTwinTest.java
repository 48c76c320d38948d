package dev.karat.testkit.twin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.testkit.TestClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ZendeskTwinTest {
    private static final String API = "/api/v2";
    private static final String ANA =
            "{\"user\":{\"name\":\"Ana Silva\",\"email\":\"Ana@Example.org\",\"external_id\":\"E1\"}}";

    private final TestClock clock = TestClock.at("2026-01-02T03:04:05.678Z");
    private final ZendeskTwin twin = ZendeskTwin.start(TwinSettings.of(clock));
    private final Client client = new Client(
            twin, Map.of("Authorization", "Bearer " + twin.credentials().get("token")));

    @AfterEach
    void stop() {
        twin.close();
    }

    private JsonNode create(String body) {
        return client.post(API + "/users.json", body).json().path("user");
    }

    @Nested
    class WhenAUserIsWritten {
        @Test
        void hasTheMembersOfTheDocumentedExample() {
            JsonNode ana = create(ANA);
            List<String> members = new ArrayList<>();
            ana.fieldNames().forEachRemaining(members::add);
            assertThat(members)
                    .contains(
                            "id",
                            "url",
                            "name",
                            "email",
                            "created_at",
                            "updated_at",
                            "time_zone",
                            "iana_time_zone",
                            "phone",
                            "shared_phone_number",
                            "locale",
                            "organization_id",
                            "role",
                            "verified",
                            "external_id",
                            "tags",
                            "alias",
                            "active",
                            "details",
                            "notes",
                            "suspended",
                            "user_fields");
            assertThat(ana.get("email").asText()).isEqualTo("ana@example.org");
            assertThat(ana.get("updated_at").asText()).isEqualTo("2026-01-02T03:04:05Z");
            assertThat(ana.get("role").asText()).isEqualTo("end-user");
        }

        @Test
        void isFoundAgainByExternalIdOrAddress() {
            JsonNode ana = create(ANA);
            var byId = client.post(
                    API + "/users/create_or_update", "{\"user\":{\"external_id\":\"e1\",\"phone\":\"+4930123456\"}}");
            assertThat(byId.status()).isEqualTo(200);
            assertThat(byId.json().get("user").get("id")).isEqualTo(ana.get("id"));
            var byMail = client.post(
                    API + "/users/create_or_update", "{\"user\":{\"email\":\"ANA@example.org\",\"name\":\"A\"}}");
            assertThat(byMail.json().get("user").get("id")).isEqualTo(ana.get("id"));
            var other = client.post(
                    API + "/users/create_or_update", "{\"user\":{\"email\":\"bob@example.org\",\"name\":\"B\"}}");
            assertThat(other.status()).isEqualTo(201);
        }

        @Test
        void refusesAnAddressThatAnotherUserHas() {
            create(ANA);
            var refused = client.post(API + "/users", "{\"user\":{\"name\":\"B\",\"email\":\"ana@example.org\"}}");
            assertThat(refused.status()).isEqualTo(422);
            assertThat(refused.json().get("error").asText()).isEqualTo("RecordInvalid");
            assertThat(refused.json().at("/details/email/0/error").asText()).isEqualTo("DuplicateValue");
            assertThat(client.post(API + "/users", "{\"user\":{}}").text()).contains("BlankValue");
            assertThat(client.post(API + "/users", "{}").status()).isEqualTo(400);
        }

        @Test
        void keepsThePrimaryAddressAndAddsTheOther() {
            String path = API + "/users/" + create(ANA).get("id");
            JsonNode updated = client.put(path, "{\"user\":{\"email\":\"ana2@example.org\"}}")
                    .json()
                    .get("user");
            assertThat(updated.get("email").asText()).isEqualTo("ana@example.org");
            JsonNode identities = client.get(path + "/identities").json().get("identities");
            assertThat(identities).hasSize(2);
            String second = identities.get(1).get("id").asText();
            client.put(path + "/identities/" + second + "/make_primary", "");
            assertThat(client.get(path).json().get("user").get("email").asText())
                    .isEqualTo("ana2@example.org");
        }

        @Test
        void staysInTheExportWhenDeletedAndFreesItsAddress() {
            String path = API + "/users/" + create(ANA).get("id");
            assertThat(client.delete(path).json().get("user").get("active").asBoolean())
                    .isFalse();
            assertThat(client.delete(path).status()).isEqualTo(404);
            assertThat(create(ANA).get("id").asLong()).isPositive();
            assertThat(twin.all()).hasSize(2);
            assertThat(client.get(API + "/users").json().get("users")).hasSize(1);
        }
    }

    @Nested
    class WhenChangesAreExported {
        private static final String START = "/incremental/users/cursor.json?start_time=1767000000";

        @Test
        void withholdsTheLastMinuteAndGoesOnFromTheCursor() {
            create(ANA);
            JsonNode first = client.get(API + START).json();
            assertThat(first.get("users")).isEmpty();
            assertThat(first.get("end_of_stream").asBoolean()).isTrue();
            clock.advance(Duration.ofSeconds(61));
            JsonNode second = client.get(first.get("after_url").asText()).json();
            assertThat(second.get("users")).hasSize(1);
            JsonNode third = client.get(second.get("after_url").asText()).json();
            assertThat(third.get("users")).isEmpty();
            assertThat(third.get("after_cursor")).isEqualTo(second.get("after_cursor"));
        }

        @Test
        void pagesInTheOrderOfChange() {
            for (int i = 0; i < 5; i++) {
                create("{\"user\":{\"name\":\"U" + i + "\"}}");
                clock.advance(Duration.ofSeconds(i % 2));
            }
            clock.advance(Duration.ofMinutes(2));
            JsonNode first = client.get(API + START + "&per_page=3").json();
            assertThat(first.get("end_of_stream").asBoolean()).isFalse();
            JsonNode second = client.get(API + "/incremental/users/cursor?per_page=3&cursor="
                            + first.get("after_cursor").asText())
                    .json();
            assertThat(second.get("users").findValuesAsText("name")).containsExactly("U3", "U4");
            assertThat(second.get("end_of_stream").asBoolean()).isTrue();
        }

        @Test
        void refusesAStartInTheLastMinuteAndAForeignCursor() {
            String recent = API + "/incremental/users/cursor?start_time="
                    + clock.instant().getEpochSecond();
            assertThat(client.get(recent).json().get("error").asText()).isEqualTo("StartTimeTooRecent");
            assertThat(client.get(API + "/incremental/users/cursor?cursor=abc").status())
                    .isEqualTo(422);
        }

        @Test
        void allowsTenAMinute() {
            for (int i = 0; i < 10; i++) {
                assertThat(client.get(API + START).status()).isEqualTo(200);
            }
            var refused = client.get(API + START);
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.header("Retry-After")).isEqualTo("6");
            assertThat(client.get(API + "/users/me").header("X-Rate-Limit")).isEqualTo("400");
            clock.advance(Duration.ofSeconds(6));
            assertThat(client.get(API + START).status()).isEqualTo(200);
        }
    }

    @Nested
    class WhenUsersAreSearched {
        @Test
        void findsEveryIdentityExactly() {
            String id = create(ANA).get("id").asText();
            client.put(API + "/users/" + id, "{\"user\":{\"email\":\"ana2@example.org\"}}");
            assertThat(client.get(API + "/users/search?query=email:ana2@example.org")
                            .json()
                            .get("count")
                            .asInt())
                    .isEqualTo(1);
            assertThat(client.get(API + "/users/search?external_id=e1")
                            .json()
                            .get("count")
                            .asInt())
                    .isEqualTo(1);
            assertThat(client.get(API + "/users/search?query=silva")
                            .json()
                            .get("count")
                            .asInt())
                    .isEqualTo(1);
            assertThat(client.get(API + "/users/search?query=na2@example.org")
                            .json()
                            .get("count")
                            .asInt())
                    .isZero();
        }

        @Test
        void lagsBehindWhenToldTo() {
            var lagging = new ZendeskTwin.Options(400, 10, true, Duration.ofMinutes(2));
            try (var slow = ZendeskTwin.start(TwinSettings.of(clock), lagging)) {
                slow.asStaff("POST", API + "/users", Json.parse(ANA));
                Client reader = new Client(slow, client.headers());
                assertThat(reader.get(API + "/users/search?external_id=E1")
                                .json()
                                .get("count")
                                .asInt())
                        .isZero();
                clock.advance(Duration.ofMinutes(2));
                assertThat(reader.get(API + "/users/search?external_id=E1")
                                .json()
                                .get("count")
                                .asInt())
                        .isEqualTo(1);
            }
        }
    }

    @Nested
    class WhenACustomerWrites {
        @Test
        void opensATicketAndMakesAnUnknownWriterAUser() {
            var ticket = client.post(
                    API + "/tickets.json",
                    "{\"ticket\":{\"subject\":\"Late\",\"comment\":{\"body\":\"Where is it?\"},"
                            + "\"requester\":{\"name\":\"Bob\",\"email\":\"bob@example.org\"}}}");
            assertThat(ticket.status()).isEqualTo(201);
            long requester = ticket.json().at("/ticket/requester_id").asLong();
            assertThat(client.get(API + "/users/" + requester)
                            .json()
                            .at("/user/email")
                            .asText())
                    .isEqualTo("bob@example.org");
            clock.advance(Duration.ofMinutes(2));
            JsonNode exported = client.get(API + "/incremental/tickets/cursor.json?start_time=1767000000")
                    .json();
            assertThat(exported.at("/tickets/0/subject").asText()).isEqualTo("Late");
            assertThat(twin.tickets()).hasSize(1);
        }
    }

    @Test
    void takesATokenOrAnApiTokenOfAnAgent() {
        String pair = ZendeskTwin.AGENT + "/token:" + twin.credentials().get("apiToken");
        String basic = "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        assertThat(client.with("Authorization", basic).get(API + "/users/me").status())
                .isEqualTo(200);
        assertThat(client.with("Authorization", "Bearer x")
                        .get(API + "/users/me")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void limitsUpdatesOfOneUserInPlainText() {
        twin.faults().next(1, "PUT", "/users/", ZendeskTwin.tooManyUpdatesOfOneUser());
        var refused = client.put(API + "/users/" + create(ANA).get("id"), "{\"user\":{\"name\":\"A\"}}");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.text()).startsWith("You have exceeded");
        assertThat(refused.header("Retry-After")).isEmpty();
    }
}
