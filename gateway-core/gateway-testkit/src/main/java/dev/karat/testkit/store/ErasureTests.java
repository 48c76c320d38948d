package dev.karat.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.engine.store.BeforeImage;
import dev.karat.engine.store.DeadLetter;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.StewardDecision;
import dev.karat.engine.store.StewardDecision.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A privacy request removes a record and all that is kept under its name, and nothing of others. */
interface ErasureTests extends StoreUnderTest {
    @Test
    default void anErasedRecordLeavesNothingAndOthersStay() {
        var anna = Rows.record(1, Rows.key("shop", "77"), "g1", Rows.person("Anna", "anna@example.com"));
        var bob = Rows.record(2, Rows.key("shop", "78"), "g2", Rows.person("Bob", "bob@example.com"));
        store().commit(Batch.of(anna, bob)
                .goldens(Rows.golden("g1", 1, 1, Rows.person("Anna")), Rows.golden("g2", 2, 2, Rows.person("Bob")))
                .deliveries(
                        Rows.pending("shop", "g1", "77", 0),
                        Rows.pending("shop", "g2", "78", 0),
                        Rows.pending("mailing", "g3", "77", 0))
                .interactions(
                        Rows.message("shop", "order", "77", 1),
                        Rows.message("mail", "hello", "anna@example.com", 1),
                        Rows.message("desk", "ticket", "77", 1),
                        Rows.message("mail", "hi", "bob@example.com", 1))
                .beforeImages(
                        Rows.image("shop", 1, "g1", "77"),
                        Rows.image("shop", 1, "g9", "77"),
                        Rows.image("shop", 1, "g2", "78"))
                .deadLetters(Rows.letter("shop", "77", "anna"), Rows.letter("shop", "78", "bob"))
                .decisions(verdict("76", "77"), verdict("77", "78"), verdict("76", "78"))
                .build());

        store().commit(new Batch()
                .erase(anna.key(), Rows.key("shop", "unknown"))
                .build());

        assertThat(store().record(anna.key())).isEmpty();
        assertThat(store().goldenIdsByContact("anna@example.com", 5)).isEmpty();
        assertThat(store().interactions("shop", List.of("77"), 5)).isEmpty();
        assertThat(store().interactions("mail", List.of("anna@example.com"), 5)).isEmpty();
        assertThat(store().deliveries("shop", List.of("g1"))).isEmpty();
        assertThat(store().beforeImages("shop", 1, null, 5))
                .extracting(BeforeImage::externalId)
                .containsExactly("78");
        assertThat(store().deadLetters(null, 5))
                .extracting(DeadLetter::recordId)
                .containsExactly("78");
        assertThat(store().decisions()).containsExactly(verdict("76", "78"));

        assertThat(store().record(bob.key())).isPresent();
        assertThat(store().goldenIdsByContact("bob@example.com", 5)).containsExactly("g2");
        assertThat(store().interactions("desk", List.of("77"), 5)).hasSize(1);
        assertThat(store().interactions("mail", List.of("bob@example.com"), 5)).hasSize(1);
        assertThat(store().deliveries("shop", List.of("g2")))
                .extracting(DeliveryState::externalId)
                .containsExactly("78");
        assertThat(store().deliveries("mailing", List.of("g3"))).hasSize(1);
    }

    @Test
    default void anErasureWinsOverWhatTheSameBatchWrites() {
        var anna = Rows.record(1, "shop", "77");

        store().commit(Batch.of(anna)
                .deadLetters(Rows.letter("shop", "77", "anna"))
                .erase(anna.key())
                .build());

        assertThat(store().record(anna.key())).isEmpty();
        assertThat(store().deadLetters(null, 5)).isEmpty();
    }

    @Test
    default void theNumberOfAnErasedRecordIsNeverGivenAgain() {
        store().commit(Batch.of(Rows.record(8, "shop", "8"), Rows.record(9, "shop", "9"))
                .build());

        store().commit(new Batch().erase(Rows.key("shop", "9")).build());
        assertThat(store().counts().ridMax()).isEqualTo(9);
        store().commit(new Batch().erase(Rows.key("shop", "8")).build());

        assertThat(reopen().counts().ridMax()).isEqualTo(9);
        assertThat(store().counts().records()).isZero();
    }

    private static StewardDecision verdict(String first, String second) {
        return new StewardDecision(
                Rows.key("shop", first), Rows.key("shop", second), Verdict.NEVER, "steward", Rows.NOW);
    }
}
