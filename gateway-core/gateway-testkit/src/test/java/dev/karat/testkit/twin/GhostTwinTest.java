package dev.karat.testkit.twin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.testkit.TestClock;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Answers that Ghost 5.130 was seen to give. */
class GhostTwinTest {
    private static final String MEMBERS = "/ghost/api/admin/members/";

    private final TestClock clock = TestClock.at("2026-01-02T03:04:05.678Z");
    private final GhostTwin ghost = GhostTwin.start(TwinSettings.of(clock));

    @AfterEach
    void stop() {
        ghost.close();
    }

    private Client client() {
        return new Client(ghost, Map.of("Authorization", "Ghost " + token("/admin/", 300)));
    }

    private String token(String audience, int seconds) {
        String[] key = String.valueOf(ghost.credentials().get("adminKey")).split(":", -1);
        long now = clock.instant().getEpochSecond();
        String content = base64("{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"" + key[0] + "\"}") + "."
                + base64("{\"aud\":\"" + audience + "\",\"iat\":" + now + ",\"exp\":" + (now + seconds) + "}");
        byte[] signature = Signatures.hmac(HexFormat.of().parseHex(key[1]), content);
        return content + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private JsonNode add(String email, String more) {
        return client().post(MEMBERS, "{\"members\":[{\"email\":\"" + email + "\"" + more + "}]}")
                .json()
                .at("/members/0");
    }

    private JsonNode edit(JsonNode member, String fields) {
        return client().put(MEMBERS + member.path("id").asText() + "/", "{\"members\":[{" + fields + "}]}")
                .json()
                .at("/members/0");
    }

    private JsonNode found(String filter) {
        return client().get(MEMBERS + "?filter=" + URLEncoder.encode(filter, StandardCharsets.UTF_8))
                .json()
                .path("members");
    }

    private JsonNode events(String more) {
        String filter = URLEncoder.encode("type:newsletter_event" + more, StandardCharsets.UTF_8);
        return client().get(MEMBERS + "events/?filter=" + filter).json().path("events");
    }

    @Test
    void takesOnlyTokensOfItsKeyForThisApiAndNow() {
        Client client = client();
        assertThat(client.get(MEMBERS).status()).isEqualTo(200);
        clock.advance(Duration.ofMinutes(6));
        assertThat(client.get(MEMBERS).text()).contains("jwt expired");
        assertThat(client().with("Authorization", "Ghost " + token("/content/", 300))
                        .get(MEMBERS)
                        .text())
                .contains("jwt audience invalid");
        assertThat(client().with("Authorization", "Ghost " + token("/admin/", 300) + "x")
                        .get(MEMBERS)
                        .status())
                .isEqualTo(401);
        assertThat(client().get("/ghost/api/admin/members").status()).isEqualTo(301);
    }

    @Test
    void subscribesANewMemberUnlessToldNotTo() {
        assertThat(add("ana@example.org", "").path("newsletters")).hasSize(1);
        assertThat(add("ben@example.org", ",\"subscribed\":false").path("newsletters"))
                .isEmpty();
        assertThat(add("cem@example.org", ",\"newsletters\":[]")
                        .path("subscribed")
                        .asBoolean(true))
                .isFalse();
        assertThat(events("")).hasSize(1);
    }

    @Test
    void changesTheTimeOfAMemberForHisNameButNotForHisNewsletters() {
        JsonNode ana = add("ana@example.org", ",\"name\":\"Ana\"");
        assertThat(ana.path("updated_at").asText()).isEqualTo("2026-01-02T03:04:05.000Z");
        clock.advance(Duration.ofSeconds(10));
        assertThat(edit(ana, "\"subscribed\":false,\"labels\":[{\"name\":\"vip\"}]")
                        .path("updated_at"))
                .isEqualTo(ana.path("updated_at"));
        assertThat(edit(ana, "\"name\":\"\"").path("name").isNull()).isTrue();
        assertThat(edit(ana, "\"name\":\"Ann\"").path("updated_at").asText()).isEqualTo("2026-01-02T03:04:15.000Z");
        assertThat(client().put(MEMBERS + ana.path("id").asText() + "/", "{\"members\":[{\"name\":null}]}")
                        .status())
                .isEqualTo(422);
    }

    @Test
    void tellsItsEventsFromTheYoungestOn() {
        JsonNode ana = add("ana@example.org", "");
        clock.advance(Duration.ofSeconds(10));
        edit(ana, "\"subscribed\":false");
        ghost.memberDecides(ana.path("id").asText(), true);
        JsonNode all = events("");
        assertThat(all).extracting(event -> event.at("/data/source").asText()).containsExactly("member", "api", "api");
        assertThat(all)
                .extracting(event -> event.at("/data/subscribed").asBoolean())
                .containsExactly(true, false, true);
        assertThat(events("+data.created_at:>='2026-01-02 03:04:15'")).hasSize(2);
        assertThat(events("+id:<'" + all.at("/1/data/id").asText() + "'")).hasSize(1);
        assertThat(client().get(MEMBERS + "events/?filter=data.source:member").status())
                .isEqualTo(400);
    }

    @Test
    void findsTimesInTheFormOfItsDatabaseOnly() {
        add("ana@example.org", "");
        assertThat(found("updated_at:>='2026-01-02 03:04:05'")).hasSize(1);
        assertThat(found("updated_at:>'2026-01-02 03:04:05'")).isEmpty();
        assertThat(found("updated_at:>='2026-01-02T03:04:05Z'")).isEmpty();
    }

    @Test
    void findsAddressesToTheLetterOrByTheirBeginningInAnyCase() {
        add("Ana@example.org", "");
        assertThat(found("email:'ana@example.org'")).isEmpty();
        assertThat(found("email:~^'ana@EXAMPLE.org'")).hasSize(1);
        assertThat(found("email:~^'na@example.org'")).isEmpty();
        assertThat(add("ana@example.org", "").path("id").asText()).isNotEmpty();
        var again = client().post(MEMBERS, "{\"members\":[{\"email\":\"ana@example.org\"}]}");
        assertThat(again.status()).isEqualTo(422);
        assertThat(again.text()).contains("Member already exists");
    }

    @Test
    void givesNeverMoreThanAHundred() {
        for (int i = 0; i < 120; i++) {
            add("m" + i + "@example.org", "");
        }
        JsonNode page = client().get(MEMBERS + "?limit=500&page=2").json();
        assertThat(page.path("members")).hasSize(20);
        assertThat(page.at("/meta/pagination/limit").asInt()).isEqualTo(100);
        assertThat(ghost.all()).hasSize(120);
    }

    @Test
    void forgetsADeletedMemberWithHisEvents() {
        JsonNode ana = add("ana@example.org", "");
        String path = MEMBERS + ana.path("id").asText() + "/";
        assertThat(client().delete(path).status()).isEqualTo(204);
        assertThat(client().get(path).status()).isEqualTo(404);
        assertThat(events("")).isEmpty();
    }
}
