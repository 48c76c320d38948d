package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The part of SOQL that clients of this twin speak (developer.salesforce.com, SOQL and SOSL Reference): a list of fields,
 * one object, conditions joined by AND, an order and a limit. Everything else is MALFORMED_QUERY. Immutable.
 *
 * @param fields as they were asked for, such as {@code Account.Name}
 * @param object such as {@code Contact}
 * @param limit rows at most
 */
record SalesforceSoql(
        List<String> fields, String object, Predicate<JsonNode> where, Comparator<JsonNode> order, int limit) {
    /** How the vendor writes times: whole seconds, an offset without a colon. */
    static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'.000+0000'", Locale.ROOT);

    private static final Pattern QUERY = Pattern.compile(
            "(?is)\\s*SELECT\\s+(?<fields>.+?)\\s+FROM\\s+(?<object>\\w+)(?:\\s+WHERE\\s+(?<where>.+?))?"
                    + "(?:\\s+ORDER\\s+BY\\s+(?<order>[\\w., ]+?))?(?:\\s+LIMIT\\s+(?<limit>\\d+))?\\s*");
    private static final Pattern CONDITION = Pattern.compile(
            "(?is)\\s*(?<field>[\\w.]+)\\s*(?<operator>=|>=|<=|>|<|\\sIN\\b)\\s*"
                    + "(?<value>'[^'\\\\]*+(?:\\\\.[^'\\\\]*+)*+'|\\((?:\\s*'[^'\\\\]*+(?:\\\\.[^'\\\\]*+)*+'\\s*,?)+\\)|[\\w.:+-]+)\\s*(?:AND\\b|$)");
    private static final Pattern TEXT = Pattern.compile("(?s)'([^'\\\\]*+(?:\\\\.[^'\\\\]*+)*+)'");

    /** What is wrong with a query, as the vendor would say. */
    static final class Wrong extends RuntimeException {
        private static final long serialVersionUID = 1;

        final String code;

        Wrong(String code, String message) {
            super(message);
            this.code = code;
        }
    }

    /** Reads a query; throws {@link Wrong} with MALFORMED_QUERY. */
    static SalesforceSoql of(String query) {
        Matcher matcher = QUERY.matcher(query);
        if (!matcher.matches()) {
            throw new Wrong("MALFORMED_QUERY", "unexpected token");
        }
        String where = matcher.group("where");
        String order = matcher.group("order");
        String limit = matcher.group("limit");
        return new SalesforceSoql(
                Stream.of(matcher.group("fields").split(",", -1))
                        .map(String::strip)
                        .toList(),
                matcher.group("object"),
                where == null ? row -> true : where(where),
                order(order == null ? "Id" : order),
                limit == null ? Integer.MAX_VALUE : Integer.parseInt(limit));
    }

    private static Predicate<JsonNode> where(String text) {
        Predicate<JsonNode> all = row -> true;
        Matcher condition = CONDITION.matcher(text);
        int from = 0;
        while (from < text.length()) {
            if (!condition.find(from) || condition.start() != from) {
                throw new Wrong("MALFORMED_QUERY", "unexpected token");
            }
            String field = condition.group("field");
            String operator = condition.group("operator").strip().toUpperCase(Locale.ROOT);
            String value = condition.group("value");
            all = all.and(row -> holds(at(row, field), operator, value));
            from = condition.end();
        }
        return all;
    }

    private static boolean holds(JsonNode value, String operator, String literal) {
        if (operator.equals("IN")) {
            return texts(literal).stream().anyMatch(text -> text.equalsIgnoreCase(value.asText()));
        }
        int compared = literal.startsWith("'")
                ? value.asText().compareToIgnoreCase(texts(literal).get(0))
                : compare(value, literal);
        return switch (operator) {
            case "=" -> compared == 0;
            case ">" -> compared > 0;
            case ">=" -> compared >= 0;
            case "<" -> compared < 0;
            default -> compared <= 0;
        };
    }

    /** A literal without quotes: a time, a truth value or null. */
    private static int compare(JsonNode value, String literal) {
        if (literal.equalsIgnoreCase("null")) {
            return value.isNull() || value.isMissingNode() ? 0 : 1;
        }
        if (literal.equalsIgnoreCase("true") || literal.equalsIgnoreCase("false")) {
            return Boolean.compare(value.asBoolean(), Boolean.parseBoolean(literal));
        }
        try {
            return time(value.asText()).compareTo(OffsetDateTime.parse(literal).toInstant());
        } catch (DateTimeParseException noTime) {
            throw new Wrong("INVALID_QUERY_FILTER_OPERATOR", "the value is of another type than the field");
        }
    }

    private static List<String> texts(String literal) {
        var texts = new ArrayList<String>();
        Matcher text = TEXT.matcher(literal);
        while (text.find()) {
            texts.add(text.group(1).replaceAll("\\\\(.)", "$1"));
        }
        return texts;
    }

    private static Comparator<JsonNode> order(String text) {
        @Nullable Comparator<JsonNode> order = null;
        for (String field : text.split(",", -1)) {
            String name = field.strip().split("\\s+", -1)[0];
            Comparator<JsonNode> by = Comparator.comparing(row -> at(row, name).asText());
            Comparator<JsonNode> next = field.toUpperCase(Locale.ROOT).contains(" DESC") ? by.reversed() : by;
            order = order == null ? next : order.thenComparing(next);
        }
        return Objects.requireNonNull(order);
    }

    private static JsonNode at(JsonNode row, String field) {
        return row.at("/" + field.replace('.', '/'));
    }

    static Instant time(String text) {
        return Instant.parse(text.replace("+0000", "Z"));
    }

    /** The row with nothing but the fields that were asked for. */
    ObjectNode shown(JsonNode row, ObjectNode attributes) {
        ObjectNode shown = Json.object();
        shown.set("attributes", attributes);
        for (String field : fields) {
            int dot = field.indexOf('.');
            if (dot < 0) {
                JsonNode value = row.path(field);
                shown.set(field, value.isMissingNode() ? Json.MAPPER.nullNode() : value);
            } else {
                JsonNode parent = row.path(field.substring(0, dot));
                shown.set(field.substring(0, dot), parent.isMissingNode() ? Json.MAPPER.nullNode() : parent);
            }
        }
        return shown;
    }
}
