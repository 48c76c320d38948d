package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** As much of Ghost's filters (NQL) as clients of members need: conditions that all hold, such as {@code a:>'1'+b:x}. */
final class GhostFilter {
    private static final Pattern CONDITION =
            Pattern.compile("([a-z_.]+):(~\\^|~\\$|~|>=|<=|>|<|-)?('(?:[^'\\\\]|\\\\.)*'|\\[[^\\]]*]|[^+'\\[\\]]+)");
    private static final Pattern TIME = Pattern.compile("(\\d{4}-\\d\\d-\\d\\d)T(\\d\\d:\\d\\d:\\d\\d)\\.\\d+Z");

    private record Condition(String key, String operator, List<String> values) {}

    private final List<Condition> conditions = new ArrayList<>();

    private GhostFilter() {}

    /** Reads a filter; null if it cannot be read. */
    static @Nullable GhostFilter of(@Nullable String text) {
        var filter = new GhostFilter();
        Matcher matcher = CONDITION.matcher(text == null ? "" : text);
        int at = 0;
        while (text != null && at < text.length()) {
            if (!matcher.find(at) || matcher.start() != at) {
                return null;
            }
            String operator = matcher.group(2) == null ? "" : matcher.group(2);
            filter.conditions.add(new Condition(matcher.group(1), operator, values(matcher.group(3))));
            boolean more = matcher.end() < text.length();
            if (more && text.charAt(matcher.end()) != '+') {
                return null;
            }
            at = matcher.end() + (more ? 1 : 0);
        }
        return filter;
    }

    List<String> keys() {
        return conditions.stream().map(Condition::key).toList();
    }

    /** True of the rows that the filter lets through; members by their path. */
    Predicate<JsonNode> on(Function<String, String> path) {
        return row -> conditions.stream()
                .allMatch(condition -> holds(
                        condition, stored(row.at(path.apply(condition.key())).asText(""))));
    }

    private static List<String> values(String text) {
        if (text.startsWith("[")) {
            return Arrays.asList(text.substring(1, text.length() - 1).split(",", -1));
        }
        return List.of(
                text.startsWith("'") ? text.substring(1, text.length() - 1).replaceAll("\\\\(.)", "$1") : text);
    }

    /** Times are compared in the form of the database, which no text with a T ever equals. */
    private static String stored(String shown) {
        Matcher time = TIME.matcher(shown);
        return time.matches() ? time.group(1) + " " + time.group(2) : shown;
    }

    private static boolean holds(Condition condition, String value) {
        String asked = condition.values.get(0);
        String lower = value.toLowerCase(Locale.ROOT);
        return switch (condition.operator) {
            case ">" -> value.compareTo(asked) > 0;
            case ">=" -> value.compareTo(asked) >= 0;
            case "<" -> value.compareTo(asked) < 0;
            case "<=" -> value.compareTo(asked) <= 0;
            case "-" -> !condition.values.contains(value);
            case "~" -> lower.contains(asked.toLowerCase(Locale.ROOT));
            case "~^" -> lower.startsWith(asked.toLowerCase(Locale.ROOT));
            case "~$" -> lower.endsWith(asked.toLowerCase(Locale.ROOT));
            default -> condition.values.contains(value);
        };
    }
}
