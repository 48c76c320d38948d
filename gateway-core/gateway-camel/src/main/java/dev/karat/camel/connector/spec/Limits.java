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
 * @param reserve share of the rate that is kept for calls that somebody waits for, 0 to 1
 * @param told where the vendor's answers tell what is left, or null
 */
public record Limits(
        int concurrency,
        @Nullable Rate rate,
        Duration timeout,
        int answerBytesMax,
        Duration retryAfterMax,
        double reserve,
        @Nullable Told told) {
    private static final double RESERVE = 0.2;

    /**
     * Headers with the vendor's own count.
     *
     * @param remaining header with the calls that are left
     * @param used it says how many were used of how many, such as 32/40
     * @param reset header with the time when the vendor counts anew, or null
     * @param epoch that is in seconds since 1970 UTC; otherwise in seconds from now
     */
    public record Told(
            String remaining, boolean used, @Nullable String reset, boolean epoch) {
        static @Nullable Told ofOptional(JsonNode node) {
            return node.has("remaining")
                    ? new Told(
                            node.path("remaining").asText(),
                            node.path("form").asText().equals("used/limit"),
                            StreamSpec.text(node.path("reset")),
                            node.path("resetAs").asText().equals("epoch"))
                    : null;
        }
    }

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
                Durations.parse(node.path("retryAfterMax").asText("1h")),
                node.path("reserve").asDouble(RESERVE),
                Told.ofOptional(node.path("told")));
    }

    /**
     * The same, with what an IT team knows better for its own plan: {@code concurrency}, {@code requests}, {@code per},
     * {@code reserve}.
     */
    Limits with(JsonNode own) {
        Rate other = Rate.ofOptional(own);
        return new Limits(
                own.path("concurrency").asInt(concurrency),
                other == null ? rate : other,
                timeout,
                answerBytesMax,
                retryAfterMax,
                own.path("reserve").asDouble(reserve),
                told);
    }

    /** The same, with another time-out. */
    public Limits withTimeout(Duration other) {
        return new Limits(concurrency, rate, other, answerBytesMax, retryAfterMax, reserve, told);
    }
}
