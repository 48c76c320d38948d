package dev.karat.connectors;

import static dev.karat.connectors.VendorUnderTest.ana;
import static dev.karat.connectors.VendorUnderTest.item;
import static dev.karat.connectors.VendorUnderTest.upsert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.camel.connector.webhook.WebhookCall;
import dev.karat.camel.connector.write.WriteItem;
import dev.karat.camel.connector.write.WriteOutcome;
import dev.karat.camel.connector.write.WriteOutcome.Applied;
import dev.karat.camel.connector.write.WriteOutcome.Rejected;
import dev.karat.camel.connector.write.WriteOutcome.Retryable;
import dev.karat.camel.connector.write.WriteOutcome.Unknown;
import dev.karat.engine.policy.Phase;
import dev.karat.engine.store.DeliveryState;
import dev.karat.testkit.twin.Fault;
import dev.karat.testkit.twin.Signatures;
import dev.karat.testkit.twin.WebhookTwin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What systems can do that have no connector of their own: an ERP that posts, and a portal that takes as well. */
class WebhookConnectorTest {
    private static final String OUT = """
            - route:
                id: portal-out
                from:
                  uri: golden:deliver
                  parameters: { target: portal, initialDelay: 0, delay: 20 }
                  steps:
                    - to: kamelet:webhook-customer-sink?system=portal
            """;

    private static void soon(Callable<Boolean> holds) {
        await().atMost(Duration.ofMinutes(1)).until(holds);
    }

    private static void assertRefused(Runnable call, ErrorCode code) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        refused -> assertThat(refused.code()).isEqualTo(code))
                .hasMessageNotContaining("whsec_")
                .hasMessageNotContaining("example.org");
    }

    /** Calls that come in. */
    @Nested
    class WhenASystemPosts {
        @TempDir
        Path folder = Path.of("");

        private PortalGateway gateway;

        @BeforeEach
        void start() throws IOException {
            gateway = new PortalGateway(folder);
        }

        @AfterEach
        void stop() {
            gateway.close();
        }

        private static String customer(int revision, String family) {
            return """
                    {"customers": [{"id": "7", "revision": %d, "givenName": "Ana", "familyName": "%s",
                      "birthDate": "1978-12-11", "emails": ["ana@example.org"], "phones": ["+4915112345678"]}]}
                    """.formatted(revision, family);
        }

        private static WebhookCall signed(String id, String secret, Instant at, String body) {
            long seconds = at.getEpochSecond();
            return new WebhookCall(
                    "POST",
                    "https://karat.example.org/webhooks/name",
                    Map.of(
                            "webhook-id",
                            id,
                            "webhook-timestamp",
                            Long.toString(seconds),
                            "webhook-signature",
                            Signatures.standard(secret, id, seconds, body)),
                    body.getBytes(StandardCharsets.UTF_8));
        }

        private void post(String id, String body) {
            gateway.doors.take("erp", signed(id, PortalGateway.ERP_SECRET, Instant.now(), body));
        }

        private String family() {
            return String.valueOf(gateway.live("erp", "7").orElseThrow().data().text(Attribute.FAMILY_NAME));
        }

        @Test
        void aSignedCallIsAProfileWhenItIsAnswered() {
            post("msg_1", customer(1, "Silva"));

            assertThat(family()).isEqualTo("Silva");
            assertThat(gateway.store.counts().profiles()).isEqualTo(1);
        }

        @Test
        void aForgedCallIsRefused() {
            WebhookCall genuine = signed("msg_1", PortalGateway.ERP_SECRET, Instant.now(), customer(1, "Silva"));
            byte[] other = customer(1, "Souza").getBytes(StandardCharsets.UTF_8);
            var forged = new WebhookCall("POST", genuine.url(), genuine.headers(), other);
            var renamed = new HashMap<>(genuine.headers());
            renamed.put("webhook-id", "msg_2");

            assertRefused(() -> gateway.doors.take("erp", forged), ErrorCode.WEBHOOK_REFUSED);
            assertRefused(
                    () -> gateway.doors.take("erp", new WebhookCall("POST", genuine.url(), renamed, genuine.body())),
                    ErrorCode.WEBHOOK_REFUSED);
            assertRefused(
                    () -> gateway.doors.take("erp", new WebhookCall("POST", genuine.url(), Map.of(), genuine.body())),
                    ErrorCode.WEBHOOK_REFUSED);
            assertThat(gateway.live("erp", "7")).isEmpty();
        }

        @Test
        void aLateCallIsRefused() {
            Instant late = Instant.now().minus(Duration.ofMinutes(6));

            assertRefused(
                    () -> gateway.doors.take(
                            "erp", signed("msg_1", PortalGateway.ERP_SECRET, late, customer(1, "Silva"))),
                    ErrorCode.WEBHOOK_REFUSED);
            assertThat(gateway.live("erp", "7")).isEmpty();
        }

        @Test
        void aCallThatIsPlayedAgainChangesNothing() {
            WebhookCall first = signed("msg_1", PortalGateway.ERP_SECRET, Instant.now(), customer(1, "Silva"));
            gateway.doors.take("erp", first);
            post("msg_2", customer(2, "Lima"));
            long version = gateway.store.counts().changeSeqMax();

            gateway.doors.take("erp", first);
            post("msg_3", customer(1, "Silva"));

            assertThat(family()).isEqualTo("Lima");
            assertThat(gateway.store.counts().changeSeqMax()).isEqualTo(version);
        }

        @Test
        void bothSecretsHoldWhileOneIsChanged() {
            gateway.doors.take(
                    "erp", signed("msg_1", PortalGateway.FORMER_ERP_SECRET, Instant.now(), customer(1, "Silva")));

            assertThat(family()).isEqualTo("Silva");
        }

        @Test
        void anOlderVersionNeverOverwritesANewerOneHoweverLateItComes() {
            post("msg_2", customer(10, "Lima"));
            post("msg_1", customer(9, "Silva"));

            assertThat(family()).as("9 is less than 10").isEqualTo("Lima");
        }

        @Test
        void whoIsDeletedIsGoneAndAnOlderCallBringsNobodyBack() {
            post("msg_1", customer(1, "Silva"));
            post("msg_3", "{\"customers\":[{\"id\":\"7\",\"revision\":3,\"deleted\":true}]}");
            assertThat(gateway.live("erp", "7")).isEmpty();

            post("msg_2", customer(2, "Lima"));
            assertThat(gateway.live("erp", "7")).isEmpty();

            post("msg_4", customer(4, "Lima"));
            assertThat(family()).isEqualTo("Lima");
        }

        @Test
        void whatCannotBeTakenStopsNothingElse() {
            post(
                    "msg_1",
                    "{\"customers\":[{\"id\":\"5\",\"familyName\":\"NoVersion\"},{\"revision\":1},\"text\","
                            + customer(1, "Silva").substring("{\"customers\": [".length()));

            assertThat(family()).isEqualTo("Silva");
            assertThat(gateway.live("erp", "5")).isEmpty();
            assertThat(gateway.store.counts().deadLetters()).isEqualTo(3);
            assertRefused(() -> post("msg_2", "{\"people\":[]}"), ErrorCode.WEBHOOK_MALFORMED);
            assertRefused(() -> post("msg_3", "no json"), ErrorCode.WEBHOOK_MALFORMED);
        }

        /** Opens the portal for writing. */
        private void open() throws IOException {
            gateway.route("out", OUT);
            gateway.hub.grant("portal", Phase.LIVE).join();
        }

        /** Lets the portal call whenever something changes there. */
        private void subscribe() {
            staff("PUT", "/subscriber", Map.of("url", gateway.address()));
        }

        private void portalHoldsNobody() {
            String secret = String.valueOf(gateway.secrets.get("PORTAL"));
            gateway.doors.take("portal", signed("all", secret, Instant.now(), "{\"complete\": true}"));
        }

        private void staff(String method, String path, Map<String, ?> body) {
            gateway.portal.asStaff(method, path, new ObjectMapper().valueToTree(body));
        }

        private JsonNode customerOfPortal() {
            assertThat(gateway.portal.all()).hasSize(1);
            return gateway.portal.all().get(0);
        }

        private String idAtPortal() {
            return customerOfPortal().path("id").asText();
        }

        private boolean isAtRest() {
            return gateway.store.deliveryCounts("portal").keySet().equals(Set.of(DeliveryState.Status.SETTLED));
        }

        @Test
        void nobodyIsCreatedBeforeTheSystemHasToldOfEverybody() throws IOException {
            staff(
                    "POST",
                    "/customers",
                    Map.of(
                            "givenName",
                            "Ana",
                            "familyName",
                            "Silva",
                            "birthDate",
                            "1978-12-11",
                            "emails",
                            List.of("ana@example.org"),
                            "phones",
                            List.of("+4915112345678")));
            subscribe();
            open();
            post("msg_1", customer(1, "Silva"));
            assertThat(gateway.hub.baseline().allowsCreation("portal")).isFalse();

            staff("POST", "/subscriber/everything", Map.of());

            soon(() -> gateway.hub.baseline().allowsCreation("portal"));
            soon(this::isAtRest);
            assertThat(gateway.store.counts().profiles())
                    .as("whom the portal has is whom the ERP has")
                    .isEqualTo(1);
            assertThat(gateway.portal.all()).hasSize(1);
        }

        @Test
        void aCustomerOfOneSystemIsAtTheOtherAndTheLoopComesToRest() throws IOException {
            subscribe();
            open();
            portalHoldsNobody();

            post("msg_1", customer(1, "Silva"));
            soon(() -> gateway.portal.all().size() == 1);
            soon(() -> gateway.live("portal", idAtPortal()).isPresent());
            post("msg_2", customer(2, "Lima"));
            soon(() -> customerOfPortal().path("familyName").asText().equals("Lima"));
            staff("PUT", "/customers/" + idAtPortal(), Map.of("jobTitle", "Buyer"));
            soon(() -> "Buyer"
                    .equals(gateway.live("portal", idAtPortal())
                            .orElseThrow()
                            .data()
                            .text(Attribute.JOB_TITLE)));

            soon(this::isAtRest);
            assertThat(gateway.store.counts().profiles()).isEqualTo(1);
            assertThat(gateway.portal.log().count("POST", WebhookTwin.HOOK))
                    .as("a creation and a change")
                    .isEqualTo(2);
        }

        @Test
        void lostAnswersDoubleNobodyAndLoseNothing() throws IOException {
            open();
            portalHoldsNobody();
            gateway.portal.faults().next(1, "POST", WebhookTwin.HOOK, Fault.lostAfterWrite());
            post("msg_1", customer(1, "Silva"));
            soon(() -> gateway.portal.log().count("POST", WebhookTwin.HOOK) == 2 && isAtRest());

            gateway.portal.faults().next(1, "POST", WebhookTwin.HOOK, Fault.lostBeforeWrite());
            post("msg_2", customer(2, "Lima"));
            soon(() -> gateway.portal.log().count("POST", WebhookTwin.HOOK) == 4 && isAtRest());

            assertThat(customerOfPortal().path("familyName").asText()).isEqualTo("Lima");
        }

        @Test
        void aCustomerWhomNobodyVouchesForIsDeletedThere() throws IOException {
            subscribe();
            open();
            portalHoldsNobody();
            post("msg_1", customer(1, "Silva"));
            soon(() -> gateway.portal.all().size() == 1);
            soon(() -> gateway.live("portal", idAtPortal()).isPresent());

            post("msg_2", "{\"customers\":[{\"id\":\"7\",\"revision\":2,\"deleted\":true}]}");

            soon(() -> gateway.portal.all().isEmpty());
        }
    }

    /** Calls that go out. */
    @Nested
    class WhenASystemIsPostedTo {
        private final VendorUnderTest portal = VendorsOnDisk.open(Vendor.WEBHOOK);

        @AfterEach
        void stop() {
            portal.close();
        }

        private WriteOutcome write(WriteItem item) {
            return portal.connector().write("customer", item);
        }

        private String created() {
            return ((Applied) write(upsert(null, ana("Silva", "ana@example.org")))).externalId();
        }

        private void restart(Map<String, String> changed) {
            var settings = new HashMap<>(Vendor.WEBHOOK.connection.apply(portal.twin));
            settings.putAll(changed);
            settings.values().removeIf(String::isEmpty);
            portal.restart(settings);
        }

        @Test
        void aCustomerIsCreatedChangedEmptiedAndDeleted() {
            String id = created();
            assertThat(id).isEqualTo(portal.twin.all().get(0).path("id").asText());

            var change = CustomerData.builder()
                    .text(Attribute.FAMILY_NAME, "Lima")
                    .clear(Attribute.EMAILS)
                    .build();
            assertThat(write(upsert(id, change))).isInstanceOf(Applied.class);
            JsonNode now = portal.twin.all().get(0);
            assertThat(now.path("familyName").asText()).isEqualTo("Lima");
            assertThat(now.path("givenName").asText()).as("it was not given").isEqualTo("Ana");
            assertThat(now.path("emails")).isEmpty();
            assertThat(now.path("emails").isArray()).isTrue();

            assertThat(write(item(WriteItem.Operation.DELETE, id, change))).isInstanceOf(Applied.class);
            assertThat(portal.twin.all()).isEmpty();
            assertThat(write(item(WriteItem.Operation.DELETE, id, change)))
                    .as("who is gone is deleted")
                    .isInstanceOf(Applied.class);
        }

        @Test
        void aSecretThatTheSystemDoesNotKnowIsNoSecret() {
            restart(Map.of("sendSecret", PortalGateway.ERP_SECRET));

            assertRefused(this::created, ErrorCode.VENDOR_UNAUTHORIZED);
            assertThat(portal.twin.log().changes()).isZero();
        }

        @Test
        void bothSecretsSignWhileOneIsChanged() {
            String right = String.valueOf(portal.twin.credentials().get("sendSecret"));
            restart(Map.of("sendSecret", PortalGateway.ERP_SECRET, "formerSendSecret", right));

            assertThat(created()).isNotEmpty();
        }

        @Test
        void aCreationWhoseAnswerIsLostIsSentAgainAndMakesNobodyElse() {
            portal.twin.faults().next(1, "POST", WebhookTwin.HOOK, Fault.lostAfterWrite());
            WriteItem ana = upsert(null, ana("Silva", "ana@example.org"));

            assertThat(write(ana)).isInstanceOf(Unknown.class);
            assertThat(write(ana)).isInstanceOf(Applied.class);

            assertThat(portal.twin.all()).hasSize(1);
        }

        @Test
        void anAnswerWithoutTheIdCountsAsLost() {
            restart(Map.of("answerIdAt", "/customer/id"));

            assertThat(write(upsert(null, ana("Silva", "ana@example.org")))).isInstanceOf(Unknown.class);
        }

        @Test
        void aSystemThatNamesNoIdKnowsTheCustomerByKaratsId() {
            restart(Map.of("answerIdAt", ""));
            WriteItem ana = upsert(null, ana("Silva", "ana@example.org"));

            assertThat(write(ana))
                    .isInstanceOfSatisfying(
                            Applied.class,
                            applied -> assertThat(applied.externalId()).isEqualTo(ana.goldenId()));
        }

        @Test
        void whatItAnswersIsUnderstoodByItsStatus() {
            String id = created();
            WriteItem change = upsert(id, ana("Lima", "ana@example.org"));
            portal.twin.faults().next(1, Fault.tooManyRequests("7"));
            assertThat(write(change)).isInstanceOf(Retryable.class);
            portal.twin.faults().next(1, Fault.serverErrorHtml());
            assertThat(write(change)).isInstanceOf(Retryable.class);
            portal.twin.faults().next(1, Fault.truncated());
            assertThat(write(change)).as("nobody reads the body").isInstanceOf(Applied.class);
            assertThat(write(upsert("99", ana("Lima", "ana@example.org"))))
                    .isInstanceOfSatisfying(
                            Rejected.class, gone -> assertThat(gone.code()).isEqualTo(ErrorCode.VENDOR_NOT_FOUND));
        }
    }
}
