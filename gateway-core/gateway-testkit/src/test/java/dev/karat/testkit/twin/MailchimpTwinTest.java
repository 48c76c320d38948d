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
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class MailchimpTwinTest {
    private static final String MEMBERS = "/3.0/lists/" + MailchimpTwin.LIST + "/members";
    private static final String ANA = "/ee63465620787644e046e9465740f293";

    private final TestClock clock = TestClock.at("2026-01-02T03:04:05.678Z");
    private final MailchimpTwin twin = MailchimpTwin.start(TwinSettings.of(clock));
    private final Client client = new Client(twin, Map.of("Authorization", basic(twin)));

    @AfterEach
    void stop() {
        twin.close();
    }

    private static String basic(MailchimpTwin twin) {
        String pair = "any:" + twin.credentials().get("apiKey");
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private JsonNode putAna(String more) {
        return client.put(
                        MEMBERS + ANA,
                        "{\"email_address\":\"Ana@Example.ORG\",\"status_if_new\":\"subscribed\"" + more + "}")
                .json();
    }

    @Nested
    class WhenAMemberIsPut {
        @Test
        void isKnownByTheHashOfItsAddress() {
            JsonNode ana = putAna(",\"merge_fields\":{\"FNAME\":\"Ana\",\"UNKNOWN\":\"x\"}");
            assertThat(ana.get("id").asText()).isEqualTo(ANA.substring(1));
            assertThat(ana.get("email_address").asText()).isEqualTo("Ana@Example.ORG");
            assertThat(ana.get("last_changed").asText()).isEqualTo("2026-01-02T03:04:05+00:00");
            assertThat(ana.get("full_name").asText()).isEqualTo("Ana");
            assertThat(ana.get("merge_fields").get("LNAME").asText("missing")).isEmpty();
            assertThat(ana.get("merge_fields").has("UNKNOWN")).isFalse();
            assertThat(client.get(MEMBERS + ANA).json()).isEqualTo(ana);
            assertThat(client.get(MEMBERS + "/ana@example.org").json()).isEqualTo(ana);
        }

        @Test
        void needsAStatusOnlyWhenNew() {
            var refused = client.put(MEMBERS + ANA, "{\"email_address\":\"ana@example.org\"}");
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.header("Content-Type")).startsWith("application/problem+json");
            assertThat(refused.json().get("title").asText()).isEqualTo("Invalid Resource");
            putAna("");
            assertThat(client.put(MEMBERS + ANA, "{\"merge_fields\":{\"LNAME\":\"Silva\"}}")
                            .status())
                    .isEqualTo(200);
        }

        @Test
        void changesItsIdWithItsAddress() {
            JsonNode before = putAna("");
            JsonNode after = client.send("PATCH", MEMBERS + ANA, "{\"email_address\":\"ana@example.net\"}")
                    .json();
            assertThat(after.get("web_id")).isEqualTo(before.get("web_id"));
            assertThat(after.get("id")).isNotEqualTo(before.get("id"));
            assertThat(after.get("contact_id")).isEqualTo(before.get("contact_id"));
            assertThat(client.get(MEMBERS + "/" + before.get("contact_id").asText())
                            .json())
                    .isEqualTo(after);
            assertThat(client.get(MEMBERS + ANA).status()).isEqualTo(404);
        }

        @Test
        void takesAWholeAddressOrNone() {
            putAna("");
            String partial =
                    "{\"merge_fields\":{\"ADDRESS\":{\"addr1\":\"Elm 1\",\"city\":\"Bonn\",\"state\":\"\",\"zip\":\"5\"}}}";
            var refused = client.send("PATCH", MEMBERS + ANA, partial);
            assertThat(refused.json().get("errors").get(0).get("message").asText())
                    .isEqualTo("Please enter a complete address");
            String whole = partial.replace("\"state\":\"\"", "\"state\":\"NW\"");
            assertThat(client.send("PATCH", MEMBERS + ANA, whole).status()).isEqualTo(200);
        }
    }

    @Nested
    class WhenAMemberLeaves {
        @Test
        void cannotBeSubscribedAgainByTheApi() {
            putAna("");
            twin.optOut("ana@example.org");
            var refused = client.send("PATCH", MEMBERS + ANA, "{\"status\":\"subscribed\"}");
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.json().get("title").asText()).isEqualTo("Member In Compliance State");
            assertThat(client.get(MEMBERS + ANA).text())
                    .contains("\"unsubscribed\"")
                    .doesNotContain("$compliance");
            assertThat(client.send("PATCH", MEMBERS + ANA, "{\"status\":\"pending\"}")
                            .status())
                    .isEqualTo(200);
        }

        @Test
        void isArchivedOnceAndErasedForEver() {
            putAna("");
            assertThat(client.delete(MEMBERS + ANA).status()).isEqualTo(204);
            assertThat(client.delete(MEMBERS + ANA).status()).isEqualTo(405);
            assertThat(twin.all().get(0).get("status").asText()).isEqualTo("archived");
            assertThat(putAna("").get("status").asText()).isEqualTo("subscribed");
            assertThat(client.post(MEMBERS + ANA + "/actions/delete-permanent", "")
                            .status())
                    .isEqualTo(204);
            assertThat(putAna("").get("title").asText()).isEqualTo("Forgotten Email Not Subscribed");
        }

        @Test
        void mayNotBeAddedTwice() {
            putAna("");
            var again = client.post(MEMBERS, "{\"email_address\":\"ana@example.org\",\"status\":\"subscribed\"}");
            assertThat(again.json().get("title").asText()).isEqualTo("Member Exists");
        }
    }

    @Nested
    class WhenMembersAreListed {
        private void seed(int count) {
            for (int i = 0; i < count; i++) {
                String member = "{\"email_address\":\"m" + i + "@example.org\",\"status\":\"subscribed\"}";
                twin.asStaff("POST", MEMBERS, Json.parse(member));
                clock.advance(Duration.ofSeconds(1));
            }
        }

        @Test
        void givesTenByDefaultAndAThousandAtMost() {
            seed(12);
            assertThat(client.get(MEMBERS).json().get("members")).hasSize(10);
            assertThat(client.get(MEMBERS).json().get("total_items").asInt()).isEqualTo(12);
            assertThat(client.get(MEMBERS + "?offset=10").json().get("members")).hasSize(2);
            assertThat(client.get(MEMBERS + "?count=1001").status()).isEqualTo(400);
            assertThat(twin.all()).hasSize(12);
        }

        @Test
        void leavesOutWhatChangedAtOrBeforeTheTime() {
            seed(3);
            String since = "since_last_changed=2026-01-02T03:04:05%2B00:00";
            JsonNode changed = client.get(MEMBERS + "?sort_field=last_changed&sort_dir=DESC&" + since)
                    .json();
            assertThat(changed.get("members")).hasSize(2);
            assertThat(changed.get("members").get(0).get("email_address").asText())
                    .isEqualTo("m2@example.org");
            assertThat(client.get(MEMBERS + "?since_last_changed=2026-01-02T03:04:05+00:00")
                            .status())
                    .isEqualTo(400);
        }

        @Test
        void showsOnlyTheFieldsAskedFor() {
            seed(1);
            assertThat(client.get(MEMBERS + "?fields=members.email_address,members.merge_fields.FNAME,total_items")
                            .text())
                    .startsWith("{\"members\":[{\"email_address\":\"m0@example.org\",\"merge_fields\":{")
                    .endsWith("\"total_items\":1}");
        }
    }

    @Nested
    class WhenTooMuchIsAsked {
        @Test
        void refusesTheEleventhConnectionWithoutSayingWhenToComeBack() {
            twin.faults().next(20, Fault.slow(Duration.ofMillis(300)));
            List<CompletableFuture<Client.Answer>> calls = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                calls.add(
                        CompletableFuture.supplyAsync(() -> client.get("/3.0/ping"), task -> new Thread(task).start()));
            }
            var refused = calls.stream()
                    .map(CompletableFuture::join)
                    .filter(call -> call.status() == 429)
                    .toList();
            assertThat(refused)
                    .isNotEmpty()
                    .allMatch(call -> call.header("Retry-After").isEmpty());
            assertThat(client.get("/3.0/ping").text()).contains("Everything's Chimpy!");
        }

        @Test
        void asksForItsKey() {
            var refused = client.with("Authorization", "Basic YTpi").get("/3.0/ping");
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.json().get("title").asText()).isEqualTo("API Key Invalid");
        }
    }
}
