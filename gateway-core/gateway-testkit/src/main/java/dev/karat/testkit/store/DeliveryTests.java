package dev.karat.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.api.error.ErrorCode;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.DeliveryState.Status;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What targets should hold, and what they were given. */
interface DeliveryTests extends StoreUnderTest {
    @Test
    default void aDeliveryComesBackInEveryField() {
        var full = new DeliveryState(
                "shop",
                "g1",
                "gid://shop/77",
                Status.REJECTED,
                Rows.person("Desired", "d@example.com"),
                Rows.person("Written"),
                Rows.person("Read back"),
                Rows.person("Earlier"),
                Rows.person("Before"),
                "W/\"etag\"",
                3,
                Rows.NOW + 1,
                ErrorCode.VENDOR_REFUSED,
                true,
                Rows.NOW,
                DeliveryState.Operation.DELETE);
        var sparse = Rows.pending("shop", "g2", DeliveryState.NO_ID, 0);

        store().commit(new Batch().deliveries(full, sparse).build());

        assertThat(store().deliveries("shop", List.of("g2", "g1", "g3"))).containsExactly(full, sparse);
        assertThat(store().deliveries("mailing", List.of("g1"))).isEmpty();
    }

    @Test
    default void theSlotOfACreationGivesWayToTheRecordThatWasCreated() {
        store().commit(new Batch()
                .deliveries(Rows.pending("shop", "g1", DeliveryState.NO_ID, 0))
                .build());

        var created = Rows.delivery("shop", "g1", "77", Status.SETTLED, 0);
        store().commit(new Batch()
                .withoutDelivery("shop", "g1", DeliveryState.NO_ID)
                .deliveries(created)
                .build());

        assertThat(store().deliveries("shop", List.of("g1"))).containsExactly(created);
    }

    @Test
    default void theWriterOfARecordIsFound() {
        var mine = Rows.delivery("shop", "g1", "77", Status.SETTLED, 0);
        store().commit(new Batch()
                .deliveries(
                        mine,
                        Rows.delivery("shop", "g2", "78", Status.SETTLED, 0),
                        Rows.delivery("mailing", "g3", "77", Status.SETTLED, 0))
                .build());

        assertThat(store().deliveriesByExternalId("shop", List.of("77", "79"))).isEqualTo(Map.of("77", mine));
    }

    @Test
    default void whatIsDueComesOldestFirst() {
        store().commit(new Batch()
                .deliveries(
                        Rows.pending("shop", "g1", "1", 30),
                        Rows.delivery("shop", "g2", "2", Status.INTENT, 10),
                        Rows.pending("shop", "g3", "3", 20),
                        Rows.pending("shop", "g4", "4", 41),
                        Rows.delivery("shop", "g5", "5", Status.SETTLED, 0),
                        Rows.delivery("shop", "g6", "6", Status.REJECTED, 0),
                        Rows.delivery("shop", "g7", "7", Status.HELD, 0),
                        Rows.pending("mailing", "g8", "8", 0))
                .build());

        assertThat(store().dueDeliveries("shop", 40, 10))
                .extracting(DeliveryState::goldenId)
                .containsExactly("g2", "g3", "g1");
        assertThat(store().dueDeliveries("shop", 40, 1))
                .extracting(DeliveryState::goldenId)
                .containsExactly("g2");
        assertThat(store().deliveryCounts("shop"))
                .isEqualTo(Map.of(
                        Status.PENDING,
                        3L,
                        Status.INTENT,
                        1L,
                        Status.SETTLED,
                        1L,
                        Status.REJECTED,
                        1L,
                        Status.HELD,
                        1L));
        assertThat(store().deliveryCounts("none")).isEmpty();
    }

    @Test
    default void aSettledDeliveryIsNoLongerDue() {
        store().commit(new Batch()
                .deliveries(Rows.pending("shop", "g1", "1", 0))
                .build());
        store().commit(new Batch()
                .deliveries(Rows.delivery("shop", "g1", "1", Status.SETTLED, 0))
                .build());

        assertThat(store().dueDeliveries("shop", Long.MAX_VALUE, 10)).isEmpty();
    }
}
