package dev.karat.testkit.twin;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What goes wrong with one request. Immutable. */
public sealed interface Fault permits Fault.Refusal, Fault.Lost, Fault.Truncated, Fault.Slow, Fault.Overtaken {
    /**
     * The request is answered without being looked at.
     *
     * @param status HTTP status
     * @param headers headers of the answer
     * @param body its body, or null for what this vendor says with that status
     */
    record Refusal(
            int status,
            Map<String, String> headers,
            @Nullable String body) implements Fault {}

    /**
     * The connection is dropped without an answer.
     *
     * @param applied true if the write takes effect first, so that only its answer is lost
     * @param after how long the caller is kept waiting before
     */
    record Lost(boolean applied, Duration after) implements Fault {}

    /** The request takes effect, but half of the body of its answer is missing. */
    record Truncated() implements Fault {}

    /** The request takes effect, and its answer comes late. */
    record Slow(Duration by) implements Fault {}

    /** Somebody else is at the vendor just before the request is, which is answered as usual then. */
    record Overtaken(Runnable by) implements Fault {}

    /** A status in the words of the vendor, such as 401, 404 or 409. */
    static Fault status(int status) {
        return new Refusal(status, Map.of(), null);
    }

    /** 403 without a body. */
    static Fault forbiddenWithoutBody() {
        return new Refusal(403, Map.of(), "");
    }

    /** 429 without a word on when to come back. */
    static Fault tooManyRequests() {
        return status(429);
    }

    /** 429 with a Retry-After: seconds ({@code 7}), a decimal ({@code 2.0}) or an HTTP date. */
    static Fault tooManyRequests(String retryAfter) {
        return new Refusal(429, Map.of("Retry-After", retryAfter), null);
    }

    /** 500 with the HTML of a proxy. */
    static Fault serverErrorHtml() {
        return new Refusal(
                500,
                Map.of("Content-Type", "text/html"),
                "<html><head><title>500</title></head><body><h1>Internal Server Error</h1></body></html>");
    }

    /** 503 with a Retry-After. */
    static Fault unavailable(String retryAfter) {
        return new Refusal(503, Map.of("Retry-After", retryAfter, "Content-Type", "text/plain"), "Service Unavailable");
    }

    /** 200 with half of its JSON. */
    static Fault truncated() {
        return new Truncated();
    }

    /** The write took effect, the connection drops at once. */
    static Fault lostAfterWrite() {
        return new Lost(true, Duration.ZERO);
    }

    /** The write took effect, the caller hears nothing for that time, then the connection drops. */
    static Fault hangAfterWrite(Duration after) {
        return new Lost(true, after);
    }

    /** The connection drops before anything happened. */
    static Fault lostBeforeWrite() {
        return new Lost(false, Duration.ZERO);
    }

    /** Somebody else does that first, such as the staff that enters the same customer. */
    static Fault overtaken(Runnable by) {
        return new Overtaken(by);
    }

    /** A late answer. */
    static Fault slow(Duration by) {
        return new Slow(by);
    }
}
