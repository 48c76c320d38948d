package dev.karat.engine.config;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 500ms}, {@code 2s}, {@code 5m}, {@code 1h}, {@code 90d}. */
public final class Durations {
    /** The form, for schemas. */
    public static final String PATTERN = "(\\d{1,9})(ms|s|m|h|d)";

    private static final Pattern FORM = Pattern.compile(PATTERN);
    private static final Map<String, Duration> UNITS = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));

    private Durations() {}

    /** The duration; throws {@link IllegalArgumentException} if the text has another form. */
    public static Duration parse(String text) {
        var form = FORM.matcher(text);
        Duration unit = form.matches() ? UNITS.get(form.group(2)) : null;
        if (unit == null) {
            throw new IllegalArgumentException("A duration is a number with ms, s, m, h or d");
        }
        return unit.multipliedBy(Long.parseLong(form.group(1)));
    }
}
