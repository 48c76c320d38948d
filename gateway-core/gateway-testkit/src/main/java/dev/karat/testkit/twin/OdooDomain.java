package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.testkit.twin.OdooPartners.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A search domain of Odoo: conditions on fields, also of rows that a field leads to, in Polish notation; two conditions
 * without an operator are both meant.
 */
final class OdooDomain {
    private final OdooModels models;
    private final String model;
    private final List<JsonNode> tokens = new ArrayList<>();
    private int at;

    private OdooDomain(OdooModels models, String model, JsonNode domain) {
        this.models = models;
        this.model = model;
        domain.forEach(tokens::add);
    }

    /** What rows the domain means. */
    static Predicate<ObjectNode> of(OdooModels models, String model, JsonNode domain) {
        var reading = new OdooDomain(models, model, domain);
        Predicate<ObjectNode> all = row -> true;
        while (reading.at < reading.tokens.size()) {
            all = all.and(reading.next());
        }
        return all;
    }

    /** True if the domain asks for the state of rows itself. */
    static boolean asksForActive(JsonNode domain) {
        for (JsonNode token : domain) {
            if (token.isArray() && token.path(0).asText().equals("active")) {
                return true;
            }
        }
        return false;
    }

    private Predicate<ObjectNode> next() {
        if (at >= tokens.size()) {
            throw new Refused(500, "builtins.ValueError", "Domain is syntactically not correct");
        }
        JsonNode token = tokens.get(at++);
        if (token.isArray() && token.size() == 3) {
            return row -> holds(model, row, token.get(0).asText(), token);
        }
        return switch (token.asText()) {
            case "&" -> next().and(next());
            case "|" -> next().or(next());
            case "!" -> next().negate();
            default -> throw new Refused(500, "builtins.ValueError", "Invalid domain term " + token);
        };
    }

    private boolean holds(String of, ObjectNode row, String path, JsonNode term) {
        int dot = path.indexOf('.');
        if (dot < 0) {
            return compare(row.path(path), term.get(1).asText(), term.get(2));
        }
        String field = path.substring(0, dot);
        String target = field.equals("child_ids") ? OdooModels.PARTNER : String.valueOf(models.link(of, field));
        return models.follow(of, row, field).anyMatch(linked -> holds(target, linked, path.substring(dot + 1), term));
    }

    private static boolean compare(JsonNode has, String operator, JsonNode wanted) {
        return switch (operator) {
            case "=" -> has.asText().equals(wanted.asText());
            case "!=" -> !has.asText().equals(wanted.asText());
            case "=ilike" ->
                isText(has) && like(wanted.asText()).matcher(has.asText()).matches();
            case "ilike" ->
                isText(has)
                        && like("%" + wanted.asText() + "%")
                                .matcher(has.asText())
                                .matches();
            case "in" -> isIn(has, wanted);
            case ">" -> order(has, wanted) > 0;
            case ">=" -> order(has, wanted) >= 0;
            case "<" -> order(has, wanted) < 0;
            case "<=" -> order(has, wanted) <= 0;
            default -> throw new Refused(500, "builtins.ValueError", "Invalid operator " + operator);
        };
    }

    private static boolean isText(JsonNode has) {
        return !has.equals(BooleanNode.FALSE);
    }

    private static boolean isIn(JsonNode has, JsonNode list) {
        for (JsonNode one : list) {
            if (one.asText().equals(has.asText())) {
                return true;
            }
        }
        return false;
    }

    private static int order(JsonNode has, JsonNode wanted) {
        return has.isNumber()
                ? Long.compare(has.asLong(), wanted.asLong())
                : has.asText().compareTo(wanted.asText());
    }

    /** LIKE of SQL: per cent for any text, a low line for any character, unless a backslash stands before it. */
    private static Pattern like(String pattern) {
        var expression = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '\\' && i + 1 < pattern.length()) {
                expression.append(Pattern.quote(String.valueOf(pattern.charAt(++i))));
            } else if (c == '%') {
                expression.append(".*");
            } else if (c == '_') {
                expression.append('.');
            } else {
                expression.append(Pattern.quote(String.valueOf(c).toLowerCase(Locale.ROOT)));
            }
        }
        return Pattern.compile(expression.toString(), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL);
    }
}
