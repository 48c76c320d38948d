package dev.karat.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.karat.api.error.GatewayException;
import dev.karat.api.model.Attribute;
import dev.karat.camel.connector.read.Page;
import dev.karat.camel.connector.spec.Capability;
import dev.karat.connectors.VendorUnderTest.Run;
import dev.karat.testkit.twin.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Reading: nothing is left out, whatever happens in between. */
class ReadContractTest {
    /** More customers than two pages hold. */
    private static void enterThreePages(VendorUnderTest vendor) {
        vendor.enter(2 * vendor.customers().page().size() + 3);
    }

    @ForVendors(can = Capability.READ)
    void readsEveryPage(VendorUnderTest vendor) {
        enterThreePages(vendor);
        Run run = vendor.readToEnd(null);
        assertThat(run.pages()).isGreaterThanOrEqualTo(3);
        assertThat(vendor.ids(run.rows())).isEqualTo(vendor.idsAtVendor());
    }

    @ForVendors(can = Capability.READ)
    void saysWhoTheCustomersAre(VendorUnderTest vendor) {
        vendor.enter(3);
        assertThat(vendor.readToEnd(null).rows())
                .extracting(row -> vendor.canonical(row).texts(Attribute.EMAILS))
                .contains(List.of(Vendor.email(0)), List.of(Vendor.email(2)));
    }

    @ForVendors(can = Capability.READ)
    void goesOnFromItsCursorAfterAnInterruption(VendorUnderTest vendor) {
        enterThreePages(vendor);
        Page first = vendor.read(null);
        vendor.twin.faults().next(1, Fault.serverErrorHtml());
        assertThatThrownBy(() -> vendor.read(first.nextCursor())).isInstanceOf(GatewayException.class);
        vendor.restart();
        Run rest = vendor.readToEnd(first.nextCursor());
        Set<String> all = new HashSet<>(vendor.ids(first.records()));
        assertThat(vendor.ids(rest.rows()))
                .doesNotContainAnyElementsOf(Set.of(all.iterator().next()));
        all.addAll(vendor.ids(rest.rows()));
        assertThat(all).isEqualTo(vendor.idsAtVendor());
    }

    @ForVendors(can = Capability.READ)
    void seesARowThatMovesWhileItReads(VendorUnderTest vendor) {
        enterThreePages(vendor);
        Page first = vendor.read(null);
        vendor.rename(vendor.id(first.records().get(0)), "Moved");
        vendor.restart();
        Set<String> all = new HashSet<>(vendor.ids(first.records()));
        Run rest = vendor.readToEnd(first.nextCursor());
        all.addAll(vendor.ids(rest.rows()));
        assertThat(all).isEqualTo(vendor.idsAtVendor());
    }

    @ForVendors(can = Capability.READ_INCREMENTAL)
    void readsOnlyWhatChangedAfterItsCursor(VendorUnderTest vendor) {
        vendor.enter(20);
        Run before = vendor.readToEnd(null);
        vendor.clock.advance(Duration.ofMinutes(10));
        Iterator<String> ids = vendor.ids(before.rows()).iterator();
        String one = ids.next();
        String other = ids.next();
        vendor.rename(one, "Lima");
        vendor.rename(other, "Lima");
        vendor.clock.advance(Duration.ofMinutes(10));
        Run after = vendor.readToEnd(before.cursor());
        assertThat(vendor.ids(after.rows())).contains(one, other);
        assertThat(after.rows()).hasSizeLessThan(10);
    }

    @ForVendors(can = Capability.READ_INCREMENTAL)
    void seesAChangeInTheSecondThatItReadLast(VendorUnderTest vendor) {
        vendor.enter(5);
        Iterator<String> ids = vendor.ids(vendor.readToEnd(null).rows()).iterator();
        String one = ids.next();
        String other = ids.next();
        vendor.clock.advance(Duration.ofMinutes(10));
        vendor.rename(one, "Lima");
        Run first = vendor.readToEnd(null);
        vendor.clock.advance(Duration.ofMillis(500));
        vendor.rename(other, "Lima");
        vendor.clock.advance(Duration.ofMinutes(10));
        assertThat(vendor.ids(vendor.readToEnd(first.cursor()).rows())).contains(other);
    }

    /** Vendors whose lists are not in the order of changes show the latest one before they show an earlier one. */
    @ForVendors(can = Capability.READ_INCREMENTAL)
    void asksAgainForWhatChangedBehindItsBackWhileItRead(VendorUnderTest vendor) {
        enterThreePages(vendor);
        // The vendor's Date header is that of this machine.
        vendor.clock.set(Instant.now());
        Page first = vendor.read(null);
        String behind = vendor.id(first.records().get(0));
        Set<String> unread = vendor.idsAtVendor();
        unread.removeAll(vendor.ids(first.records()));
        vendor.clock.advance(Duration.ofMinutes(1));
        vendor.rename(behind, "Moved");
        vendor.clock.advance(Duration.ofMinutes(1));
        vendor.rename(unread.iterator().next(), "Lima");
        Run rest = vendor.readToEnd(first.nextCursor());
        vendor.clock.advance(Duration.ofMinutes(2));
        Run next = vendor.readToEnd(rest.cursor());
        assertThat(Stream.of(rest, next).flatMap(run -> run.rows().stream()))
                .filteredOn(row -> vendor.id(row).equals(behind))
                .isNotEmpty();
    }

    @ForVendors(can = Capability.READ_INCREMENTAL)
    void findsNothingNewWhereNothingHappened(VendorUnderTest vendor) {
        vendor.enter(20);
        vendor.clock.advance(Duration.ofMinutes(10));
        Run first = vendor.readToEnd(null);
        Run second = vendor.readToEnd(first.cursor());
        Run third = vendor.readToEnd(second.cursor());
        assertThat(third.rows()).hasSizeLessThan(10);
        assertThat(third.cursor()).isEqualTo(second.cursor());
    }
}
