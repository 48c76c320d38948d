package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** As much of the filters of OData 2 as clients of SAP need: comparisons, {@code and}, {@code or}, brackets. */
final class ODataFilter {
    private static final Pattern TOKEN =
            Pattern.compile("\\s*(\\(|\\)|(?:datetime|time)?'(?:[^']|'')*'|[A-Za-z_/]+|-?\\d+)");

    private final List<String> tokens = new ArrayList<>();
    private int at;

    private ODataFilter(String text) {
        Matcher matcher = TOKEN.matcher(text);
        int from = 0;
        while (from < text.length()) {
            if (!matcher.find(from) || matcher.start() != from) {
                throw new IllegalArgumentException("Invalid token at position " + from);
            }
            tokens.add(matcher.group(1));
            from = matcher.end();
        }
    }

    /** Reads a filter; throws {@link IllegalArgumentException} for one that cannot be read. */
    static Predicate<JsonNode> of(String text) {
        if (text.isBlank()) {
            return row -> true;
        }
        var filter = new ODataFilter(text.strip());
        Predicate<JsonNode> read = filter.any();
        if (filter.at < filter.tokens.size()) {
            throw new IllegalArgumentException("Invalid token " + filter.tokens.get(filter.at));
        }
        return read;
    }

    private Predicate<JsonNode> any() {
        Predicate<JsonNode> read = all();
        while (takes("or")) {
            read = read.or(all());
        }
        return read;
    }

    private Predicate<JsonNode> all() {
        Predicate<JsonNode> read = one();
        while (takes("and")) {
            read = read.and(one());
        }
        return read;
    }

    private Predicate<JsonNode> one() {
        if (takes("(")) {
            Predicate<JsonNode> read = any();
            if (!takes(")")) {
                throw new IllegalArgumentException("A bracket is not closed");
            }
            return read;
        }
        String field = next();
        String operator = next();
        String literal = next();
        return row -> holds(row.path(field), field, operator, literal);
    }

    private boolean takes(String token) {
        boolean is = at < tokens.size() && tokens.get(at).equals(token);
        at += is ? 1 : 0;
        return is;
    }

    private String next() {
        if (at >= tokens.size()) {
            throw new IllegalArgumentException("The filter ends too early");
        }
        return tokens.get(at++);
    }

    /** Nothing is greater or less than an empty field. */
    private static boolean holds(JsonNode value, String field, String operator, String literal) {
        if (value.isNull() || value.isMissingNode()) {
            return operator.equals("ne");
        }
        int order = compared(value.asText(), field, literal);
        return switch (operator) {
            case "eq" -> order == 0;
            case "ne" -> order != 0;
            case "gt" -> order > 0;
            case "ge" -> order >= 0;
            case "lt" -> order < 0;
            case "le" -> order <= 0;
            default -> throw new IllegalArgumentException("Invalid operator " + operator);
        };
    }

    private static int compared(String value, String field, String literal) {
        String text = literal.contains("'")
                ? literal.substring(literal.indexOf('\'') + 1, literal.length() - 1)
                        .replace("''", "'")
                : literal;
        if (literal.startsWith("datetime")) {
            return SapTime.date(value).compareTo(SapTime.isoDate(text));
        }
        if (literal.startsWith("time")) {
            return SapTime.time(value).compareTo(SapTime.time(text));
        }
        return field.equals("BusinessPartner") ? inner(value).compareTo(inner(text)) : value.compareTo(text);
    }

    /** Numbers are kept with leading zeros. */
    static String inner(String number) {
        return number.matches("\\d{1,10}") ? "0".repeat(10 - number.length()) + number : number;
    }
}
