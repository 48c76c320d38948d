package dev.karat.camel.connector.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.Attribute;
import dev.karat.camel.connector.spec.Connection;
import dev.karat.camel.connector.spec.WebhookSpec;
import dev.karat.testkit.TestClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The schemes of the vendors, each with a signature that was computed outside of this project. */
class WhenAVendorCallsTest {
    private static final String BODY = "{\"id\":42,\"email\":\"ana@example.org\"}";
    private static final String URL = "https://gw.example.org/hooks/hubspot?t=1";

    private final TestClock clock = TestClock.at("2026-01-02T03:04:06Z");
    private final Map<String, String> settings = new HashMap<>(Map.of("secret", "test-secret-not-real"));

    private WebhookReader reader(String proof, String... more) {
        String yaml = "stream: customers\nproof: " + proof + "\nevents: [{ changed: { at: /id } }]\n"
                + String.join("\n", more);
        try {
            JsonNode node = new YAMLMapper().readTree(yaml);
            return new WebhookReader(WebhookSpec.of(node), new Connection(settings, Set.of()), clock);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static WebhookCall call(String body, String... headers) {
        var named = new HashMap<String, String>();
        for (int i = 0; i < headers.length; i += 2) {
            named.put(headers[i], headers[i + 1]);
        }
        return new WebhookCall("POST", URL, named, body.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertGenuine(WebhookReader reader, String... headers) {
        assertThat(reader.read(call(BODY, headers)).changed()).containsExactly("42");
        assertRefused(reader, call(BODY.replace("42", "43"), headers));
        assertRefused(reader, call(BODY + " ", headers));
        assertRefused(reader, call(BODY));
    }

    private static void assertRefused(WebhookReader reader, WebhookCall call) {
        assertThatThrownBy(() -> reader.read(call))
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.WEBHOOK_REFUSED))
                .hasMessageNotContaining("test-secret");
    }

    @Test
    void shopifySignsTheBody() {
        assertGenuine(
                reader("{ header: X-Shopify-Hmac-Sha256, mac: HmacSHA256, over: [body], secrets: ['{secret}'] }"),
                "x-shopify-hmac-sha256",
                "Mp4x2VsGrhDyn3jXBoX7u06t/KKepYJA2eAnK/ku8Ds=");
    }

    @Test
    void zendeskSignsTimeAndBody() {
        assertGenuine(
                reader(
                        "{ header: X-Zendesk-Webhook-Signature, mac: HmacSHA256, over: [time, body], secrets: ['{secret}'] }",
                        "time: { header: X-Zendesk-Webhook-Signature-Timestamp, unit: iso }"),
                "X-Zendesk-Webhook-Signature",
                "vEztUeUyW7tWWGSIDtuqVKZbJUdBe9BFrsKFh99ZUOc=",
                "X-Zendesk-Webhook-Signature-Timestamp",
                "2026-01-02T03:04:05Z");
    }

    @Test
    void hubspotSignsMethodAddressBodyAndTime() {
        assertGenuine(
                reader(
                        "{ header: X-HubSpot-Signature-v3, mac: HmacSHA256, over: [method, url, body, time],"
                                + " secrets: ['{secret}'] }",
                        "time: { header: X-HubSpot-Request-Timestamp, unit: millis }"),
                "X-HubSpot-Signature-v3",
                "UBt7UV1fAJYmQ/JeUh6k0OTd2F/CfxTT+xXoTgeRRxI=",
                "X-HubSpot-Request-Timestamp",
                "1767323045000");
    }

    @Test
    void ghostSignsBodyAndTimeInOneHeader() {
        assertGenuine(
                reader(
                        "{ header: X-Ghost-Signature, pattern: 'sha256=([0-9a-f]+)', mac: HmacSHA256, encoding: hex,"
                                + " over: [body, time], secrets: ['{secret}'] }",
                        "time: { header: X-Ghost-Signature, pattern: 't=([0-9]+)', unit: millis }"),
                "X-Ghost-Signature",
                "sha256=4ab43d1ecb63f37ba40edb82f7f2b33f632f7663cbb944c8818372d359208338, t=1767323045000");
    }

    @Test
    void mailchimpSignsTimeAndBodyWithADotBetween() {
        assertGenuine(
                reader(
                        "{ header: X-Mailchimp-Signature, pattern: 'v1=([0-9a-f]+)', mac: HmacSHA256, encoding: hex,"
                                + " over: [time, '.', body], secrets: ['{secret}'] }",
                        "time: { header: X-Mailchimp-Signature, pattern: 't=([0-9]+)', unit: seconds }"),
                "X-Mailchimp-Signature",
                "t=1767323045,v1=d6a17edfd1c6f828dbf8f34ddf8d8f69e4db564a7751b6bd896e2378875529b3");
    }

    @Test
    void intercomSignsWithSha1() {
        assertGenuine(
                reader("{ header: X-Hub-Signature, pattern: 'sha1=([0-9a-f]+)', mac: HmacSHA1, encoding: hex,"
                        + " over: [body], secrets: ['{secret}'] }"),
                "X-Hub-Signature",
                "sha1=48c9ffd9ac8fdbc9baa3cfcb81f0a814191663ec");
    }

    @Test
    void whoSignsNothingSendsTheSecret() {
        WebhookReader reader = reader("{ header: Authorization, secrets: ['Bearer {secret}'] }");

        assertThat(reader.read(call(BODY, "Authorization", "Bearer test-secret-not-real"))
                        .changed())
                .containsExactly("42");
        assertRefused(reader, call(BODY, "Authorization", "Bearer something-else-not-it"));
    }

    @Test
    void frappesBytesAreTakenAsTheyCome() {
        WebhookReader reader =
                reader("{ header: X-Frappe-Webhook-Signature, mac: HmacSHA256, over: [body], secrets: ['{secret}'] }");
        var call = call(
                "{\"name\": \"Zo\\u00eb\", \"n\": 1}",
                "X-Frappe-Webhook-Signature",
                "ry8OAd+1o01FzALwoqscP5oYoHPNjL+QQSm82rkLx+4=");

        assertThatThrownBy(() -> reader.read(call))
                .as("genuine, and names no record")
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.WEBHOOK_MALFORMED));
    }

    @ParameterizedTest
    @CsvSource({"-302, false", "-299, true", "299, true", "302, false"})
    void aCallFromAnotherTimeIsRefused(int seconds, boolean taken) {
        WebhookReader reader = reader(
                "{ header: S, mac: HmacSHA256, over: [time, body], secrets: ['{secret}'] }",
                "time: { header: T, unit: iso }");
        var call = call(BODY, "S", "vEztUeUyW7tWWGSIDtuqVKZbJUdBe9BFrsKFh99ZUOc=", "T", "2026-01-02T03:04:05Z");
        clock.advance(Duration.ofSeconds(seconds));

        if (taken) {
            assertThat(reader.read(call).changed()).containsExactly("42");
        } else {
            assertRefused(reader, call);
        }
    }

    @Test
    void bothSecretsHoldWhileOneIsChanged() {
        settings.put("next", "the-secret-to-come");
        WebhookReader reader =
                reader("{ header: S, mac: HmacSHA256, over: [body], secrets: ['{next}', '{secret}', '{former}'] }");

        assertThat(reader.read(call(BODY, "S", "Mp4x2VsGrhDyn3jXBoX7u06t/KKepYJA2eAnK/ku8Ds="))
                        .changed())
                .containsExactly("42");
    }

    @Test
    void theSchemeOfStandardWebhooksSaysEverythingElse() {
        settings.put("secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        WebhookReader reader = reader("{ scheme: standard, secrets: ['{former}', '{secret}'] }");
        clock.set(Instant.ofEpochSecond(1_614_265_330));
        String[] headers = {
            "webhook-id",
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            "webhook-timestamp",
            "1614265330",
            "webhook-signature",
            "v1,bm9ib2R5 v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        };
        WebhookCall vector = call("{\"test\": 2432232314}", headers);

        assertThatThrownBy(() -> reader.read(vector))
                .as("genuine, and names no record")
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.WEBHOOK_MALFORMED));
        assertRefused(reader, call("{\"test\": 2432232315}", headers));
        clock.advance(Duration.ofSeconds(301));
        assertRefused(reader, vector);
    }

    @Test
    void aBrokenSecretOfTheStandardIsSaidAtOnceAndNotShown() {
        assertThatThrownBy(() -> reader("{ scheme: standard, secrets: ['{secret}'] }"))
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.CONFIG_INVALID))
                .hasMessageNotContaining("test-secret");
    }

    @Test
    void ofSeveralWaysTheFirstThatHasASecretHolds() {
        String ways = "[{ header: S, mac: HmacSHA256, over: [body], secrets: ['{signing}'] },"
                + " { header: '{tokenHeader}', pattern: '^(?:Bearer )?(.+)$', secrets: ['{secret}'] }]";
        settings.put("tokenHeader", "X-Token");
        WebhookCall shown = call(BODY, "X-Token", "Bearer test-secret-not-real");
        assertThat(reader(ways).read(shown).changed()).containsExactly("42");
        assertRefused(reader(ways), call(BODY, "Authorization", "Bearer test-secret-not-real"));

        settings.put("signing", "test-secret-not-real");
        assertRefused(reader(ways), shown);
        assertThat(reader(ways)
                        .read(call(BODY, "S", "Mp4x2VsGrhDyn3jXBoX7u06t/KKepYJA2eAnK/ku8Ds="))
                        .changed())
                .containsExactly("42");
    }

    @Test
    void aCodeMayBeInEitherFormWhereItsLengthTells() {
        WebhookReader reader =
                reader("{ header: S, mac: HmacSHA256, encoding: either, over: [body], secrets: ['{secret}'] }");

        assertThat(reader.read(call(BODY, "S", "Mp4x2VsGrhDyn3jXBoX7u06t/KKepYJA2eAnK/ku8Ds="))
                        .changed())
                .containsExactly("42");
        assertThat(reader.read(call(BODY, "S", "329e31d95b06ae10f29f78d70685fbbb4eadfca29ea58240d9e0272bf92ef03b"))
                        .changed())
                .containsExactly("42");
    }

    private WebhookReader telling(String webhook) {
        try {
            return new WebhookReader(
                    WebhookSpec.of(new YAMLMapper().readTree(webhook)), new Connection(settings, Set.of()), clock);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Test
    void aSystemThatCannotBeAskedSendsItsRecordsAndSaysWhenThatWereAll() {
        settings.put("listAt", "/people");
        WebhookReader reader = telling("""
                stream: customers
                proof: { header: Authorization, secrets: ["{secret}"] }
                each: "{listAt}"
                complete: /all
                events: [{ record: /person }]
                """);
        String[] token = {"Authorization", "test-secret-not-real"};

        ToldRecords told = reader.read(
                call("{\"people\":[{\"person\":{\"id\":1234567890123456789.5}},{\"person\":{\"id\":2}}]}", token));
        assertThat(told.records())
                .extracting(JsonNode::toString)
                .containsExactly("{\"id\":1234567890123456789.5}", "{\"id\":2}");
        assertThat(told.complete()).isFalse();
        assertThat(told).hasToString("ToldRecords[2 records]");
        assertThat(reader.read(call("{\"people\":{\"person\":{\"id\":3}}}", token))
                        .records())
                .hasSize(1);

        ToldRecords all = reader.read(call("{\"all\":true}", token));
        assertThat(all.records()).isEmpty();
        assertThat(all.complete()).isTrue();
        assertThat(all.isEmpty()).isFalse();

        assertThatThrownBy(() -> reader.read(call("{\"persons\":[]}", token)))
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.WEBHOOK_MALFORMED));
    }

    @Test
    void aKeyNamesTheRecordWhereItsIdIsNotTold() {
        WebhookReader reader = telling("""
                stream: customers
                proof: { query: key, secrets: ["{secret}"] }
                events: [{ found: { by: emails, at: /email } }]
                """);
        var shown = new WebhookCall(
                "POST", URL + "&key=test-secret-not-real", Map.of(), BODY.getBytes(StandardCharsets.UTF_8));

        assertThat(reader.read(shown).found())
                .containsExactly(new ToldRecords.Key(Attribute.EMAILS, "ana@example.org"))
                .asString()
                .doesNotContain("ana@");
        assertRefused(reader, call(BODY));
    }

    @Test
    void withoutASecretNothingIsTaken() {
        settings.clear();

        assertThatThrownBy(() -> reader("{ header: S, mac: HmacSHA256, over: [body], secrets: ['{secret}'] }"))
                .hasMessageContaining("{secret}");
    }

    @Test
    void aCallThatWasTakenTellsNothingWhenItComesAgain() {
        WebhookReader reader =
                reader("{ header: S, mac: HmacSHA256, over: [body], secrets: ['{secret}'] }", "id: { header: Event }");
        var call = call(BODY, "S", "Mp4x2VsGrhDyn3jXBoX7u06t/KKepYJA2eAnK/ku8Ds=", "Event", "e-1");

        assertThat(reader.read(call).changed()).containsExactly("42");
        assertThat(reader.read(call).changed()).as("it was not taken yet").containsExactly("42");
        reader.taken(reader.read(call));
        assertThat(reader.read(call).isEmpty()).isTrue();

        clock.advance(Duration.ofHours(25));
        assertThat(reader.read(call).changed()).containsExactly("42");
    }
}
