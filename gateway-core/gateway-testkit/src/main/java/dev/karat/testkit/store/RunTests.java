package dev.karat.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.engine.store.BeforeImage;
import dev.karat.engine.store.CommitBatch.DeliveryKey;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.DeliveryState.Status;
import dev.karat.engine.store.Store;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Deliveries by when they were planned, and what the writes of a run replaced. */
interface RunTests extends StoreUnderTest {
    private static DeliveryState changed(String goldenId, Status status, long at) {
        DeliveryState one = Rows.delivery("shop", goldenId, goldenId, status, 0);
        return new DeliveryState(
                one.target(),
                one.goldenId(),
                one.externalId(),
                one.status(),
                one.desired(),
                null,
                null,
                null,
                null,
                0,
                0,
                null,
                false,
                at);
    }

    @Test
    default void deliveriesAreFoundByWhenTheyWerePlanned() {
        store().commit(new Batch()
                .deliveries(
                        changed("g1", Status.PENDING, 10),
                        changed("g2", Status.PENDING, 20),
                        changed("g3", Status.PENDING, 30),
                        changed("g4", Status.HELD, 20),
                        changed("g5", Status.INTENT, 20))
                .build());

        assertThat(store().deliveriesIn("shop", Status.PENDING, 0, 20, 9))
                .extracting(DeliveryState::goldenId)
                .containsExactly("g1", "g2");
        assertThat(store().deliveriesIn("shop", Status.HELD, 20, 20, 9)).hasSize(1);
        assertThat(store().deliveriesIn("shop", Status.PENDING, 0, 99, 1)).hasSize(1);
        assertThat(store().dueDeliveries("shop", 0, 15, 99, 9))
                .extracting(DeliveryState::goldenId)
                .containsExactly("g2", "g3");
        assertThat(store().dueLookUps("shop", 0, 9))
                .extracting(DeliveryState::goldenId)
                .containsExactly("g5");
        assertThat(store().countDeliveries("shop", Status.PENDING, 20, 30)).isEqualTo(2);
    }

    @Test
    default void aBacklogIsCountedAsFarAsItIsAskedFor() {
        store().commit(new Batch()
                .deliveries(
                        Rows.pending("shop", "g1", DeliveryState.NO_ID, 0),
                        Rows.pending("shop", "g2", "2", 0),
                        Rows.pending("shop", "g3", "3", 0),
                        Rows.delivery("shop", "g4", "4", Status.SETTLED, 0))
                .build());

        assertThat(store().waiting("shop", 9)).isEqualTo(new Store.Waiting(1, 2, 0));
        Store.Waiting some = store().waiting("shop", 2);
        assertThat(some.creates() + some.updates() + some.deletes()).isEqualTo(2);
        assertThat(store().waiting("mailing", 9)).isEqualTo(new Store.Waiting(0, 0, 0));
    }

    @Test
    default void whatARunReplacedIsReadPageByPageAndForgottenRunByRun() {
        BeforeImage reverted = Rows.image("shop", 1, "g3", "3")
                .reverted(true, Set.copyOf(Rows.person("x").attributes()));
        store().commit(new Batch()
                .beforeImages(
                        Rows.image("shop", 1, "g1", "1"),
                        Rows.image("shop", 1, "g2", ""),
                        reverted,
                        Rows.image("shop", 2, "g1", "1"),
                        Rows.image("mailing", 1, "g1", "1"))
                .build());

        assertThat(store().beforeImages("shop", 1, null, 2))
                .containsExactly(Rows.image("shop", 1, "g1", "1"), Rows.image("shop", 1, "g2", ""));
        assertThat(store().beforeImages("shop", 1, new DeliveryKey("shop", "g2", ""), 2))
                .containsExactly(reverted);
        assertThat(store().revertedRecords("shop", 9)).containsExactly("3");
        assertThat(store().revertedImages("shop", "3")).containsExactly(reverted);
        assertThat(store().revertedImages("shop", "1")).isEmpty();
        assertThat(store().runs("shop", 9)).isEqualTo(List.of(new Store.Run(2, 1), new Store.Run(1, 3)));
        assertThat(store().targetsWithRuns()).containsExactly("mailing", "shop");

        assertThat(store().forgetBeforeImages("shop", 2, 1)).isEqualTo(1);
        assertThat(store().forgetBeforeImages("shop", 2, 9)).isEqualTo(1);
        assertThat(store().runs("shop", 9))
                .as("what is reverted still holds")
                .isEqualTo(List.of(new Store.Run(2, 1), new Store.Run(1, 1)));
        assertThat(store().runs("mailing", 9)).hasSize(1);
    }

    @Test
    default void recordsOfASystemAreCounted() {
        store().commit(Batch.of(Rows.record(1, "shop", "1"), Rows.record(2, "shop", "2"), Rows.record(3, "erp", "1"))
                .build());

        assertThat(store().countRecords("shop", "customer")).isEqualTo(2);
        assertThat(store().countRecords("shop", "order")).isZero();
    }
}
