package dev.karat.server.rest;

import static dev.karat.server.GatewayUnderTest.person;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.policy.Phase;
import dev.karat.server.GatewayUnderTest;
import dev.karat.server.GatewayUnderTest.Login;
import dev.karat.server.RefusedDelivery;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What would be written to the shop, which is in observe. */
class WhenATargetIsPreviewedTest {
    private static final String OPERATOR = Login.OPERATOR.token();
    private static final String PATH = "/api/targets/shop/preview";

    private final GatewayUnderTest gateway = GatewayUnderTest.shared();

    private void plan() {
        while (gateway.bean(Hub.class)
                .plan("shop")
                .orTimeout(30, TimeUnit.SECONDS)
                .join()) {
            // The log of changes is planned page by page.
        }
    }

    private JsonNode page(@Nullable String after, int limit, String token) {
        var answer = gateway.get(PATH + "?limit=" + limit + (after == null ? "" : "&after=" + after), token);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.header("Cache-Control")).contains("no-store");
        return answer.json();
    }

    /** Every change, from pages of one record each. */
    private List<JsonNode> all(String token) {
        var all = new ArrayList<JsonNode>();
        JsonNode page = page(null, 1, token);
        page.path("changes").forEach(all::add);
        while (page.hasNonNull("next")) {
            page = page(page.path("next").asText(), 1, token);
            page.path("changes").forEach(all::add);
        }
        return all;
    }

    private JsonNode of(String goldenId, String token) {
        List<JsonNode> found = all(token).stream()
                .filter(change -> change.path("goldenId").asText().equals(goldenId))
                .toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    @Test
    void aRecordTellsItsFieldsBeforeAndAfterAndWhyItWaits() {
        gateway.ingest("erp", "pv1", person("Maryam", "Mirzakhani", "maryam.pv1@new.test", "+493012391001"));
        String id =
                gateway.ingest("shop", "pv1", person("Maryam", "Mirzakhani", "maryam.pv1@old.test", "+493012391001"));
        plan();

        JsonNode change = of(id, OPERATOR);

        assertThat(change.path("record").asText()).isEqualTo("pv1");
        assertThat(change.path("fields")).hasSize(1);
        JsonNode field = change.path("fields").path(0);
        assertThat(field.path("attribute").asText()).isEqualTo("emails");
        assertThat(field.path("before").toString()).isEqualTo("[\"maryam.pv1@old.test\"]");
        assertThat(field.path("after").toString()).isEqualTo("[\"maryam.pv1@new.test\"]");
        assertThat(change.path("obstacles").findValuesAsText("kind")).containsExactly("PHASE");
        assertThat(change.at("/obstacles/0/because").asText())
                .isEqualTo("Waits: shop is in OBSERVE, which writes nothing");
    }

    @Test
    void aCustomerWhomTheShopDoesNotKnowIsNewThereAndWaitsUntilItWasRead() {
        String id = gateway.ingest("erp", "pv2", person("Hedda", "Andersson", "hedda.pv2@new.test", "+493012391002"));
        plan();

        JsonNode change = of(id, OPERATOR);

        assertThat(change.path("record").isNull()).isTrue();
        assertThat(change.at("/fields/0/before").isNull()).isTrue();
        assertThat(change.path("obstacles").findValuesAsText("kind")).contains("PHASE", "BASELINE");
        assertThat(change.path("obstacles").toString()).contains("[shop]");
    }

    @Test
    void aRefusalIsToldWithItsCode() {
        var refused = RefusedDelivery.of(gateway, "pv3", "pv3");

        JsonNode change = of(refused.goldenId(), OPERATOR);

        assertThat(change.path("status").asText()).isEqualTo("REJECTED");
        assertThat(change.path("error").asText()).isEqualTo("VENDOR_REFUSED");
        assertThat(change.path("fix").asText()).contains("its message says which");
        assertThat(change.path("obstacles").findValuesAsText("kind")).containsExactly("REFUSED");
    }

    @Test
    void whatStandsInTheWayChangesWithThePhase() {
        gateway.ingest("erp", "pv7", person("Sofia", "Kova", "sofia.pv7@new.test", "+493012391007"));
        String id = gateway.ingest("shop", "pv7", person("Sofia", "Kova", "sofia.pv7@old.test", "+493012391007"));
        plan();
        var hub = gateway.bean(Hub.class);
        try {
            grant(Phase.LIVE);
            assertThat(of(id, OPERATOR).path("obstacles")).isEmpty();
            assertThat(page(null, 500, OPERATOR).at("/counts/ready").asInt()).isPositive();

            hub.gate().stopHere(null, true);
            assertThat(of(id, OPERATOR).path("obstacles").findValuesAsText("kind"))
                    .containsExactly("STOPPED");
            hub.gate().stopHere(null, false);

            grant(Phase.CANARY);
            JsonNode page = page(null, 1, OPERATOR);
            boolean full = !of(id, OPERATOR).path("obstacles").isEmpty();
            assertThat(page.path("notes").toString().contains("The canary phase takes"))
                    .as("it says how many are left, or that none is")
                    .isNotEqualTo(full);
        } finally {
            hub.gate().stopHere(null, false);
            grant(Phase.OBSERVE);
        }
    }

    private void grant(Phase phase) {
        gateway.bean(Hub.class)
                .grant("shop", phase)
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    @Test
    void whoIsNoOperatorSeesWhichFieldsChangeAndNoValues() {
        String id = gateway.ingest("erp", "pv4", person("Rosa", "Masked", "rosa.pv4@new.test", "+493012391004"));
        plan();

        JsonNode change = of(id, Login.VIEWER.token());

        assertThat(change.at("/fields/0/attribute").asText()).isEqualTo("emails");
        assertThat(change.at("/fields/0/after").asText()).isEqualTo("***");
        assertThat(all(Login.VIEWER.token()).toString()).doesNotContain("@");
    }

    @Test
    void whatIsNotComparedYetMakesItIncomplete() {
        plan();
        assertThat(page(null, 1, OPERATOR).path("complete").asBoolean()).isTrue();
        gateway.ingest("erp", "pv5", person("Olga", "Spaet", "late.pv5@new.test", "+493012391005"));

        JsonNode page = page(null, 1, OPERATOR);

        assertThat(page.path("complete").asBoolean()).isFalse();
        assertThat(page.path("lag").asLong()).isEqualTo(1);
        assertThat(page.path("notes").path(0).asText())
                .isEqualTo("Not complete: 1 changes of profiles are not compared with it yet");
        assertThat(page.path("open").asBoolean()).isFalse();
    }

    @Test
    void countsAreThoseOfThePage() {
        gateway.ingest("erp", "pv6", person("Ingrid", "Sechs", "some.pv6@new.test", "+493012391006"));
        plan();

        JsonNode page = page(null, 500, OPERATOR);

        JsonNode counts = page.path("counts");
        assertThat(counts.path("creates").asInt() + counts.path("updates").asInt())
                .isEqualTo(page.path("changes").size())
                .isPositive();
        assertThat(counts.path("ready").asInt()).isZero();
    }

    @Test
    void nobodyAndNothingIsAskedFor() {
        assertThat(gateway.get(PATH, null).status()).isEqualTo(401);
        assertThat(gateway.get("/api/targets/nowhere/preview", OPERATOR)
                        .json()
                        .path("code")
                        .asText())
                .isEqualTo("TARGET_UNKNOWN");
        for (String limit : List.of("0", "501", "x")) {
            assertThat(gateway.get(PATH + "?limit=" + limit, OPERATOR).status())
                    .as(limit)
                    .isEqualTo(400);
        }
    }
}
