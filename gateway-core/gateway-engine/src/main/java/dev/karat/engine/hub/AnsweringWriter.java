package dev.karat.engine.hub;

import dev.karat.engine.store.Inbox;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Carries out what other nodes ask, as long as this node writes. {@link #serve} is for one thread. */
final class AnsweringWriter {
    /** Requests that are under way at once. */
    private static final int REQUESTS_MAX = 64;

    private final Inbox inbox;
    private final Engine engine;
    private final Signals signals;
    private final Set<Long> underWay = ConcurrentHashMap.newKeySet();

    AnsweringWriter(Inbox inbox, Engine engine, Signals signals) {
        this.inbox = inbox;
        this.engine = engine;
        this.signals = signals;
    }

    /** Hands what waits to the writer; true if there was something. */
    boolean serve() {
        // Before the inbox is read: what ends in between was read as waiting, and must not be begun again.
        Set<Long> before = Set.copyOf(underWay);
        List<Long> fresh = inbox.waiting(REQUESTS_MAX).stream()
                .filter(seq -> !before.contains(seq))
                .toList();
        for (Inbox.Request request : inbox.requests(fresh)) {
            underWay.add(request.seq());
            begin(request);
        }
        return !fresh.isEmpty();
    }

    private void begin(Inbox.Request request) {
        try {
            carryOut(CommandJson.command(request.body()), request);
        } catch (RuntimeException unreadable) {
            refuse(request, unreadable);
        }
    }

    private <R> void carryOut(Command<R> command, Inbox.Request request) {
        var unused = engine.answer(
                        command, result -> new Inbox.Answer(request.seq(), false, CommandJson.answer(result)))
                .whenComplete((result, failed) -> {
                    if (failed == null) {
                        done(request);
                    } else {
                        refuse(request, failed);
                    }
                });
    }

    /** What failed with the database stays, and is tried again by whichever node writes then. */
    private void refuse(Inbox.Request request, Throwable failed) {
        if (Node.passes(failed)) {
            underWay.remove(request.seq());
            return;
        }
        var unused = engine.answer(new Inbox.Answer(request.seq(), true, CommandJson.failure(failed)))
                .thenRun(() -> done(request));
    }

    private void done(Inbox.Request request) {
        underWay.remove(request.seq());
        signals.ring(request.node());
    }
}
