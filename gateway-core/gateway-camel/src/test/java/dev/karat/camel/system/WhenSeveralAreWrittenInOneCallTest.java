package dev.karat.camel.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.camel.connector.Connectors;
import dev.karat.engine.config.Secrets;
import dev.karat.engine.delivery.DeliveryItem;
import dev.karat.engine.delivery.DeliveryOutcome;
import dev.karat.engine.delivery.DeliveryOutcome.Applied;
import dev.karat.engine.policy.PolicyReader;
import dev.karat.engine.store.CommitBatch.DeliveryKey;
import dev.karat.engine.store.Store;
import dev.karat.store.Stores;
import dev.karat.testkit.TestClock;
import dev.karat.testkit.twin.Fault;
import dev.karat.testkit.twin.SalesforceTwin;
import dev.karat.testkit.twin.TwinSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A vendor that takes several changes in one call and answers each, such as Salesforce's collections. */
class WhenSeveralAreWrittenInOneCallTest {
    private static final Set<Attribute> GIVE = Set.of(Attribute.GIVEN_NAME, Attribute.FAMILY_NAME, Attribute.EMAILS);
    private static final String CONTACTS = "/services/data/v62.0/sobjects/Contact";

    @TempDir
    Path folder;

    private final TestClock clock = TestClock.at("2026-03-01T08:00:00Z");
    private final SalesforceTwin crm = SalesforceTwin.start(TwinSettings.of(clock));
    private final List<String> ids = new ArrayList<>();
    private Store store;
    private RecordCall call;

    @BeforeEach
    void open() throws IOException {
        Path file = Files.writeString(folder.resolve("gateway.yaml"), """
                version: 1
                systems:
                  crm: { connector: collections, connection: { url: "%s", token: env:TOKEN } }
                targets:
                  crm: { phase: live, fields: { give: [givenName, familyName, emails] } }
                """.formatted(crm.baseUri()));
        var systems = new ConnectedSystems(
                PolicyReader.read(file).orThrow(),
                Connectors.read(Path.of("src/test/resources/connectors")),
                new Secrets(name -> TwinSettings.OPEN_SECRET),
                clock);
        store = Stores.sqlite(folder.resolve("karat.db"));
        call = new RecordCall(systems.get("crm"), store);
        for (int i = 0; i < 8; i++) {
            ObjectNode contact = new ObjectMapper().createObjectNode().put("LastName", "Old" + i);
            ids.add(crm.asStaff("POST", CONTACTS, contact).path("id").asText());
        }
    }

    @AfterEach
    void close() {
        store.close();
        crm.close();
    }

    private static DeliveryItem item(String id, String family, String email) {
        CustomerData desired = CustomerData.builder()
                .text(Attribute.GIVEN_NAME, "Ada")
                .text(Attribute.FAMILY_NAME, family)
                .texts(Attribute.EMAILS, email)
                .build();
        var key = new DeliveryKey("crm", "golden-" + id, id);
        return new DeliveryItem(
                DeliveryItem.Kind.UPDATE,
                key,
                desired,
                desired,
                GIVE,
                CustomerData.empty(),
                null,
                false,
                false,
                Long.MAX_VALUE,
                Long.MAX_VALUE);
    }

    /** A change of every contact; the one at {@code bad} gets an address that is none. */
    private List<DeliveryItem> changes(int bad) {
        return IntStream.range(0, ids.size())
                .mapToObj(i -> item(ids.get(i), "New" + i, i == bad ? "nobody at home" : "ada" + i + "@example.test"))
                .toList();
    }

    private List<DeliveryOutcome> write(List<DeliveryItem> items) {
        return call.lanes(items).stream()
                .flatMap(lane -> lane.calls().stream())
                .flatMap(one -> call.write(one).stream())
                .toList();
    }

    private List<String> names() {
        return crm.all().stream()
                .map(contact -> contact.path("LastName").asText())
                .toList();
    }

    @Test
    void oneCallDoesForAll() {
        List<DeliveryOutcome> outcomes = write(changes(-1));

        assertThat(outcomes).hasSize(8).allMatch(Applied.class::isInstance);
        assertThat(outcomes)
                .extracting(outcome -> ((Applied) outcome).externalId())
                .containsExactlyElementsOf(ids);
        assertThat(names()).containsExactly("New0", "New1", "New2", "New3", "New4", "New5", "New6", "New7");
        assertThat(crm.log().count("PATCH", "composite")).isEqualTo(1);
        assertThat(crm.log().last()).hasSize(1);
    }

    @Test
    void theOneThatFailsIsToldByACallOfItsOwn() {
        List<DeliveryOutcome> outcomes = write(changes(3));

        assertThat(outcomes.get(3)).isInstanceOfSatisfying(DeliveryOutcome.Rejected.class, refused -> {
            assertThat(refused.code()).isEqualTo(ErrorCode.VENDOR_REFUSED);
            assertThat(refused.message()).contains("INVALID_EMAIL_ADDRESS").doesNotContain("nobody at home");
        });
        assertThat(outcomes).filteredOn(Applied.class::isInstance).hasSize(7);
        assertThat(crm.log().last()).hasSize(2);
    }

    @Test
    void aCallThatIsRefusedAsAWholeIsHalvedUntilOneStandsAlone() {
        // As where a proxy takes offence at one of the records.
        crm.faults().next(1, "PATCH", "composite", Fault.status(400));
        crm.faults().next(1, "PATCH", "composite", Fault.status(400));

        assertThat(write(changes(-1))).hasSize(8).allMatch(Applied.class::isInstance);

        assertThat(names()).allMatch(name -> name.startsWith("New"));
        assertThat(crm.log().count("PATCH", "composite"))
                .as("eight, then four, then two and two, then the other four")
                .isEqualTo(5);
    }

    @Test
    void aLostAnswerLeavesEachOneUnknown() {
        crm.faults().next(1, "PATCH", "composite", Fault.lostAfterWrite());

        assertThat(write(changes(-1))).hasSize(8).allMatch(DeliveryOutcome.Unknown.class::isInstance);
    }

    @Test
    void aBusyVendorTookNone() {
        crm.faults().next(1, "PATCH", "composite", Fault.tooManyRequests("7"));

        assertThat(write(changes(-1)))
                .hasSize(8)
                .allSatisfy(outcome -> assertThat(outcome)
                        .isInstanceOfSatisfying(
                                DeliveryOutcome.Retryable.class,
                                busy -> assertThat(busy.retryAfter()).hasSeconds(7)));
        assertThat(names()).allMatch(name -> name.startsWith("Old"));
    }
}
