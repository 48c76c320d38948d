package dev.karat.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.camel.connector.spec.Connection;
import dev.karat.camel.connector.webhook.ToldRecords;
import dev.karat.camel.connector.webhook.WebhookCall;
import dev.karat.camel.connector.webhook.WebhookReader;
import dev.karat.engine.store.StoredRecord;
import dev.karat.testkit.twin.MailchimpTwin;
import dev.karat.testkit.twin.Signatures;
import dev.karat.testkit.twin.TwinSettings;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An audience that calls when a member changes: in forms, by the address, and signed or with a secret in the URL. */
class MailchimpWebhookTest {
    private static final String MEMBERS = "/3.0/lists/" + MailchimpTwin.LIST + "/members";
    private static final Map<String, Boolean> EVENTS =
            Map.of("subscribe", true, "unsubscribe", true, "profile", true, "cleaned", true, "upemail", true);

    private static JsonNode staff(VendorUnderTest mailing, String method, String path, Map<String, ?> body) {
        return mailing.twin.asStaff(method, path, new ObjectMapper().valueToTree(body));
    }

    /** The webhook as its maker is answered. */
    private static JsonNode subscribe(VendorUnderTest mailing, String url) {
        return staff(
                mailing,
                "POST",
                "/3.0/lists/" + MailchimpTwin.LIST + "/webhooks",
                Map.of("url", url, "events", EVENTS, "sources", Map.of("user", true, "admin", true, "api", false)));
    }

    private static void assertRefused(Runnable call, ErrorCode code) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        refused -> assertThat(refused.code()).isEqualTo(code))
                .hasMessageNotContaining("secret-in-the-address");
    }

    /** With the engine behind it, and the secret in the address. */
    @Nested
    class WhenAMemberChanges {
        private static final String ROUTE = """
                - route:
                    id: mailing-calls
                    from:
                      uri: kamelet:mailchimp-webhook-source
                      parameters: { system: mailing }
                      steps:
                        - to: golden:ingest
                """;

        @TempDir
        Path folder = Path.of("");

        private RunningRoutes gateway;
        private CallReceiver receiver;
        private int taken;

        @BeforeEach
        void start() throws IOException {
            gateway = new RunningRoutes(folder);
            gateway.route("calls", ROUTE);
            receiver = new CallReceiver();
            subscribe(gateway.mailing, receiver.url() + "?secret=" + TwinSettings.OPEN_SECRET + "-us1");
        }

        @AfterEach
        void stop() {
            receiver.close();
            gateway.close();
        }

        /** Hands the next call to the gateway. */
        private void call() {
            gateway.doors.take("mailing", next());
        }

        private WebhookCall next() {
            await().until(() -> posted().size() > taken);
            return posted().get(taken++);
        }

        private List<WebhookCall> posted() {
            return receiver.calls().stream()
                    .filter(call -> call.method().equals("POST"))
                    .toList();
        }

        private JsonNode member(String status) {
            return staff(
                    gateway.mailing,
                    "POST",
                    MEMBERS,
                    Map.of(
                            "email_address",
                            "ana@example.org",
                            "status",
                            status,
                            "merge_fields",
                            Map.of("FNAME", "Ana", "LNAME", "Silva")));
        }

        private void change(JsonNode member, Map<String, ?> body) {
            staff(
                    gateway.mailing,
                    "PATCH",
                    MEMBERS + "/" + member.path("contact_id").asText(),
                    body);
        }

        private StoredRecord stored(JsonNode member) {
            return gateway.store
                    .record(new RecordKey(
                            "mailing", "customer", member.path("contact_id").asText()))
                    .orElseThrow();
        }

        private CustomerData data(JsonNode member) {
            return stored(member).data();
        }

        @Test
        void theAddressIsTriedByALookThatProvesNothing() {
            assertThat(receiver.calls()).extracting(WebhookCall::method).containsExactly("GET");
        }

        @Test
        void theRecordIsTheContactWhateverItsAddress() {
            JsonNode member = member("subscribed");
            call();
            assertThat(data(member).text(Attribute.FAMILY_NAME)).isEqualTo("Silva");

            change(member, Map.of("merge_fields", Map.of("LNAME", "Lima")));
            call();
            assertThat(data(member).text(Attribute.FAMILY_NAME)).isEqualTo("Lima");

            change(member, Map.of("email_address", "ana.lima@example.net"));
            call();
            assertThat(data(member).texts(Attribute.EMAILS)).containsExactly("ana.lima@example.net");
            assertThat(gateway.store.counts().records()).isEqualTo(1);
        }

        @Test
        void whoOptsOutIsDeniedAndWhoIsArchivedIsGone() {
            JsonNode member = member("subscribed");
            call();
            change(member, Map.of("status", "unsubscribed"));
            call();
            assertThat(data(member).component(Attribute.CONSENTS, "status")).isEqualTo("denied");

            gateway.mailing.twin.asStaff(
                    "DELETE", MEMBERS + "/" + member.path("contact_id").asText(), null);
            call();
            assertThat(stored(member).deleted()).isTrue();
        }

        @Test
        void anAddressThatBouncedIsReadAnew() {
            JsonNode member = member("subscribed");
            call();
            change(member, Map.of("status", "cleaned"));
            call();
            assertThat(data(member).blocks(Attribute.CONSENTS)).isEmpty();
        }

        @Test
        void whatTheCallSaysIsNotTaken() {
            JsonNode member = member("subscribed");
            WebhookCall genuine = next();
            String lie = new String(genuine.body(), StandardCharsets.UTF_8).replace("Silva", "Souza");

            gateway.doors.take(
                    "mailing",
                    new WebhookCall("POST", genuine.url(), genuine.headers(), lie.getBytes(StandardCharsets.UTF_8)));

            assertThat(data(member).text(Attribute.FAMILY_NAME)).isEqualTo("Silva");
        }

        @Test
        void whomNobodyFindsChangesNothing() {
            member("subscribed");
            WebhookCall genuine = next();
            String other = new String(genuine.body(), StandardCharsets.UTF_8).replace("ana%40", "nobody%40");

            gateway.doors.take(
                    "mailing",
                    new WebhookCall("POST", genuine.url(), genuine.headers(), other.getBytes(StandardCharsets.UTF_8)));

            assertThat(gateway.store.counts().records()).isZero();
        }
    }

    /** What proves a call. */
    @Nested
    class WhenACallIsChecked {
        private final VendorUnderTest mailing = VendorsOnDisk.open(Vendor.MAILCHIMP);

        @AfterEach
        void stop() {
            mailing.close();
        }

        private WebhookReader reader(Map<String, String> settings) {
            return new WebhookReader(
                    Objects.requireNonNull(mailing.folder.spec().webhook()),
                    new Connection(settings, Set.of()),
                    mailing.clock);
        }

        private WebhookCall form(String url, Map<String, String> headers, String email) {
            String body = "type=profile&" + URLEncoder.encode("data[email]", StandardCharsets.UTF_8) + "=" + email;
            return new WebhookCall("POST", url, headers, body.getBytes(StandardCharsets.UTF_8));
        }

        @Test
        void theSignatureOfTheVendorHoldsForFiveMinutes() {
            try (var receiver = new CallReceiver()) {
                String secret = subscribe(mailing, receiver.url())
                        .path("signing_secret")
                        .asText();
                WebhookReader reader = reader(Map.of("webhookSecret", "another one", "formerWebhookSecret", secret));
                mailing.enter(1);
                await().until(() -> receiver.calls().size() == 2);
                WebhookCall call = receiver.calls().get(1);

                assertThat(reader.read(call).found())
                        .containsExactly(new ToldRecords.Key(Attribute.EMAILS, Vendor.email(0)));

                byte[] forged = new String(call.body(), StandardCharsets.UTF_8)
                        .replace("customer0", "customer1")
                        .getBytes(StandardCharsets.UTF_8);
                assertRefused(
                        () -> reader.read(new WebhookCall("POST", call.url(), call.headers(), forged)),
                        ErrorCode.WEBHOOK_REFUSED);
                mailing.clock.advance(Duration.ofSeconds(301));
                assertRefused(() -> reader.read(call), ErrorCode.WEBHOOK_REFUSED);
            }
        }

        @Test
        void aSigningSecretIsNotPassedByWithTheOneInTheAddress() {
            WebhookReader reader =
                    reader(Map.of("webhookSecret", "signing secret", "urlSecret", "secret-in-the-address"));

            assertRefused(
                    () -> reader.read(form(
                            "https://gw.example.org/webhooks/m?secret=secret-in-the-address", Map.of(), "a%40b.c")),
                    ErrorCode.WEBHOOK_REFUSED);
        }

        @Test
        void aWebhookWithoutASignatureShowsTheSecretInItsAddress() {
            WebhookReader reader =
                    reader(Map.of("urlSecret", "secret-in-the-address", "formerUrlSecret", "the former one"));
            String address = "https://gw.example.org/webhooks/mailing";

            assertThat(reader.read(form(address + "?a=b&secret=secret-in-the-address", Map.of(), "ana%40example.org"))
                            .found())
                    .containsExactly(new ToldRecords.Key(Attribute.EMAILS, "ana@example.org"));
            assertThat(reader.read(form(address + "?secret=the+former%20one", Map.of(), "ana%40example.org"))
                            .found())
                    .hasSize(1);
            for (String wrong :
                    List.of("", "?secret=", "?secret=secret-in-the-addres", "?other=secret-in-the-address")) {
                assertRefused(
                        () -> reader.read(form(address + wrong, Map.of(), "ana%40example.org")),
                        ErrorCode.WEBHOOK_REFUSED);
            }
        }

        @Test
        void anEmptyFormOnlyTriesTheAddressAndOtherEventsTellNothing() {
            WebhookReader reader = reader(Map.of("webhookSecret", "signing secret"));
            var empty = new WebhookCall("POST", "https://gw.example.org/webhooks/m", Map.of(), new byte[0]);
            assertThat(reader.read(empty).isEmpty()).isTrue();

            String campaign = "type=campaign&data%5Bid%5D=1";
            var headers = new HashMap<String, String>();
            headers.put(
                    "X-Mailchimp-Signature",
                    Signatures.mailchimp(
                            "signing secret", mailing.clock.instant().getEpochSecond(), campaign));
            assertThat(reader.read(new WebhookCall(
                                    "POST",
                                    "https://gw.example.org/webhooks/m",
                                    headers,
                                    campaign.getBytes(StandardCharsets.UTF_8)))
                            .isEmpty())
                    .isTrue();
        }

        @Test
        void aCallThatNamesNobodyCannotBeRead() {
            WebhookReader reader = reader(Map.of("urlSecret", "secret-in-the-address"));

            assertRefused(
                    () -> reader.read(
                            form("https://gw.example.org/webhooks/m?secret=secret-in-the-address", Map.of(), "")),
                    ErrorCode.WEBHOOK_MALFORMED);
        }
    }
}
