package dev.karat.camel.system;

import dev.karat.engine.delivery.Backoff;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps calls from a server that takes nothing: after some failures in a row it is open for a while, then lets one call
 * through that decides. Safe for several threads.
 */
public final class Circuit {
    /** Failures in a row that open it. */
    public static final int FAILURES = 5;

    /** Stands for any failure; where it happened says nothing. */
    private static final class Failed extends Exception {
        private static final long serialVersionUID = 1;

        Failed() {
            super("The call failed", null, false, false);
        }
    }

    private final Clock clock;
    private final CircuitBreaker breaker;
    private volatile Instant until = Instant.MIN;

    /**
     * @param name of the server
     * @param backoff how long it stays open, by how often it opened in a row
     */
    public Circuit(String name, Clock clock, Backoff backoff) {
        this.clock = clock;
        var config = CircuitBreakerConfig.custom()
                .clock(clock)
                .slidingWindowSize(FAILURES)
                .minimumNumberOfCalls(FAILURES)
                .failureRateThreshold(100)
                .permittedNumberOfCallsInHalfOpenState(1)
                .waitIntervalFunctionInOpenState(opened -> openFor(backoff.after(opened)))
                .build();
        this.breaker = CircuitBreaker.of(name, config);
    }

    private long openFor(Duration wait) {
        until = clock.instant().plus(wait);
        // It lets calls through after this time, and not yet at its end.
        return Math.max(1, wait.toMillis() - 1);
    }

    /** Asks for a call, which then has to be told as taken, failed, left out or paused; false while none may be made. */
    public boolean enter() {
        return !isOpen() && breaker.tryAcquirePermission();
    }

    /** True while no call may be made. */
    public boolean isOpen() {
        return breaker.getState() == State.OPEN && clock.instant().isBefore(until);
    }

    /** True while it is not known whether the server takes something again. */
    public boolean isProbing() {
        return breaker.getState() != State.CLOSED;
    }

    /** When a call may be made again; in the past if one may. */
    public Instant until() {
        return isOpen() ? until : Instant.MIN;
    }

    /** The server took a call, or refused it for what it holds. */
    public void taken() {
        breaker.onSuccess(0, TimeUnit.NANOSECONDS);
    }

    /** The server is not there, or does not answer as it should. */
    public void failed() {
        breaker.onError(0, TimeUnit.NANOSECONDS, new Failed());
    }

    /** The call was not made, or says nothing of the server. */
    public void left() {
        breaker.releasePermission();
    }

    /**
     * The server is too busy.
     *
     * @param wait that it asks for, or null
     */
    public synchronized void pause(@Nullable Duration wait) {
        if (wait == null) {
            if (!isOpen()) {
                breaker.transitionToOpenState();
            }
            return;
        }
        Instant asked = clock.instant().plus(wait);
        if (!isOpen() || asked.isAfter(until)) {
            until = asked;
            breaker.transitionToOpenStateFor(wait.minusNanos(1));
        }
    }

    /** An operator says that it is mended. */
    public void close() {
        breaker.reset();
    }
}
