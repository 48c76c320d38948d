package dev.karat.camel.events;

import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What this node counts of one subscriber since the start. Safe for several threads. */
final class Tally {
    private final Clock clock;
    private long taken;
    private long refused;
    private @Nullable String lastFailure;
    private @Nullable Instant lastTaken;

    Tally(Clock clock) {
        this.clock = clock;
    }

    synchronized void note(Answer answer) {
        if (answer.kind() == Answer.Kind.TAKEN) {
            taken++;
            lastTaken = clock.instant();
        } else {
            refused++;
            lastFailure = answer.what();
        }
    }

    synchronized void failed(String what) {
        lastFailure = what;
    }

    synchronized long taken() {
        return taken;
    }

    synchronized long refused() {
        return refused;
    }

    synchronized @Nullable String lastFailure() {
        return lastFailure;
    }

    synchronized @Nullable Instant lastTaken() {
        return lastTaken;
    }
}
