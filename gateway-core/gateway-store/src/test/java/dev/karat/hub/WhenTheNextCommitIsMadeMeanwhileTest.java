package dev.karat.hub;

import static dev.karat.testkit.store.Rows.golden;
import static dev.karat.testkit.store.Rows.key;
import static dev.karat.testkit.store.Rows.pending;
import static dev.karat.testkit.store.Rows.person;
import static dev.karat.testkit.store.Rows.record;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.commit.GroupCommitWriter;
import dev.karat.engine.commit.UnitOfWork;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.SharedStore;
import dev.karat.engine.store.StoredGolden;
import dev.karat.engine.store.StoredRecord;
import dev.karat.store.Stores;
import dev.karat.testkit.store.Rows;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One commit waits for the disk, while the tasks of the next one are applied to what it puts. */
@Timeout(60)
class WhenTheNextCommitIsMadeMeanwhileTest {
    private static final RecordKey ADA = key("erp", "ada");
    private static final RecordKey BOB = key("erp", "bob");

    private final Semaphore disk = new Semaphore(0);
    private final List<Throwable> failures = new ArrayList<>();
    private volatile boolean full;

    @TempDir
    private Path folder;

    private SharedStore store;
    private GroupCommitWriter writer;

    @BeforeEach
    void open() {
        store = Stores.sqlite(folder.resolve("karat.db"));
        // One task each, so that the second is always another commit.
        writer = new GroupCommitWriter(
                StoreThatWaits.of(store, this::awaitDisk), 16, 1, Runnable::run, List.of(), failures::add);
        writer.start();
    }

    @AfterEach
    void close() {
        disk.release(1_000);
        writer.close();
        store.close();
    }

    private void awaitDisk(Runnable write) {
        disk.acquireUninterruptibly();
        if (full) {
            throw new GatewayException(ErrorCode.STORE_UNAVAILABLE, "The disk is full");
        }
        write.run();
    }

    /** Applied, though not durable before the disk is released. */
    private <T> CompletableFuture<T> applied(GroupCommitWriter.Task<T> task) throws InterruptedException {
        var done = new Semaphore(0);
        CompletableFuture<T> answer = writer.submit(1, work -> {
            try {
                return task.apply(work);
            } finally {
                done.release();
            }
        });
        assertThat(done.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
        return answer;
    }

    private static boolean enter(UnitOfWork work) {
        StoredRecord ada = record(work.nextRid(), ADA, "g1", person("Ada", "ada@example.org"));
        work.put(golden("g1", work.nextMint(), ada.rid(), ada.data()));
        work.put(ada);
        work.put(record(work.nextRid(), BOB, null, person("Bob")));
        work.put(pending("shop", "g1", "77", Rows.NOW));
        return true;
    }

    @Test
    void itSeesWhatTheOneBeforePutsAndIsAnsweredAfterIt() throws Exception {
        CompletableFuture<Boolean> first = applied(WhenTheNextCommitIsMadeMeanwhileTest::enter);
        CompletableFuture<List<Object>> second = applied(work -> List.of(
                work.recordsOf("g1").stream().map(StoredRecord::key).toList(),
                work.records(List.of(1L, 2L)).size(),
                work.goldensAnchoredOn(List.of(1L)).stream()
                        .map(StoredGolden::id)
                        .toList(),
                work.deliveries("shop", "g1").size(),
                String.valueOf(work.deliveryOf("shop", "77") == null)));

        assertThat(first).isNotDone();
        assertThat(second).isNotDone();
        assertThat(store.counts().records()).isZero();
        disk.release(2);

        assertThat(second.get()).containsExactly(List.of(ADA), 2, List.of("g1"), 1, "false");
        assertThat(first).isCompletedWithValue(true);
        assertThat(store.counts().records()).isEqualTo(2);
    }

    @Test
    void itReplacesRemovesAndErasesWhatTheOneBeforePuts() throws Exception {
        CompletableFuture<Boolean> first = applied(WhenTheNextCommitIsMadeMeanwhileTest::enter);
        CompletableFuture<Boolean> second = applied(work -> {
            StoredRecord ada = requireNonNull(work.record(ADA));
            work.put(record(ada.rid(), ADA, null, person("Ada King")));
            work.remove(requireNonNull(work.deliveryOf("shop", "77")));
            work.erase(requireNonNull(work.record(BOB)));
            return work.recordsOf("g1").isEmpty();
        });
        CompletableFuture<List<Object>> third = writer.submit(
                1,
                work -> List.of(
                        requireNonNull(work.record(ADA)).data(),
                        work.record(BOB) == null,
                        work.deliveries("shop", "g1"),
                        work.recordsOf("g1")));
        disk.release(3);

        assertThat(first.get()).isTrue();
        assertThat(second.get()).isTrue();
        assertThat(third.get()).containsExactly(person("Ada King"), true, List.of(), List.of());
        assertThat(store.record(ADA).orElseThrow().data()).isEqualTo(person("Ada King"));
        assertThat(store.record(BOB)).isEmpty();
        assertThat(store.deliveryCounts("shop").getOrDefault(DeliveryState.Status.PENDING, 0L))
                .isZero();
    }

    /** A row that is written twice would be a version more in the history. */
    @Test
    void itWritesNothingThatTheOneBeforeWrites() throws Exception {
        CompletableFuture<Boolean> first = applied(WhenTheNextCommitIsMadeMeanwhileTest::enter);
        CompletableFuture<Boolean> second = applied(work -> work.record(ADA) != null);
        disk.release(1);
        assertThat(first.get()).isTrue();
        assertThat(second.get()).isTrue();
        assertThat(writer.commits()).isEqualTo(1);
    }

    @Test
    void whoReadsTheStoreItselfWaitsForIt() throws Exception {
        CompletableFuture<Boolean> first = applied(WhenTheNextCommitIsMadeMeanwhileTest::enter);
        CompletableFuture<Long> counted =
                writer.submit(1, work -> work.store().counts().records());

        assertThat(first).isNotDone();
        disk.release(2);
        assertThat(counted.get()).isEqualTo(2);
    }

    @Test
    void bothAreTakenBackIfTheFirstFails() throws Exception {
        var inMemory = new ArrayList<String>();
        CompletableFuture<Boolean> first = applied(work -> {
            inMemory.add("first");
            work.onRollback(() -> inMemory.remove("first"));
            return enter(work);
        });
        CompletableFuture<Boolean> second = applied(work -> {
            inMemory.add("second");
            work.onRollback(
                    () -> assertThat(inMemory.remove(inMemory.size() - 1)).isEqualTo("second"));
            work.put(record(work.nextRid(), "erp", "eve"));
            return true;
        });
        full = true;
        disk.release(1);

        assertThatThrownBy(first::join).isInstanceOf(CompletionException.class).hasMessageContaining("disk is full");
        assertThatThrownBy(second::join).isInstanceOf(CompletionException.class).hasMessageContaining("disk is full");
        assertThat(inMemory).isEmpty();
        assertThat(failures).hasSize(1);
        full = false;
        disk.release(1);
        assertThat(writer.submit(1, WhenTheNextCommitIsMadeMeanwhileTest::enter).get())
                .isTrue();
        assertThat(store.counts().records()).isEqualTo(2);
    }
}
