package dev.karat.engine.normalize;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Dates of birth as people and systems write them. Where day and month could be either, the day comes first outside
 * countries that write the month first.
 */
public final class DateNormalizer {
    private static final Pattern ISO = Pattern.compile("(\\d{4})(?:[-/.](\\d{1,2})(?:[-/.](\\d{1,2}))?)?(?:[T ].*)?");
    private static final Pattern COMPACT = Pattern.compile("(\\d{4})(\\d{2})(\\d{2})");
    private static final Pattern YEAR_LAST = Pattern.compile("(\\d{1,2})[-/. ]+(\\d{1,2})[-/. ]+(\\d{4}|\\d{2})");
    private static final Pattern NAMED_DAY_FIRST =
            Pattern.compile("(\\d{1,2})(?:st|nd|rd|th)?[-/. ]+([a-z]{3,9})[-/., ]+(\\d{4}|\\d{2})");
    private static final Pattern NAMED_MONTH_FIRST =
            Pattern.compile("([a-z]{3,9})[-/. ]+(\\d{1,2})(?:st|nd|rd|th)?[-/., ]+(\\d{4}|\\d{2})");
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final int LENGTH_MAX = 40;

    private DateNormalizer() {}

    /**
     * The ISO 8601 form of a date or of its known part, or null if it cannot be read for sure: also for years of two
     * digits, whose century nobody knows.
     */
    public static @Nullable String iso(String raw, @Nullable String country) {
        int date = packed(raw, country);
        int year = date / 10000;
        int month = date / 100 % 100;
        int day = date % 100;
        if (year < 1000) {
            return null;
        }
        if (month == 0) {
            return day == 0 ? String.format(Locale.ROOT, "%04d", year) : null;
        }
        try {
            return day == 0
                    ? LocalDate.of(year, month, 1).toString().substring(0, 7)
                    : LocalDate.of(year, month, day).toString();
        } catch (DateTimeException e) {
            return null;
        }
    }

    /**
     * {@code year * 10000 + month * 100 + day} with 0 for an unknown part; 0 for no date and for placeholders. Parts
     * are not checked: a mistyped month still tells something. A year below 100 has no known century.
     */
    static int packed(String raw, @Nullable String country) {
        String text = raw.strip();
        if (text.isEmpty() || text.length() > LENGTH_MAX) {
            return 0;
        }
        int date = plain(text, country);
        return isPlaceholder(date) ? 0 : date;
    }

    private static int plain(String text, @Nullable String country) {
        if (isIsoDay(text)) {
            return number(text, 0, 4) * 10000 + number(text, 5, 7) * 100 + number(text, 8, 10);
        }
        Matcher iso = ISO.matcher(text);
        if (iso.matches()) {
            return pack(iso.group(1), iso.group(2), iso.group(3));
        }
        Matcher compact = COMPACT.matcher(text);
        if (compact.matches()) {
            return pack(compact.group(1), compact.group(2), compact.group(3));
        }
        Matcher yearLast = YEAR_LAST.matcher(text);
        if (yearLast.matches()) {
            int first = Integer.parseInt(yearLast.group(1));
            int second = Integer.parseInt(yearLast.group(2));
            boolean monthFirst = second > 12 || (first <= 12 && writesMonthFirst(country));
            return Integer.parseInt(yearLast.group(3)) * 10000
                    + (monthFirst ? first * 100 + second : second * 100 + first);
        }
        return named(TextFolder.lower(text));
    }

    /** Four digits, two and two, with hyphens: what nearly all systems write takes no pattern. */
    private static boolean isIsoDay(String text) {
        if (text.length() != 10) {
            return false;
        }
        for (int i = 0; i < 10; i++) {
            char c = text.charAt(i);
            boolean hyphen = i == 4 || i == 7;
            if (hyphen ? c != '-' : !(c >= '0' && c <= '9')) {
                return false;
            }
        }
        return true;
    }

    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            number = number * 10 + text.charAt(i) - '0';
        }
        return number;
    }

    private static int named(String text) {
        Matcher dayFirst = NAMED_DAY_FIRST.matcher(text);
        if (dayFirst.matches()) {
            return pack(dayFirst.group(3), month(dayFirst.group(2)), dayFirst.group(1));
        }
        Matcher monthFirst = NAMED_MONTH_FIRST.matcher(text);
        return monthFirst.matches() ? pack(monthFirst.group(3), month(monthFirst.group(1)), monthFirst.group(2)) : 0;
    }

    private static @Nullable String month(String name) {
        int index = MONTHS.indexOf(name.substring(0, 3));
        return index < 0 ? null : Integer.toString(index + 1);
    }

    private static int pack(String year, @Nullable String month, @Nullable String day) {
        return Integer.parseInt(year) * 10000
                + (month == null ? 0 : Integer.parseInt(month) * 100)
                + (day == null ? 0 : Integer.parseInt(day));
    }

    /** The United States and a few others write the month before the day (CLDR short date patterns). */
    private static boolean writesMonthFirst(@Nullable String country) {
        return "US".equals(country) || "PH".equals(country) || "PR".equals(country);
    }

    private static boolean isPlaceholder(int date) {
        int year = date / 10000;
        return date == 19000101 || date == 18000101 || date == 99991231 || year == 9999 || year == 0 || year == 1;
    }
}
