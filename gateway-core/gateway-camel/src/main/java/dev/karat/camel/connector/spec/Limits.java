package dev.karat.camel.connector.spec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.engine.config.Durations;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How much may be asked of a vendor.
 *
 * @param concurrency calls at once
 * @param rate calls in a time, or null for no limit
 * @param timeout longest wait for a whole answer
 * @param answerBytesMax largest answer
 * @param retryAfterMax longest wait that a vendor may ask for; longer ones are cut
 */
public record Limits(
        int concurrency, @Nullable Rate rate, Duration timeout, int answerBytesMax, Duration retryAfterMax) {
    /** So many calls in that time. */
    public record Rate(int requests, Duration per) {
        static @Nullable Rate ofOptional(JsonNode node) {
            return node.has("requests")
                    ? new Rate(
                            node.path("requests").asInt(),
                            Durations.parse(node.path("per").asText("1s")))
                    : null;
        }
    }

    static Limits of(JsonNode node) {
        return new Limits(
                node.path("concurrency").asInt(4),
                Rate.ofOptional(node),
                Durations.parse(node.path("timeout").asText("30s")),
                node.path("answerBytesMax").asInt(20_000_000),
                Durations.parse(node.path("retryAfterMax").asText("1h")));
    }

    /** The same, with what an IT team knows better for its own plan: {@code concurrency}, {@code requests}, {@code per}. */
    Limits with(JsonNode own) {
        Rate other = Rate.ofOptional(own);
        return new Limits(
                own.path("concurrency").asInt(concurrency),
                other == null ? rate : other,
                timeout,
                answerBytesMax,
                retryAfterMax);
    }

    /** The same, with another time-out. */
    public Limits withTimeout(Duration other) {
        return new Limits(concurrency, rate, other, answerBytesMax, retryAfterMax);
    }
}
