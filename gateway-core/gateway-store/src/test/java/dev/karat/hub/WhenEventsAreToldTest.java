package dev.karat.hub;

import static dev.karat.hub.HubFixture.await;
import static dev.karat.hub.HubFixture.person;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.api.model.Value;
import dev.karat.engine.change.CustomerEvent;
import dev.karat.engine.change.EventFilter;
import dev.karat.engine.change.EventJson;
import dev.karat.engine.change.EventLog;
import dev.karat.engine.change.EventType;
import dev.karat.engine.store.StewardDecision;
import dev.karat.engine.store.StewardDecision.Verdict;
import io.cloudevents.CloudEvent;
import io.cloudevents.SpecVersion;
import io.cloudevents.jackson.JsonFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a business system is told of customers, and in which form. */
class WhenEventsAreToldTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final CustomerData IDA = person("Ida", "Noddack", "ida@letters.test", "+493012351001");
    private static final CustomerData LISE = person("Lise", "Meitner", "lise@letters.test", "+493012351002");

    @TempDir
    Path folder;

    private HubFixture hub;
    private EventLog log;
    private final EventJson json = new EventJson("our test");

    @BeforeEach
    void open() {
        hub = new HubFixture(folder.resolve("karat.db"));
        log = new EventLog(hub.store);
    }

    @AfterEach
    void close() {
        hub.close();
    }

    private List<CustomerEvent> events() {
        return log.after(0, 500).events();
    }

    private List<String> told() {
        return events().stream().map(event -> event.type().label()).toList();
    }

    private JsonNode written(CustomerEvent event) throws IOException {
        return JSON.readTree(json.bytes(event));
    }

    private String id(String system, String id) {
        return hub.profile(system, id).orElseThrow().id();
    }

    private void decide(Verdict verdict) {
        hub.clock.advance(Duration.ofSeconds(1));
        await(hub.hub.decide(new StewardDecision(
                new RecordKey("erp", "customer", "1"),
                new RecordKey("shop", "customer", "1"),
                verdict,
                "eve",
                hub.clock.millis() * 1_000)));
    }

    private static CustomerData agreeing(CustomerData person, String status) {
        var consent = new TreeMap<>(Map.of(
                "channel",
                "email",
                "purpose",
                "marketing",
                "contactPoint",
                "ida@letters.test",
                "status",
                status,
                "at",
                "2026-02-01T10:00:00Z",
                "evidence",
                "form"));
        return person.with(CustomerData.builder()
                .put(Attribute.CONSENTS, new Value.Blocks(List.of(consent)))
                .build());
    }

    @Test
    void theyAreCloudEventsThatTheStandardsOwnLibraryReads() {
        hub.ingest(hub.version("erp", "1", 1, IDA));
        CustomerEvent told = events().get(0);

        CloudEvent read = new JsonFormat().deserialize(json.bytes(told));

        assertThat(read.getSpecVersion()).isEqualTo(SpecVersion.V1);
        assertThat(read.getType()).isEqualTo("customer.created");
        assertThat(read.getSource()).hasToString("urn:karat:our%20test");
        assertThat(read.getSubject()).isEqualTo(id("erp", "1"));
        assertThat(read.getTime().toInstant()).isEqualTo(hub.clock.instant());
        assertThat(read.getId()).isEqualTo(told.id());
        assertThat(read.getExtension("sequence")).isEqualTo("0000000000000000002");
        assertThat(CustomerEvent.placeOf(read.getId())).hasValue(told.place());
        assertThat(CustomerEvent.placeOf("2")).isEmpty();
        assertThat(CustomerEvent.placeOf("9999999999999999999-a")).isEmpty();
    }

    @Test
    void anUpdateShowsBeforeAndAfterWhenItIsReadLater() throws IOException {
        hub.ingest(hub.version("erp", "1", 1, IDA));
        hub.clock.advance(Duration.ofSeconds(1));
        hub.ingest(hub.version("erp", "1", 2, person("Ida", "Tacke", "ida@letters.test", "+493012351001")));
        hub.clock.advance(Duration.ofSeconds(1));
        hub.ingest(hub.version("erp", "1", 3, person("Ida", "Eva", "ida@letters.test", "+493012351001")));

        assertThat(told()).containsExactly("customer.created", "customer.updated", "customer.updated");
        JsonNode data = written(events().get(1)).path("data");
        assertThat(data.path("version").asLong()).isEqualTo(2);
        assertThat(data.path("attributes")).extracting(JsonNode::asText).containsExactly("familyName");
        assertThat(data.at("/before/familyName").asText()).isEqualTo("Noddack");
        assertThat(data.at("/after/familyName").asText()).isEqualTo("Tacke");
        assertThat(data.path("cause").asText()).isEqualTo("erp:customer:1");
        assertThat(written(events().get(0)).at("/data/before").isNull()).isTrue();
        assertThat(log.of(id("erp", "1"), events().get(1).place(), 3))
                .extracting(CustomerEvent::id)
                .containsExactly(events().get(1).id(), events().get(2).id());
    }

    @Test
    void consentIsToldByItselfWithNothingElseInIt() throws IOException {
        hub.ingest(hub.version("erp", "1", 1, agreeing(IDA, "granted")));
        hub.clock.advance(Duration.ofSeconds(1));
        hub.ingest(hub.version("erp", "1", 2, agreeing(IDA, "denied")));

        assertThat(told())
                .containsExactly("customer.created", "consent.changed", "customer.updated", "consent.changed");
        assertThat(events()).extracting(CustomerEvent::place).containsExactly(2L, 3L, 4L, 5L);
        JsonNode data = written(events().get(3)).path("data");
        assertThat(data.at("/before/consents/0/status").asText()).isEqualTo("granted");
        assertThat(data.at("/after/consents/0/status").asText()).isEqualTo("denied");
        assertThat(data.path("after")).hasSize(1);
        assertThat(data.path("attributes")).extracting(JsonNode::asText).containsExactly("consents");
    }

    @Test
    void mergeAndSplitNameTheOtherId() throws IOException {
        hub.ingest(hub.version("erp", "1", 1, IDA));
        hub.ingest(hub.version("shop", "1", 1, LISE));
        String survivor = id("erp", "1");
        String merged = id("shop", "1");
        decide(Verdict.ALWAYS);
        decide(Verdict.NEVER);

        List<CustomerEvent> ofMerged = log.of(merged, 0, 100);
        assertThat(ofMerged)
                .extracting(event -> event.type().label())
                .containsExactly("customer.created", "customer.merged", "customer.unmerged");
        JsonNode merge = written(ofMerged.get(1)).path("data");
        assertThat(merge.path("other").asText()).isEqualTo(survivor);
        assertThat(merge.at("/before/familyName").asText()).isEqualTo("Meitner");
        assertThat(merge.path("after").isNull()).isTrue();
        assertThat(merge.path("cause").asText()).isEqualTo("steward eve");
        JsonNode split = written(ofMerged.get(2)).path("data");
        assertThat(split.path("other").asText()).isEqualTo(survivor);
        assertThat(split.at("/after/familyName").asText()).isEqualTo("Meitner");
        assertThat(log.of(survivor, 0, 100))
                .extracting(CustomerEvent::goldenId)
                .containsOnly(survivor)
                .hasSizeGreaterThan(1);
    }

    @Test
    void whoeverIsGoneEverywhereIsArchived() throws IOException {
        hub.ingest(hub.version("erp", "1", 1, IDA));
        hub.clock.advance(Duration.ofSeconds(1));
        hub.ingest(hub.deletion("erp", "1"));

        assertThat(told()).containsExactly("customer.created", "customer.archived");
        assertThat(written(events().get(1)).at("/data/before/familyName").asText())
                .isEqualTo("Noddack");
    }

    /** Not in the event of the erasure, and not in those before it that are told late. */
    @Test
    void nothingOfAnErasedCustomerIsToldHoweverLate() {
        hub.ingest(hub.version("erp", "ida@letters.test", 1, agreeing(IDA, "granted")));
        hub.ingest(hub.version("shop", "1", 1, LISE));
        String id = id("erp", "ida@letters.test");
        hub.clock.advance(Duration.ofSeconds(1));
        hub.ingest(hub.version(
                "erp", "ida@letters.test", 2, person("Ida", "Tacke", "tacke@letters.test", "+493012351009")));
        await(hub.hub.erase(id, "paul: Ida Noddack wrote to us"));

        List<CustomerEvent> events = log.of(id, 0, 100);
        assertThat(events)
                .extracting(event -> event.type().label())
                .startsWith("customer.created")
                .endsWith("customer.erased");
        for (CustomerEvent event : events) {
            assertThat(new String(json.bytes(event), StandardCharsets.UTF_8))
                    .contains(id)
                    .doesNotContainIgnoringCase("ida")
                    .doesNotContainIgnoringCase("noddack")
                    .doesNotContainIgnoringCase("tacke")
                    .doesNotContain("4930123");
        }
        assertThat(json.text(log.of(id("shop", "1"), 0, 100).get(0))).contains("Meitner");
    }

    @Test
    void aSegmentSeesWhoComesAndWhoLeaves() {
        var other = person("Lise", "Hahn", "lise@letters.test", "+493012351002");
        hub.ingest(hub.version("erp", "1", 1, IDA), hub.version("erp", "2", 1, LISE));
        hub.clock.advance(Duration.ofSeconds(1));
        hub.ingest(hub.version("erp", "2", 2, other));
        hub.clock.advance(Duration.ofSeconds(1));
        hub.ingest(hub.version(
                "erp",
                "2",
                3,
                other.with(CustomerData.builder()
                        .text(Attribute.JOB_TITLE, "physicist")
                        .build())));
        String lise = id("erp", "2");
        var segment = new EventFilter(EnumSet.allOf(EventType.class), ".familyName == \"Meitner\"");

        assertThat(events().stream().filter(segment))
                .extracting(event -> event.type().label() + " " + event.goldenId())
                .containsExactly("customer.created " + lise, "customer.updated " + lise);

        await(hub.hub.erase(lise, "paul: request 7"));
        assertThat(events().stream().filter(segment))
                .extracting(event -> event.type().label())
                .containsExactly("customer.erased");
        assertThat(events().stream().filter(new EventFilter(Set.of(EventType.UPDATED), null)))
                .hasSize(2);
    }
}
