package dev.karat.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.engine.store.Inbox;
import dev.karat.engine.store.Lease;
import dev.karat.engine.store.Setting;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Leases, the fence that they are for the writer and for cursors, and requests of other nodes. */
interface ClusterTests extends StoreUnderTest {
    Duration LONG = Duration.ofMinutes(10);

    @Test
    default void aLeaseHasOneHolderUntilItIsReleasedOrExpires() {
        Lease first = store().take("writer", "a", LONG).orElseThrow();

        assertThat(first).isEqualTo(new Lease("writer", "a", 1));
        assertThat(store().take("writer", "b", LONG)).isEmpty();
        assertThat(store().renew(List.of(first), LONG)).containsExactly(first);

        store().release(first);

        assertThat(store().held()).isEmpty();
        Lease second = store().take("writer", "b", Duration.ZERO).orElseThrow();
        assertThat(second).isEqualTo(new Lease("writer", "b", 2));
        assertThat(store().renew(List.of(first), LONG)).isEmpty();
        // Its time is over at once, so the next one may have it.
        assertThat(store().take("writer", "a", LONG)).contains(new Lease("writer", "a", 3));
        assertThat(store().held()).containsExactly(new Lease("writer", "a", 3));
    }

    @Test
    default void aNodeThatStartsAgainUnderItsNameFencesItsFormerSelf() {
        Lease former = store().take("writer", "a", LONG).orElseThrow();

        assertThat(store().take("writer", "a", LONG)).contains(new Lease("writer", "a", 2));

        assertThat(store().renew(List.of(former), LONG)).isEmpty();
    }

    @Test
    default void aWriterThatLostItsLeaseWritesNothing() {
        Lease lost = store().take("writer", "a", Duration.ZERO).orElseThrow();
        Lease held = store().take("writer", "b", LONG).orElseThrow();

        assertThatThrownBy(() -> store().commit(new Batch()
                        .records(Rows.record(1, "erp", "1"))
                        .fence(lost)
                        .build()))
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        failed -> assertThat(failed.code()).isEqualTo(ErrorCode.WRITER_LOST));
        assertThat(store().counts().records()).isZero();

        store().commit(new Batch()
                .records(Rows.record(1, "erp", "1"))
                .fence(held)
                .build());
        assertThat(store().counts().records()).isOne();
    }

    @Test
    default void aCursorOfALostLeaseDoesNotMove() {
        Lease lost = store().take("shop/customers", "a", Duration.ZERO).orElseThrow();
        Lease held = store().take("shop/customers", "b", LONG).orElseThrow();
        var newer = new Setting(Setting.Scope.CURSOR, "shop/customers", "page-9", Rows.NOW);
        var older = new Setting(Setting.Scope.CURSOR, "shop/customers", "page-3", Rows.NOW);

        store().commit(new Batch().fenced(newer, held).build());
        store().commit(new Batch()
                .fenced(older, lost)
                .settings(Rows.fact("a", "1"))
                .build());

        assertThat(store().setting(Setting.Scope.CURSOR, "shop/customers")).contains(newer);
        assertThat(store().settings(Setting.Scope.GATEWAY, 10)).containsExactly(Rows.fact("a", "1"));
    }

    @Test
    default void aRequestIsAnsweredByTheCommitThatCarriesItOut() {
        long first = store().ask("b", new byte[] {1});
        long second = store().ask("c", new byte[] {2});

        assertThat(store().waiting(10)).containsExactly(first, second);
        assertThat(store().answers("b", 10)).isEmpty();

        store().commit(new Batch()
                .records(Rows.record(1, "erp", "1"))
                .answers(new Inbox.Answer(first, false, new byte[] {9}))
                .build());

        assertThat(store().requests(store().waiting(10)))
                .extracting(Inbox.Request::node)
                .containsExactly("c");
        assertThat(store().answers("b", 10)).singleElement().satisfies(answer -> {
            assertThat(answer.seq()).isEqualTo(first);
            assertThat(answer.failed()).isFalse();
            assertThat(answer.body()).containsExactly(9);
        });

        store().drop(List.of(first));
        assertThat(store().answers("b", 10)).isEmpty();
    }

    @Test
    default void anAnswerThatNobodyFetchesGoesAfterAWhile() {
        long asked = store().ask("gone", new byte[] {1});
        store().ask("slow", new byte[] {1});
        store().commit(new Batch()
                .answers(new Inbox.Answer(asked, true, new byte[] {9}))
                .build());

        store().dropOlderThan(LONG);
        assertThat(store().answers("gone", 10)).hasSize(1);

        store().dropOlderThan(Duration.ofSeconds(-1));
        assertThat(store().answers("gone", 10)).isEmpty();
        assertThat(store().waiting(10)).hasSize(1);
    }
}
