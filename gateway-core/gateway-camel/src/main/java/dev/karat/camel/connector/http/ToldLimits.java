package dev.karat.camel.connector.http;

import dev.karat.camel.connector.spec.Limits;
import java.time.Clock;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what a vendor tells in its headers of the calls that are left, by the declaration of its connector. */
final class ToldLimits {
    private static final Pattern NUMBER = Pattern.compile("\\s*(\\d{1,18})(?:\\.\\d+)?\\s*");
    private static final Pattern USED_OF = Pattern.compile("(?:[\\w-]+=|\\s*)(\\d{1,9})\\s*/\\s*(\\d{1,9})(?:\\D.*)?");

    private ToldLimits() {}

    /** Tells the account what the answer says, if it says something. */
    static void tell(Answer answer, Limits limits, Quota quota, Clock clock) {
        Limits.Told told = limits.told();
        String header = told == null ? null : answer.header(told.remaining()).orElse(null);
        if (told == null || header == null) {
            return;
        }
        Long remaining = remaining(header, told.used());
        if (remaining != null) {
            quota.told(remaining, reset(answer, told, limits.retryAfterMax(), clock));
        }
    }

    private static @Nullable Long remaining(String header, boolean used) {
        Matcher matcher = (used ? USED_OF : NUMBER).matcher(header);
        if (!matcher.matches()) {
            return null;
        }
        long first = Long.parseLong(matcher.group(1));
        return used ? Math.max(0, Long.parseLong(matcher.group(2)) - first) : first;
    }

    private static @Nullable Duration reset(Answer answer, Limits.Told told, Duration max, Clock clock) {
        String header =
                told.reset() == null ? null : answer.header(told.reset()).orElse(null);
        Matcher matcher = header == null ? null : NUMBER.matcher(header);
        if (matcher == null || !matcher.matches()) {
            return null;
        }
        long seconds = Long.parseLong(matcher.group(1));
        long wait = told.epoch() ? seconds - clock.instant().getEpochSecond() : seconds;
        return Duration.ofSeconds(Math.max(0, Math.min(wait, max.toSeconds())));
    }
}
