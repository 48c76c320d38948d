package dev.karat.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.engine.store.Setting;
import dev.karat.engine.store.Store;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A commit is whole or not at all, and stays. */
interface CommitTests extends StoreUnderTest {
    @Test
    default void everyKindOfRowIsThereAfterReopening() {
        var golden = Rows.golden("g1", 1, 1, Rows.person("Anna", "anna@example.com"));
        store().commit(Batch.of(Rows.record(
                        1, Rows.key("erp", "1"), "g1", golden.profile().data()))
                .goldens(golden)
                .changes(Rows.change(1, "g1"))
                .deliveries(Rows.pending("shop", "g1", "77", 0))
                .settings(Rows.fact("colour", "blue"))
                .interactions(Rows.message("mail", "m1", "anna@example.com", Rows.NOW))
                .deadLetters(Rows.letter("erp", null, "half a row"))
                .build());

        Store again = reopen();

        assertThat(again.counts()).isEqualTo(new Store.Counts(1, 1, 1, 1, 1, 1));
        assertThat(again.recordsOf("g1")).hasSize(1);
        assertThat(again.goldens(List.of("g1"))).containsExactly(golden);
        assertThat(again.goldenIdsByContact("anna@example.com", 5)).containsExactly("g1");
        assertThat(again.changes(0, 5)).containsExactly(Rows.change(1, "g1"));
        assertThat(again.dueDeliveries("shop", 0, 5)).containsExactly(Rows.pending("shop", "g1", "77", 0));
        assertThat(again.setting(Setting.Scope.GATEWAY, "colour")).contains(Rows.fact("colour", "blue"));
        assertThat(again.interactions("mail", List.of("anna@example.com"), 5)).hasSize(1);
        assertThat(again.deadLetters(null, 5)).hasSize(1);
    }

    @Test
    default void ofABatchThatFailsNothingRemainsAndTheNextOneWorks() {
        store().commit(Batch.of(Rows.record(1, "erp", "1")).build());
        var sameNameOtherNumber = Rows.record(2, "erp", "1");

        var failure = catchThrowableOfType(
                GatewayException.class,
                () -> store().commit(Batch.of(sameNameOtherNumber)
                        .goldens(Rows.golden("g1", 1, 2, Rows.person("Anna")))
                        .changes(Rows.change(1, "g1"))
                        .settings(Rows.fact("colour", "blue"))
                        .build()));

        assertThat(failure.code()).isEqualTo(ErrorCode.INTERNAL);
        assertThat(store().counts()).isEqualTo(new Store.Counts(1, 0, 0, 1, 0, 0));
        assertThat(store().setting(Setting.Scope.GATEWAY, "colour")).isEmpty();
        store().commit(Batch.of(Rows.record(2, "erp", "2")).build());
        assertThat(store().counts().records()).isEqualTo(2);
    }

    @Test
    default void aFailureNamesNobody() {
        store().commit(Batch.of(Rows.record(1, "mail", "anna.secret@example.com"))
                .build());

        var failure = catchThrowableOfType(
                GatewayException.class,
                () -> store().commit(Batch.of(Rows.record(2, "mail", "anna.secret@example.com"))
                        .build()));

        assertThat(failure).isNotNull();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            assertThat(cause.toString()).doesNotContain("anna.secret");
        }
    }

    @Test
    default void aRecordPointsOnlyAtAProfileThatExists() {
        var stray = Rows.record(1, Rows.key("erp", "1"), "nowhere", Rows.person("Anna"));

        var failure = catchThrowableOfType(
                GatewayException.class, () -> store().commit(Batch.of(stray).build()));

        assertThat(failure.code()).isEqualTo(ErrorCode.INTERNAL);
    }

    @Test
    default void anEmptyBatchIsNoCommit() {
        store().commit(new Batch().build());

        assertThat(store().counts()).isEqualTo(new Store.Counts(0, 0, 0, 0, 0, 0));
    }

    @Test
    default void readersSeeEveryCommitWholeWhileTheWriterWrites() throws Exception {
        int commits = 200;
        var done = new AtomicBoolean();
        Callable<Integer> reader = () -> {
            int reads = 0;
            while (!done.get()) {
                var pair = store().settings(Setting.Scope.GATEWAY, 10).stream()
                        .map(Setting::value)
                        .distinct()
                        .toList();
                assertThat(pair).as("two facts of one commit").hasSizeLessThan(2);
                reads++;
            }
            return reads;
        };
        var threads = Executors.newFixedThreadPool(3);
        try {
            List<Future<Integer>> readers = List.of(threads.submit(reader), threads.submit(reader));
            for (int i = 1; i <= commits; i++) {
                String value = "commit " + i;
                store().commit(Batch.of(Rows.record(i, "erp", "id" + i))
                        .settings(Rows.fact("left", value), Rows.fact("right", value))
                        .build());
            }
            done.set(true);
            for (Future<Integer> one : readers) {
                assertThat(one.get()).isPositive();
            }
        } finally {
            done.set(true);
            threads.shutdownNow();
        }
        assertThat(store().counts().records()).isEqualTo(commits);
    }
}
