package dev.karat.testkit.data;

import java.time.LocalDate;

/**
 * A value that changed at most once.
 *
 * @param before what held before the day of the change
 * @param since day of the change
 * @param now what holds from that day on
 */
record History<T>(T before, LocalDate since, T now) {
    static <T> History<T> always(T value) {
        return new History<>(value, LocalDate.MIN, value);
    }

    T at(LocalDate day) {
        return day.isBefore(since) ? before : now;
    }
}
