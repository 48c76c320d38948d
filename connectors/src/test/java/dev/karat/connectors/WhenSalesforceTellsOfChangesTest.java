package dev.karat.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.karat.api.model.Attribute;
import dev.karat.camel.system.ConnectionHealth.State;
import dev.karat.testkit.TestClock;
import dev.karat.testkit.twin.Fault;
import dev.karat.testkit.twin.SalesforceTwin;
import dev.karat.testkit.twin.TwinSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Change events of an org over the Pub/Sub API, through camel-salesforce. Nothing here polls the org. */
class WhenSalesforceTellsOfChangesTest {
    private static final String ROWS = "/services/data/v65.0/sobjects/Contact";

    @TempDir
    Path folder = Path.of("");

    private final TestClock clock = TestClock.at("2026-01-02T03:04:05Z");
    private final SalesforceTwin org = SalesforceTwin.start(TwinSettings.of(clock));
    private SalesforcePubSub events;
    private CrmGateway gateway;

    @BeforeEach
    void start() throws IOException {
        events = new SalesforcePubSub(org);
        gateway = new CrmGateway(
                folder,
                "url: \"%s\", eventsUrl: \"%s\", clientId: %s, clientSecret: env:SECRET"
                        .formatted(
                                org.baseUri(), events.url(), org.credentials().get("clientId")),
                clock);
    }

    @AfterEach
    void stop() {
        gateway.close();
        events.close();
        org.close();
    }

    private static void soon(Callable<Boolean> holds) {
        await().atMost(Duration.ofSeconds(40)).until(holds);
    }

    private void listen() throws IOException {
        int before = events.subscribed();
        gateway.listen();
        soon(() -> events.subscribed() > before);
    }

    private String enter(String family) {
        JsonNode sent = new ObjectMapper().valueToTree(Map.of("LastName", family, "Email", family + "@example.org"));
        return org.asStaff("POST", ROWS, sent).path("id").asText();
    }

    private void rename(String id, String family) {
        org.asStaff(
                "PATCH", ROWS + "/" + id, new ObjectMapper().createObjectNode().put("LastName", family));
    }

    private String family(String id) {
        return gateway.record(id)
                .map(record -> String.valueOf(record.data().text(Attribute.FAMILY_NAME)))
                .orElse("");
    }

    @Test
    void bringsThemWithinSecondsAndKnowsWhereToGoOn() throws IOException {
        listen();
        String id = enter("Silva");
        soon(() -> gateway.holds(id));
        soon(() -> gateway.place().isPresent());
        rename(id, "Lima");
        soon(() -> family(id).equals("Lima"));
        org.asStaff("DELETE", ROWS + "/" + id, null);
        soon(() -> !gateway.holds(id));
    }

    @Test
    void readsManyInOneCall() throws IOException {
        listen();
        String first = enter("Silva");
        soon(() -> gateway.holds(first));
        long before = org.log().count("GET", "/queryAll");
        var ids = new ArrayList<String>();
        org.inOneStep(() -> {
            for (int i = 0; i < 150; i++) {
                ids.add(enter("Silva" + i));
            }
        });
        soon(() -> ids.stream().allMatch(gateway::holds));
        assertThat(org.log().count("GET", "/queryAll") - before).isLessThan(20);
    }

    @Test
    void tellsWhoWasMergedAwayAndWhoIsGoneForGood() throws IOException {
        String winner = enter("Silva");
        String loser = enter("Lima");
        String gone = enter("Sosa");
        listen();
        rename(winner, "Silva");
        rename(loser, "Lima");
        rename(gone, "Sosa");
        soon(() -> gateway.holds(winner) && gateway.holds(loser) && gateway.holds(gone));
        org.merge(winner, loser);
        org.inOneStep(() -> {
            org.asStaff("DELETE", ROWS + "/" + gone, null);
            org.emptyRecycleBin();
        });
        soon(() -> !gateway.holds(loser) && !gateway.holds(gone));
        assertThat(gateway.holds(winner)).isTrue();
    }

    @Test
    void goesOnWhereItStoodAfterARestart() throws IOException {
        listen();
        String id = enter("Silva");
        soon(() -> gateway.place().isPresent());
        gateway.deafen();
        soon(() -> events.streams() == 0);
        rename(id, "Lima");
        String other = enter("Sosa");
        listen();
        soon(() -> gateway.holds(other) && family(id).equals("Lima"));
    }

    @Test
    void doesNotMoveOnBeforeTheCommit() throws IOException {
        gateway.listenAnd("        - throwException: { exceptionType: java.io.IOException }\n");
        soon(() -> events.subscribed() == 1);
        String id = enter("Silva");
        soon(() -> gateway.systems.get("crm").health().lastError() != null);
        assertThat(gateway.place()).isEmpty();
        assertThat(gateway.holds(id)).as("committed, but nobody knows").isTrue();
    }

    @Test
    void readsWhatAGapNamesAndSaysNothingOf() throws IOException {
        listen();
        org.gaps(true);
        String id = enter("Silva");
        soon(() -> gateway.holds(id));
        org.asStaff("DELETE", ROWS + "/" + id, null);
        soon(() -> !gateway.holds(id));
    }

    @Test
    void readsWhatAnOverflowDoesNotName() throws IOException {
        listen();
        var ids = new ArrayList<String>();
        org.overflow(() -> {
            ids.add(enter("Silva"));
            ids.add(enter("Lima"));
        });
        soon(() -> ids.stream().allMatch(gateway::holds));
    }

    @Test
    void readsWhatHappenedSinceIfItsPlaceIsForgotten() throws IOException {
        listen();
        String id = enter("Silva");
        soon(() -> gateway.place().isPresent());
        gateway.deafen();
        soon(() -> events.streams() == 0);
        clock.advance(Duration.ofDays(4));
        String missed = enter("Lima");
        events.forget();
        listen();
        soon(() -> gateway.holds(missed));
        String later = enter("Sosa");
        soon(() -> gateway.holds(later));
        soon(() ->
                gateway.place().filter(place -> place.contains("\"place\":\"")).isPresent());
        assertThat(gateway.holds(id)).isTrue();
    }

    @Test
    void subscribesAgainWhereTheStreamBreaks() throws IOException {
        listen();
        String id = enter("Silva");
        soon(() -> gateway.place().isPresent());
        events.fail();
        rename(id, "Lima");
        soon(() -> family(id).equals("Lima"));
    }

    @Test
    void subscribesAgainAfterALongSilence() throws IOException {
        listen();
        String id = enter("Silva");
        soon(() -> gateway.place().isPresent());
        events.end();
        rename(id, "Lima");
        clock.advance(Duration.ofMinutes(11));
        soon(() -> family(id).equals("Lima"));
    }

    @Test
    void goesOnWithAnotherSessionWhenItsOwnWasEnded() throws IOException {
        listen();
        String id = enter("Silva");
        soon(() -> gateway.place().isPresent());
        long before = org.log().count("POST", "/services/oauth2/token");
        org.endSessions();
        events.fail();
        rename(id, "Lima");
        soon(() -> family(id).equals("Lima"));
        assertThat(org.log().count("POST", "/services/oauth2/token") - before).isEqualTo(1);
    }

    @Test
    void asksOnlyOnceWithACredentialThatIsRefused() throws IOException {
        org.faults().next(100, "POST", "/services/oauth2/token", Fault.status(400));
        gateway.listen();
        soon(() -> gateway.systems.get("crm").health().state() == State.FAILED);
        clock.advance(Duration.ofHours(1));
        assertThat(org.log().count("POST", "/services/oauth2/token")).isEqualTo(1);
        assertThat(List.of(events.subscribed(), events.streams())).containsOnly(0);
    }
}
