package dev.karat.connectors;

import static dev.karat.connectors.VendorUnderTest.ana;
import static dev.karat.connectors.VendorUnderTest.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.camel.connector.spec.Capability;
import dev.karat.camel.connector.write.ConsentItem;
import dev.karat.camel.connector.write.WriteOutcome;
import dev.karat.camel.connector.write.WriteOutcome.Applied;
import dev.karat.engine.store.Consents;
import dev.karat.engine.store.Consents.Subject;
import dev.karat.testkit.twin.Fault;
import dev.karat.testkit.twin.RequestLog;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Consent: written by its own calls only, read back as what was written, and never against a refusal. */
class ConsentContractTest {
    private static final CustomerData ANA = ana("Silva", "ana@example.org")
            .with(CustomerData.builder()
                    .texts(Attribute.PHONES, "+4915112345678")
                    .build());

    /** Vendors that keep no refusal of somebody who never agreed. There, Ana agrees first. */
    private static final Set<String> KEEP_NO_REFUSAL_OF_STRANGERS = Set.of("ghost");

    private static boolean anyway(JsonNode record) {
        return true;
    }

    private static String create(VendorUnderTest vendor) {
        var created = (Applied) vendor.connector().write("customer", upsert(null, ANA));
        vendor.clock.advance(java.time.Duration.ofSeconds(5));
        String id = created.externalId();
        if (KEEP_NO_REFUSAL_OF_STRANGERS.contains(vendor.toString())) {
            subjects(vendor).forEach(subject -> write(vendor, id, subject, "granted", ConsentContractTest::anyway));
        }
        return id;
    }

    private static SortedMap<String, String> consent(Subject subject, String status) {
        return new TreeMap<>(Map.of(
                "channel",
                subject.channel(),
                "purpose",
                subject.purpose(),
                "status",
                status,
                "at",
                "2026-01-01T10:00:00Z",
                "evidence",
                "form"));
    }

    private static WriteOutcome write(
            VendorUnderTest vendor, String id, Subject subject, String status, Predicate<JsonNode> unchanged) {
        return vendor.connector()
                .consent("customer", new ConsentItem("item", id, List.of(consent(subject, status)), unchanged));
    }

    private static List<String> shown(VendorUnderTest vendor, JsonNode record, Subject subject) {
        return vendor.canonical(record).blocks(Attribute.CONSENTS).stream()
                .filter(subject::isOf)
                .map(Consents::status)
                .toList();
    }

    private static JsonNode record(WriteOutcome outcome) {
        assertThat(outcome).isInstanceOf(Applied.class);
        return Objects.requireNonNull(((Applied) outcome).readBack());
    }

    private static List<Subject> subjects(VendorUnderTest vendor) {
        return vendor.write().consents().stream().map(one -> one.subject()).toList();
    }

    @ForVendors(can = {Capability.CREATE, Capability.CONSENT})
    void readsARefusalBackAndTouchesNothingElse(VendorUnderTest vendor) {
        String id = create(vendor);
        CustomerData before = vendor.canonical(vendor.twin.all().get(0)).only(field -> field != Attribute.CONSENTS);
        for (Subject subject : subjects(vendor)) {
            JsonNode after = record(write(vendor, id, subject, "denied", ConsentContractTest::anyway));
            assertThat(shown(vendor, after, subject)).as(subject.toString()).containsExactly("denied");
            assertThat(vendor.canonical(after).only(field -> field != Attribute.CONSENTS))
                    .isEqualTo(before);
        }
    }

    @ForVendors(can = {Capability.CREATE, Capability.CONSENT})
    void readsAGrantBackIfItTakesOne(VendorUnderTest vendor) {
        String id = create(vendor);
        for (Subject subject : subjects(vendor)) {
            if (vendor.write().consent(subject, false) != null) {
                assertThat(shown(
                                vendor,
                                record(write(vendor, id, subject, "granted", ConsentContractTest::anyway)),
                                subject))
                        .as(subject.toString())
                        .containsExactly("granted");
                assertThat(shown(
                                vendor,
                                record(write(vendor, id, subject, "denied", ConsentContractTest::anyway)),
                                subject))
                        .as(subject.toString())
                        .containsExactly("denied");
            }
        }
    }

    @ForVendors(can = {Capability.CREATE, Capability.CONSENT})
    void grantsNothingWhereTheRecordSaysSomethingElseMeanwhile(VendorUnderTest vendor) {
        String id = create(vendor);
        long writes = vendor.twin.log().writes();
        for (Subject subject : subjects(vendor)) {
            if (vendor.write().consent(subject, false) != null) {
                assertThat(write(vendor, id, subject, "granted", record -> false))
                        .isInstanceOfSatisfying(
                                WriteOutcome.Retryable.class,
                                later -> assertThat(later.code()).isEqualTo(ErrorCode.VENDOR_STALE));
            }
        }
        assertThat(vendor.twin.log().writes()).isEqualTo(writes);
    }

    @ForVendors(can = {Capability.CREATE, Capability.CONSENT})
    void doesNotKnowTheFateOfARefusalWhoseAnswerIsLost(VendorUnderTest vendor) {
        String id = create(vendor);
        Subject subject = subjects(vendor).get(0);
        write(vendor, id, subject, "denied", ConsentContractTest::anyway);
        RequestLog.Entry change = vendor.twin.log().last().stream()
                .filter(RequestLog.Entry::changed)
                .reduce((earlier, later) -> later)
                .orElseThrow();
        vendor.twin.faults().nextLike(change, Fault.lostAfterWrite());
        assertThat(write(vendor, id, subject, "denied", ConsentContractTest::anyway))
                .isInstanceOf(WriteOutcome.Unknown.class);
        assertThat(shown(vendor, record(write(vendor, id, subject, "denied", ConsentContractTest::anyway)), subject))
                .containsExactly("denied");
    }
}
