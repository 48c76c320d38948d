package dev.karat.camel.connector.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The Retry-After header (RFC 9110, 10.2.3): whole seconds or an HTTP date; and decimal seconds, which the standard
 * does not know but Shopify sends.
 */
public final class RetryAfter {
    private static final Pattern SECONDS = Pattern.compile("(\\d{1,9})(?:\\.(\\d{1,9}))?");

    private RetryAfter() {}

    /**
     * The wait that is asked for, from 0 to {@code max}; null if the header says nothing that can be read.
     *
     * @param now time of this machine, from which a date counts
     */
    public static @Nullable Duration parse(String header, Instant now, Duration max) {
        Duration wait = wait(header.strip(), now);
        if (wait == null) {
            return null;
        }
        Duration positive = wait.isNegative() ? Duration.ZERO : wait;
        return positive.compareTo(max) > 0 ? max : positive;
    }

    private static @Nullable Duration wait(String text, Instant now) {
        var seconds = SECONDS.matcher(text);
        if (seconds.matches()) {
            // A part of a second is rounded up: too early is refused again.
            return Duration.ofSeconds(Long.parseLong(seconds.group(1)) + (isZero(seconds.group(2)) ? 0 : 1));
        }
        try {
            return Duration.between(
                    now,
                    ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
        } catch (DateTimeException unreadable) {
            return null;
        }
    }

    private static boolean isZero(@Nullable String fraction) {
        return fraction == null || fraction.chars().allMatch(digit -> digit == '0');
    }
}
