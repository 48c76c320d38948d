package dev.karat.engine.hub;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.engine.commit.DaemonThreads;
import dev.karat.engine.store.Inbox;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Asks whichever node writes, through the inbox, and hands out its answers. Safe for several threads. */
final class AskedWriter {
    /** A request that nobody answered for so long fails; it may still be carried out, which changes nothing. */
    private static final Duration ANSWER = Duration.ofMinutes(2);

    private static final int ANSWERS_MAX = 256;

    private final Inbox inbox;
    private final String node;
    private final Signals signals;
    private final LongSupplier nanos;
    private final Semaphore free;
    private final int waitingMax;
    private final Map<Long, Asked<?>> asked = new ConcurrentHashMap<>();
    private final ExecutorService answers = Executors.newCachedThreadPool(new DaemonThreads("karat-asked"));

    private record Asked<R>(Command<R> command, CompletableFuture<R> answer, long since) {
        void answered(Inbox.Answer given) {
            try {
                if (given.failed()) {
                    answer.completeExceptionally(CommandJson.failure(given.body()));
                } else {
                    answer.complete(CommandJson.answer(command, given.body()));
                }
            } catch (RuntimeException unreadable) {
                answer.completeExceptionally(unreadable);
            }
        }
    }

    /** @param waitingMax requests that may be under way; a caller beyond that waits itself */
    AskedWriter(Inbox inbox, String node, Signals signals, int waitingMax, LongSupplier nanos) {
        this.inbox = inbox;
        this.node = node;
        this.signals = signals;
        this.nanos = nanos;
        this.waitingMax = waitingMax;
        this.free = new Semaphore(waitingMax);
    }

    <R> CompletableFuture<R> ask(Command<R> command) {
        try {
            byte[] body = CommandJson.write(command);
            if (!free.tryAcquire(ANSWER.toSeconds(), TimeUnit.SECONDS)) {
                return CompletableFuture.failedFuture(unanswered());
            }
            var answer = new CompletableFuture<R>();
            try {
                asked.put(inbox.ask(node, body), new Asked<>(command, answer, nanos.getAsLong()));
            } catch (RuntimeException unreachable) {
                free.release();
                throw unreachable;
            }
            signals.ring(HeldLeases.WRITER);
            return answer;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return CompletableFuture.failedFuture(unanswered());
        } catch (RuntimeException failed) {
            return CompletableFuture.failedFuture(failed);
        }
    }

    private static GatewayException unanswered() {
        return new GatewayException(ErrorCode.WRITER_LOST, "No node has answered yet; the gateway asks again");
    }

    int waiting() {
        return waitingMax - free.availablePermits();
    }

    /** Hands out what was answered; true if something was, or nothing is awaited. */
    boolean collect() {
        if (asked.isEmpty()) {
            return false;
        }
        var done = new ArrayList<Long>();
        try {
            for (Inbox.Answer answer : inbox.answers(node, ANSWERS_MAX)) {
                Asked<?> waiting = asked.remove(answer.seq());
                if (waiting != null) {
                    done.add(answer.seq());
                    free.release();
                    answers.execute(() -> waiting.answered(answer));
                }
            }
        } finally {
            done.addAll(giveUp());
        }
        if (!done.isEmpty()) {
            inbox.drop(done);
        }
        return !done.isEmpty();
    }

    /** Fails what waited too long; returns its places, so that it is not carried out any more. */
    private List<Long> giveUp() {
        var given = new ArrayList<Long>();
        asked.forEach((seq, waiting) -> {
            if (nanos.getAsLong() - waiting.since() > ANSWER.toNanos() && asked.remove(seq) != null) {
                given.add(seq);
                free.release();
                answers.execute(() -> waiting.answer().completeExceptionally(unanswered()));
            }
        });
        return given;
    }

    /** Where answers are handed out; what hangs on them may ask again. */
    Executor answers() {
        return answers;
    }

    /** Fails what still waits; it may be carried out, and is asked for again elsewhere. */
    void close() {
        asked.values().forEach(waiting -> waiting.answer().completeExceptionally(unanswered()));
        answers.shutdown();
    }
}
