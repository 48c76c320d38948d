package dev.karat.connectors;

import static dev.karat.connectors.VendorUnderTest.ana;
import static dev.karat.connectors.VendorUnderTest.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.camel.connector.spec.Capability;
import dev.karat.camel.connector.write.Found;
import dev.karat.camel.connector.write.WriteItem;
import dev.karat.camel.connector.write.WriteItem.Operation;
import dev.karat.camel.connector.write.WriteOutcome;
import dev.karat.camel.connector.write.WriteOutcome.Applied;
import dev.karat.camel.connector.write.WriteOutcome.Rejected;
import dev.karat.camel.connector.write.WriteOutcome.Retryable;
import dev.karat.camel.connector.write.WriteOutcome.Unknown;
import dev.karat.testkit.twin.Fault;
import dev.karat.testkit.twin.RequestLog;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;

/** Writing: one outcome per item, no duplicate, and no more than is declared. */
class WriteContractTest {
    private static final CustomerData ANA = ana("Silva", "ana@example.org");

    private static WriteOutcome write(VendorUnderTest vendor, WriteItem item) {
        return vendor.connector().write("customer", item);
    }

    private static Applied create(VendorUnderTest vendor, CustomerData data) {
        return applied(write(vendor, upsert(null, data)));
    }

    private static Applied applied(WriteOutcome outcome) {
        assertThat(outcome).isInstanceOf(Applied.class);
        return (Applied) outcome;
    }

    /** What the vendor shows holds all that its record can hold of the data. */
    private static void assertHolds(VendorUnderTest vendor, JsonNode row, CustomerData data, boolean created) {
        CustomerData shown = vendor.canonical(row);
        vendor.mapping()
                .representable(data, data.attributes(), created)
                .values()
                .forEach((attribute, value) -> assertThat(shown.get(attribute)).isEqualTo(value));
    }

    private static JsonNode atVendor(VendorUnderTest vendor, String id) {
        return vendor.readToEnd(null).rows().stream()
                .filter(row -> vendor.id(row).equals(id))
                .findFirst()
                .orElseThrow();
    }

    @ForVendors(can = {Capability.CREATE, Capability.UPDATE, Capability.LOOKUP})
    void createsOnceThenFindsAndChanges(VendorUnderTest vendor) {
        vendor.enter(3);
        Applied created = create(vendor, ANA);
        assertThat(created.created()).isTrue();
        assertHolds(vendor, Objects.requireNonNull(created.readBack()), ANA, true);
        assertHolds(vendor, atVendor(vendor, created.externalId()), ANA, true);

        CustomerData married = ana("Lima", "ana@example.org");
        Applied changed = applied(write(vendor, upsert(created.externalId(), married)));
        assertThat(changed.externalId()).isEqualTo(created.externalId());
        assertHolds(vendor, atVendor(vendor, created.externalId()), married, false);

        Applied again = create(vendor, ana("Lima", "ANA@example.org"));
        assertThat(again.created()).isFalse();
        assertThat(again.externalId()).isEqualTo(created.externalId());
        assertThat(vendor.idsAtVendor()).hasSize(4).contains(created.externalId());
    }

    @ForVendors(can = {Capability.CREATE, Capability.LOOKUP})
    void createsNothingWhereThatIsNotAllowed(VendorUnderTest vendor) {
        var item = new WriteItem("item", Operation.UPSERT, null, ANA, ANA.attributes(), false, null);
        assertThat(write(vendor, item))
                .isInstanceOfSatisfying(
                        Rejected.class, no -> assertThat(no.code()).isEqualTo(ErrorCode.CREATE_NOT_ALLOWED));
        assertThat(vendor.twin.log().changes()).isZero();
    }

    @ForVendors(can = {Capability.CREATE, Capability.UPDATE, Capability.READ})
    void writesNothingButWhatIsGiven(VendorUnderTest vendor) {
        String id = create(vendor, ANA).externalId();
        CustomerData other = ana("Lima", "other@example.org");
        write(vendor, new WriteItem("item", Operation.UPSERT, id, other, Set.of(Attribute.FAMILY_NAME), false, null));
        assertThat(vendor.canonical(atVendor(vendor, id)).texts(Attribute.EMAILS))
                .containsExactly("ana@example.org");
    }

    /** The first write to a record has no token of the version that it was decided on. */
    @ForVendors(can = {Capability.CREATE, Capability.CONDITIONAL_WRITE})
    void overwritesNothingThatChangedSinceTheFirstWriteWasDecided(VendorUnderTest vendor) {
        String id = create(vendor, ANA).externalId();
        CustomerData married = ana("Lima", "ana@example.org");
        var decided = new WriteItem(
                "item",
                Operation.UPSERT,
                id,
                married,
                married.attributes(),
                false,
                null,
                now -> false,
                any -> true,
                null);
        assertThat(write(vendor, decided))
                .isInstanceOfSatisfying(
                        Retryable.class, again -> assertThat(again.code()).isEqualTo(ErrorCode.VENDOR_STALE));
        assertHolds(vendor, atVendor(vendor, id), ANA, false);
    }

    @ForVendors(can = {Capability.CREATE, Capability.LOOKUP})
    void doesNotKnowTheFateOfACreationWhoseAnswerIsLostAndFindsItLater(VendorUnderTest vendor) {
        create(vendor, ana("Souza", "first@example.org"));
        RequestLog.Entry write = lastChange(vendor);
        vendor.twin.faults().nextLike(write, Fault.lostAfterWrite());
        WriteItem item = upsert(null, ANA);
        assertThat(write(vendor, item)).isInstanceOf(Unknown.class);
        Found found = vendor.connector().lookup("customer", item).orElseThrow();
        assertHolds(vendor, found.record(), ANA, true);
        assertThat(create(vendor, ANA).created()).isFalse();
        assertThat(vendor.idsAtVendor()).hasSize(2).contains(found.externalId());
    }

    @ForVendors(can = {Capability.CREATE, Capability.LOOKUP})
    void doesNotKnowTheFateOfACreationThatAServerBrokeOff(VendorUnderTest vendor) {
        create(vendor, ana("Souza", "first@example.org"));
        RequestLog.Entry write = lastChange(vendor);
        WriteItem item = upsert(null, ANA);
        for (Fault brokenOff : List.of(Fault.serverErrorHtml(), Fault.status(500), Fault.status(503))) {
            vendor.twin.faults().nextLike(write, brokenOff);
            assertThat(write(vendor, item)).as("%s", brokenOff).isInstanceOf(Unknown.class);
            assertThat(vendor.connector().lookup("customer", item)).isEmpty();
        }
        assertThat(create(vendor, ANA).created()).isTrue();
    }

    @ForVendors(can = {Capability.CREATE, Capability.UPDATE, Capability.READ})
    void doesNotKnowTheFateOfAChangeWhoseAnswerIsLost(VendorUnderTest vendor) {
        String id = create(vendor, ANA).externalId();
        write(vendor, upsert(id, ana("Souza", "ana@example.org")));
        RequestLog.Entry write = lastChange(vendor);
        vendor.twin.faults().nextLike(write, Fault.lostAfterWrite());
        WriteItem item = upsert(id, ana("Lima", "ana@example.org"));
        assertThat(write(vendor, item)).isInstanceOf(Unknown.class);
        Found found = vendor.connector().lookup("customer", item).orElseThrow();
        assertThat(found.externalId()).isEqualTo(id);
        assertHolds(vendor, found.record(), item.data(), false);
    }

    @ForVendors(
            can = {Capability.CREATE, Capability.UPDATE, Capability.LOOKUP},
            oneOfAnAddress = true)
    void takesOnWhomSomebodyElseEntersWhileHeIsCreated(VendorUnderTest vendor) {
        create(vendor, ana("Souza", "first@example.org"));
        CustomerData wanted = vendor.next("Lima");
        vendor.twin.faults().nextLike(lastChange(vendor), Fault.overtaken(() -> vendor.enter(1)));
        Applied adopted = create(vendor, wanted);
        assertThat(adopted.created()).isFalse();
        assertHolds(vendor, atVendor(vendor, adopted.externalId()), wanted, false);
        assertThat(vendor.idsAtVendor()).hasSize(2);
    }

    @ForVendors(
            can = {Capability.CREATE, Capability.UPDATE, Capability.LOOKUP},
            oneOfAnAddress = true)
    void takesNobodyOnWhoBelongsToAnotherCustomer(VendorUnderTest vendor) {
        create(vendor, ana("Souza", "first@example.org"));
        CustomerData wanted = vendor.next("Lima");
        vendor.twin.faults().nextLike(lastChange(vendor), Fault.overtaken(() -> vendor.enter(1)));
        var item = new WriteItem(
                "item", Operation.UPSERT, null, wanted, wanted.attributes(), true, null, any -> true, id -> false, "g");
        assertThat(write(vendor, item))
                .isInstanceOfSatisfying(
                        Rejected.class, no -> assertThat(no.code()).isEqualTo(ErrorCode.VENDOR_CONFLICT));
        assertThat(vendor.idsAtVendor()).hasSize(2);
        assertThat(vendor.readToEnd(null).rows())
                .noneMatch(row -> "Lima".equals(vendor.canonical(row).text(Attribute.FAMILY_NAME)));
    }

    @ForVendors(
            can = {Capability.CREATE, Capability.UPDATE, Capability.LOOKUP},
            oneOfAnAddress = true)
    void takesOnOneOfSeveralWhoAreCreatedTogether(VendorUnderTest vendor) {
        together(vendor, ana("Souza", "first@example.org"), ana("Costa", "second@example.org"));
        CustomerData wanted = vendor.next("Lima");
        vendor.twin.faults().nextLike(lastChange(vendor), Fault.overtaken(() -> vendor.enter(1)));
        List<Applied> written = together(vendor, wanted, ANA);
        assertThat(written).extracting(Applied::created).containsExactly(false, true);
        assertHolds(vendor, atVendor(vendor, written.get(0).externalId()), wanted, false);
        assertThat(vendor.idsAtVendor()).hasSize(4);
    }

    private static List<Applied> together(VendorUnderTest vendor, CustomerData... customers) {
        List<WriteItem> items = IntStream.range(0, customers.length)
                .mapToObj(i -> new WriteItem(
                                "item-" + i,
                                Operation.UPSERT,
                                null,
                                customers[i],
                                customers[i].attributes(),
                                true,
                                null)
                        .of(VendorUnderTest.profile(customers[i])))
                .toList();
        return vendor.connector().write("customer", items, false).stream()
                .map(WriteContractTest::applied)
                .toList();
    }

    private static RequestLog.Entry lastChange(VendorUnderTest vendor) {
        return vendor.twin.log().last().stream()
                .filter(RequestLog.Entry::changed)
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }

    @ForVendors(can = Capability.CREATE)
    void reportsARefusedValueWithoutShowingIt(VendorUnderTest vendor) {
        assertThat(write(vendor, upsert(null, vendor.refused()))).isInstanceOfSatisfying(Rejected.class, no -> {
            assertThat(no.code()).isEqualTo(ErrorCode.VENDOR_REFUSED);
            vendor.refused()
                    .values()
                    .keySet()
                    .forEach(attribute -> assertThat(no.message())
                            .doesNotContain(vendor.refused().texts(attribute)));
        });
        assertThat(vendor.idsAtVendor()).isEmpty();
    }

    @ForVendors(can = {Capability.CREATE, Capability.DEACTIVATE})
    void deactivates(VendorUnderTest vendor) {
        withdraws(vendor, Operation.DEACTIVATE);
    }

    @ForVendors(can = {Capability.CREATE, Capability.DELETE})
    void deletes(VendorUnderTest vendor) {
        String id = withdraws(vendor, Operation.DELETE);
        assertThat(vendor.idsAtVendor()).doesNotContain(id);
    }

    private static String withdraws(VendorUnderTest vendor, Operation operation) {
        String id = create(vendor, ANA).externalId();
        long changes = vendor.twin.log().changes();
        applied(write(vendor, VendorUnderTest.item(operation, id, ANA)));
        assertThat(vendor.twin.log().changes()).isEqualTo(changes + 1);
        return id;
    }

    @ForVendors
    void refusesWhatItDoesNotDeclare(VendorUnderTest vendor) {
        Map.of(
                        Capability.CREATE, upsert(null, ANA),
                        Capability.UPDATE, upsert("1", ANA),
                        Capability.DEACTIVATE, VendorUnderTest.item(Operation.DEACTIVATE, "1", ANA),
                        Capability.DELETE, VendorUnderTest.item(Operation.DELETE, "1", ANA))
                .forEach((capability, item) -> {
                    if (!vendor.folder.spec().capabilities().contains(capability)) {
                        assertThat(write(vendor, item))
                                .as(capability.toString())
                                .isInstanceOfSatisfying(
                                        Rejected.class,
                                        no -> assertThat(no.code()).isEqualTo(ErrorCode.VENDOR_REFUSED));
                    }
                });
        assertThat(vendor.twin.log().writes()).isZero();
    }
}
