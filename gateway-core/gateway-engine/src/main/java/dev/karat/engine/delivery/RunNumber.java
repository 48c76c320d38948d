package dev.karat.engine.delivery;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/** Numbers of runs: the time in UTC at which one began, {@code 20260301083015}, and greater than every one before. */
public final class RunNumber {
    private static final DateTimeFormatter FORM = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");

    private RunNumber() {}

    /** The number of a time; runs that began before it have smaller ones. */
    public static long at(Instant time) {
        return Long.parseLong(FORM.format(LocalDateTime.ofInstant(time, ZoneOffset.UTC)));
    }

    /**
     * The next number.
     *
     * @param last the greatest one so far, 0 if there was none
     * @param micros microseconds since 1970 UTC
     */
    static long next(long last, long micros) {
        return Math.max(last + 1, at(Instant.EPOCH.plus(micros, ChronoUnit.MICROS)));
    }
}
