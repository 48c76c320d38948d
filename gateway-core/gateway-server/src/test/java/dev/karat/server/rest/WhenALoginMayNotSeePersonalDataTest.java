package dev.karat.server.rest;

import static dev.karat.server.GatewayUnderTest.person;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.model.CustomerData;
import dev.karat.engine.ingest.IngestItem;
import dev.karat.engine.store.Interaction;
import dev.karat.server.GatewayUnderTest;
import dev.karat.server.GatewayUnderTest.Login;
import dev.karat.server.events.EventStreams;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A customer whom two systems know, one of them by her address, as each role sees her. */
class WhenALoginMayNotSeePersonalDataTest {
    private static final String EMAIL = "sofja@masked.test";
    private static final String[] PERSONAL = {
        "Sofja", "Kowalewskaja", "Korwin", "sofja", "masked.test", "12391777", "Where is my parcel"
    };

    private final GatewayUnderTest gateway = GatewayUnderTest.shared();
    private final String id;

    WhenALoginMayNotSeePersonalDataTest() {
        gateway.ingest("erp", "mask1", customer("Kowalewskaja"));
        id = gateway.ingest("shop", EMAIL, customer("Korwin"));
        gateway.ingest(new IngestItem.Event(
                new Interaction("shop", "mask-t1", EMAIL, "ticket", 1_000_000L, "Where is my parcel?", "open")));
    }

    private static CustomerData customer(String family) {
        return person("Sofja", family, EMAIL, "+493012391777");
    }

    private List<JsonNode> everything(String token) {
        var answers = new ArrayList<JsonNode>();
        for (String path : List.of(
                "/api/customers/" + id,
                "/api/customers/" + id + "?asOf=2999-01-01T00:00:00Z",
                "/api/customers/" + id + "/history",
                "/api/customers/" + id + "/how",
                "/api/customers/" + id + "/explain",
                "/api/customers/by-record?system=erp&id=mask1",
                "/api/customers/by-record/explain?system=erp&id=mask1",
                "/api/why?first=erp:mask1&second=shop:" + EMAIL)) {
            var answer = gateway.get(path, token);
            assertThat(answer.status()).as(path).isEqualTo(200);
            answers.add(answer.json());
        }
        answers.add(gateway.post("/api/customers/search", token, "{\"email\":\"" + EMAIL + "\"}")
                .json()
                .path("customers")
                .path(0));
        return answers;
    }

    @Test
    void aViewerSeesWhereValuesComeFromAndNotTheValues() {
        List<JsonNode> answers = everything(Login.VIEWER.token());

        assertThat(answers).allSatisfy(answer -> assertThat(answer.toString()).doesNotContain(PERSONAL));
        JsonNode profile = answers.get(0);
        assertThat(profile.at("/data/familyName").asText()).isEqualTo("***");
        assertThat(profile.path("records").findValuesAsText("id")).containsExactlyInAnyOrder("mask1", "***");
        assertThat(profile.path("provenance").toString()).contains("familyName", "trust");
        assertThat(profile.at("/interactions/0/kind").asText()).isEqualTo("ticket");
        JsonNode explained = answers.get(4);
        assertThat(explained.path("values").toString())
                .contains("familyName", "shop is trusted less (60) than erp (80)");
        assertThat(explained.path("events").toString()).contains("ticket at shop: ***", "created");
        assertThat(answers.get(8).path("id").asText()).isEqualTo(id);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "VIEWER")
    void everyOtherRoleSeesThem(Login login) {
        assertSees(login.token());
    }

    @Test
    void theAdminSeesThem() {
        assertSees(gateway.adminToken());
    }

    private void assertSees(String token) {
        List<JsonNode> answers = everything(token);

        assertThat(answers.get(0).at("/data/familyName").asText()).isEqualTo("Kowalewskaja");
        assertThat(answers.get(4).toString())
                .contains("Kowalewskaja", "Korwin", EMAIL, "Where is my parcel?")
                .doesNotContain("***");
        assertThat(answers.get(8).at("/data/emails/0").asText()).isEqualTo(EMAIL);
    }

    @Test
    void aStreamOfEventsTellsAViewerWhatHappenedAndNotTheValues() throws Exception {
        var viewer = new OpenStream(gateway, "?type=customer.updated", null, Login.VIEWER.token());
        var reader = new OpenStream(gateway, "?type=customer.updated", null, Login.READER.token());
        try (viewer;
                reader) {
            gateway.ingest("erp", "mask1", customer("Kowalewskaja-Korwin" + System.nanoTime()));
            await().until(() ->
                    viewer.typesOf(id).size() == 1 && reader.typesOf(id).size() == 1);
        }
        await().until(() -> gateway.bean(EventStreams.class).size() == 0);

        JsonNode seen = viewer.events.get(0).data();
        assertThat(seen.toString()).doesNotContain(PERSONAL);
        assertThat(seen.at("/data/attributes/0").asText()).isEqualTo("familyName");
        assertThat(seen.at("/data/before/familyName").asText()).isEqualTo("***");
        JsonNode read = reader.events.get(0).data();
        assertThat(read.at("/data/before/familyName").asText()).isEqualTo("Kowalewskaja");
        assertThat(read.path("id")).isEqualTo(seen.path("id"));
        gateway.ingest("erp", "mask1", customer("Kowalewskaja"));
    }
}
