package dev.karat.testkit.twin;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who is signed in. A session ends when it was not used for five minutes; after five wrong passwords nobody signs in for
 * as long, not even with the right one. Safe for use by several threads.
 */
final class TrytonSessions {
    static final int USER_ID = 2;

    private static final Duration TIMEOUT = Duration.ofMinutes(5);
    private static final int ATTEMPTS_MAX = 5;

    private final Clock clock;
    private final String user;
    private final String password;
    private final Map<String, Instant> used = new HashMap<>();
    private int attempts;
    private Instant lastAttempt = Instant.EPOCH;
    private int begun;

    TrytonSessions(Clock clock, String user, String password) {
        this.clock = clock;
        this.user = user;
        this.password = password;
    }

    synchronized boolean isBlocked() {
        return attempts >= ATTEMPTS_MAX && clock.instant().isBefore(lastAttempt.plus(TIMEOUT));
    }

    /** The key of a new session, or null if the password is wrong. */
    synchronized @Nullable String begin(String name, String given) {
        if (!name.equals(user) || !given.equals(password)) {
            attempts++;
            lastAttempt = clock.instant();
            return null;
        }
        attempts = 0;
        begun++;
        String key = UUID.randomUUID().toString().replace("-", "");
        used.put(key, clock.instant());
        return key;
    }

    /** True if the header shows a session that has not ended, or the password itself. */
    synchronized boolean knows(@Nullable String header) {
        if (header == null || header.indexOf(' ') < 0) {
            return false;
        }
        String shown = decoded(header.substring(header.indexOf(' ') + 1));
        if (header.startsWith("Basic ")) {
            return shown.equals(user + ":" + password);
        }
        String prefix = user + ":" + USER_ID + ":";
        String key = shown.startsWith(prefix) ? shown.substring(prefix.length()) : "";
        Instant last = used.get(key);
        if (!header.startsWith("Session ") || last == null || clock.instant().isAfter(last.plus(TIMEOUT))) {
            return false;
        }
        used.put(key, clock.instant());
        return true;
    }

    synchronized void clear() {
        used.clear();
    }

    synchronized int begun() {
        return begun;
    }

    private static String decoded(String text) {
        try {
            return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException noBase64) {
            return "";
        }
    }
}
