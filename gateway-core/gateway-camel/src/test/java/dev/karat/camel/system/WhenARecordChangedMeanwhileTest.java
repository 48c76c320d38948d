package dev.karat.camel.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.camel.GatewayFixture;
import dev.karat.camel.connector.Connectors;
import dev.karat.engine.config.Secrets;
import dev.karat.engine.delivery.DeliveryItem;
import dev.karat.engine.delivery.DeliveryOutcome;
import dev.karat.engine.delivery.DeliveryOutcome.Applied;
import dev.karat.engine.delivery.DeliveryOutcome.Rejected;
import dev.karat.engine.delivery.DeliveryOutcome.Stale;
import dev.karat.engine.policy.PolicyReader;
import dev.karat.engine.store.CommitBatch.DeliveryKey;
import dev.karat.engine.store.Store;
import dev.karat.store.Stores;
import dev.karat.testkit.TestClock;
import dev.karat.testkit.twin.Fault;
import dev.karat.testkit.twin.RequestLog;
import dev.karat.testkit.twin.RequestTrackerTwin;
import dev.karat.testkit.twin.TwinSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A help desk refuses to change a version that is not the last. */
class WhenARecordChangedMeanwhileTest {
    private static final Set<Attribute> GIVE =
            Set.of(Attribute.GIVEN_NAME, Attribute.FAMILY_NAME, Attribute.EMAILS, Attribute.PHONES);

    @TempDir
    Path folder;

    private final TestClock clock = TestClock.at("2026-03-01T08:00:00Z");
    private final RequestTrackerTwin desk = RequestTrackerTwin.start(TwinSettings.of(clock));
    private Store store;
    private RecordCall call;

    @BeforeEach
    void open() throws IOException {
        Path file = Files.writeString(folder.resolve("gateway.yaml"), """
                version: 1
                systems:
                  support: { connector: request-tracker, connection: { url: "%s", token: env:TOKEN } }
                targets:
                  support: { phase: live, mode: upsert, fields: { give: [givenName, familyName, emails, phones] } }
                """.formatted(desk.baseUri()));
        var systems = new ConnectedSystems(
                PolicyReader.read(file).orThrow(),
                Connectors.read(GatewayFixture.CONNECTORS),
                new Secrets(name -> TwinSettings.OPEN_SECRET),
                clock);
        store = Stores.sqlite(folder.resolve("karat.db"));
        call = new RecordCall(systems.get("support"), store);
    }

    @AfterEach
    void close() {
        store.close();
        desk.close();
    }

    private static CustomerData ada(String family) {
        return CustomerData.builder()
                .text(Attribute.GIVEN_NAME, "Ada")
                .text(Attribute.FAMILY_NAME, family)
                .texts(Attribute.EMAILS, "ada@example.test")
                .build();
    }

    private DeliveryOutcome write(String family, String externalId, @Nullable String token) {
        return write(family, externalId, token, CustomerData.empty());
    }

    private DeliveryOutcome write(String family, String externalId, @Nullable String token, CustomerData current) {
        CustomerData desired = ada(family);
        var key = new DeliveryKey("support", "golden-1", externalId);
        return call.write(List.of(new DeliveryItem(
                        externalId.isEmpty() ? DeliveryItem.Kind.CREATE : DeliveryItem.Kind.UPDATE,
                        key,
                        desired,
                        desired,
                        GIVE,
                        current,
                        token,
                        false,
                        false,
                        Long.MAX_VALUE,
                        Long.MAX_VALUE)))
                .get(0);
    }

    @Test
    void nothingIsWrittenAndWhatItHoldsNowIsReadAgain() {
        var created = (Applied) write("Lovelace", "", null);
        String id = created.externalId();
        somebodyEntersANumber(id);

        assertThat(write("Byron", id, created.token())).isInstanceOfSatisfying(Stale.class, stale -> {
            assertThat(stale.seen().records())
                    .singleElement()
                    .satisfies(seen ->
                            assertThat(seen.path("MobilePhone").asText()).isEqualTo("+442079999999"));
            assertThat(write("Byron", id, stale.token())).isInstanceOf(Applied.class);
        });
    }

    /** RFC 9110 for a precondition that failed or another conflict, RFC 4918 for a record that somebody has locked. */
    @ParameterizedTest
    @ValueSource(ints = {409, 412, 423})
    void whateverTheVendorCallsItTheRecordIsReadAgain(int status) {
        String id = ((Applied) write("Lovelace", "", null)).externalId();
        var changed = (Applied) write("Byron", id, null, ada("Lovelace"));
        desk.faults().nextLike(lastChange(), Fault.status(status));
        somebodyEntersANumber(id);
        assertThat(write("King", id, changed.token()))
                .isInstanceOfSatisfying(
                        Stale.class,
                        stale -> assertThat(write("King", id, stale.token())).isInstanceOf(Applied.class));
    }

    @ParameterizedTest
    @ValueSource(ints = {412, 423})
    void alsoIfItIsWhatItWas(int status) {
        String id = ((Applied) write("Lovelace", "", null)).externalId();
        assertThat(write("Byron", id, null, ada("Lovelace"))).isInstanceOf(Applied.class);
        desk.faults().nextLike(lastChange(), Fault.status(status));
        assertThat(write("King", id, null, ada("Byron"))).isInstanceOf(Stale.class);
        assertThat(write("King", id, null, ada("Byron"))).isInstanceOf(Applied.class);
    }

    /** To try it again would never end: it is a value that the vendor refuses. */
    @Test
    void aConflictWithARecordThatIsWhatItWasIsAboutAValue() {
        String id = ((Applied) write("Lovelace", "", null)).externalId();
        assertThat(write("Byron", id, null, ada("Lovelace"))).isInstanceOf(Applied.class);
        desk.faults().nextLike(lastChange(), Fault.status(409));
        assertThat(write("King", id, null, ada("Byron")))
                .isInstanceOfSatisfying(
                        Rejected.class, no -> assertThat(no.code()).isEqualTo(ErrorCode.VENDOR_CONFLICT));
    }

    @Test
    void aFirstWriteDoesNotGoOverWhatNobodyHasReadYet() {
        String id = ((Applied) write("Lovelace", "", null)).externalId();
        assertThat(write("King", id, null, ada("Byron"))).isInstanceOf(Stale.class);
        assertThat(write("King", id, null, ada("Lovelace"))).isInstanceOf(Applied.class);
    }

    private void somebodyEntersANumber(String id) {
        clock.advance(Duration.ofSeconds(5));
        desk.asStaff(
                "PUT",
                "/REST/2.0/user/" + id,
                new ObjectMapper().createObjectNode().put("MobilePhone", "+442079999999"));
    }

    private RequestLog.Entry lastChange() {
        return desk.log().last().stream()
                .filter(RequestLog.Entry::changed)
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }
}
