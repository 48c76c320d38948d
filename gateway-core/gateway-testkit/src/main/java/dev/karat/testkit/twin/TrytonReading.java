package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Searches and shows rows. A field of a linked row, such as {@code addresses.city}, comes in an object under the name of
 * the link with a dot behind it. Rows that are not active are left out unless the context says otherwise.
 */
final class TrytonReading {
    private final TrytonModels models;
    private final boolean activeOnly;

    TrytonReading(TrytonModels models, boolean activeOnly) {
        this.models = models;
        this.activeOnly = activeOnly;
    }

    List<ObjectNode> found(String model, JsonNode domain) {
        Predicate<ObjectNode> wanted = all(model, domain);
        return models.table(model).stream()
                .filter(row -> isShown(model, row))
                .filter(wanted)
                .sorted(Comparator.comparingLong(row -> row.path("id").asLong()))
                .toList();
    }

    /** The answer of {@code search}: domain, offset, limit, order. */
    ArrayNode ids(String model, JsonNode params) {
        ArrayNode ids = Json.array();
        page(model, params.path(0), params)
                .forEach(row -> ids.add(row.path("id").asLong()));
        return ids;
    }

    /** The answer of {@code search_read}: domain, offset, limit, order, fields. */
    ArrayNode page(String model, JsonNode params) {
        ArrayNode rows = Json.array();
        page(model, params.path(0), params).forEach(row -> rows.add(shown(model, row, params.path(4))));
        return rows;
    }

    /** The answer of {@code read}: ids, fields. */
    ArrayNode read(String model, JsonNode params) {
        ArrayNode rows = Json.array();
        for (JsonNode id : params.path(0)) {
            ObjectNode row = models.table(model).get(id.asLong());
            if (row == null) {
                throw TrytonModels.Refused.user(
                        "You are trying to read records \"" + id + "\" of \"Party\" that don't" + " exist anymore.");
            }
            rows.add(shown(model, row, params.path(1)));
        }
        return rows;
    }

    private List<ObjectNode> page(String model, JsonNode domain, JsonNode params) {
        return found(model, domain).stream()
                .skip(params.path(1).asLong(0))
                .limit(params.path(2).isNumber() ? params.path(2).asLong() : Long.MAX_VALUE)
                .toList();
    }

    private boolean isShown(String model, ObjectNode row) {
        return !activeOnly
                || !TrytonModels.hasActive(model)
                || row.path("active").asBoolean();
    }

    private ObjectNode shown(String model, ObjectNode row, JsonNode fields) {
        ObjectNode shown = Json.object().put("id", row.path("id").asLong());
        Map<String, ArrayNode> linked = new LinkedHashMap<>();
        for (JsonNode field : fields) {
            String name = field.asText();
            int dot = name.indexOf('.');
            if (dot > 0) {
                linked.computeIfAbsent(name.substring(0, dot), any -> Json.array())
                        .add(name.substring(dot + 1));
            } else {
                shown.set(name, value(model, row, name));
            }
        }
        linked.forEach((name, inner) -> shown.set(name + ".", linked(model, row, name, inner)));
        return shown;
    }

    private JsonNode linked(String model, ObjectNode row, String field, ArrayNode inner) {
        String target = TrytonModels.target(model, field);
        if (target == null) {
            throw TrytonModels.Refused.unexpected("'" + field + "'");
        }
        ArrayNode rows = Json.array();
        models.follow(model, row, field)
                .filter(other -> isShown(target, other))
                .forEach(other -> rows.add(shown(target, other, inner)));
        return TrytonModels.isList(model, field) ? rows : rows.isEmpty() ? NullNode.getInstance() : rows.get(0);
    }

    private static JsonNode value(String model, ObjectNode row, String field) {
        if (field.equals("_timestamp")) {
            return Json.MAPPER.valueToTree(TrytonValues.timestamp(row));
        }
        JsonNode value = TrytonModels.value(model, row, field);
        return field.endsWith("_date") ? TrytonValues.datetime(value) : value;
    }

    /** Conditions that all hold, or of which one does if the word OR stands before them. */
    private Predicate<ObjectNode> all(String model, JsonNode domain) {
        boolean any = domain.path(0).asText().equals("OR");
        Predicate<ObjectNode> all = row -> !any;
        for (JsonNode clause : domain) {
            if (clause.isArray()) {
                Predicate<ObjectNode> one = one(model, clause);
                all = any ? all.or(one) : all.and(one);
            }
        }
        return all;
    }

    private Predicate<ObjectNode> one(String model, JsonNode clause) {
        boolean group = clause.isEmpty()
                || clause.path(0).isArray()
                || List.of("OR", "AND").contains(clause.path(0).asText());
        if (group) {
            return all(model, clause);
        }
        JsonNode wanted = TrytonValues.plain(clause.path(2));
        return row -> holds(model, row, clause.path(0).asText(), clause.path(1).asText(), wanted);
    }

    private boolean holds(String model, ObjectNode row, String path, String operator, JsonNode wanted) {
        int dot = path.indexOf('.');
        if (dot < 0) {
            return compare(TrytonModels.value(model, row, path), operator, wanted);
        }
        String field = path.substring(0, dot);
        String target = String.valueOf(TrytonModels.target(model, field));
        return models.follow(model, row, field)
                .filter(other -> isShown(target, other))
                .anyMatch(other -> holds(target, other, path.substring(dot + 1), operator, wanted));
    }

    private static boolean compare(JsonNode has, String operator, JsonNode wanted) {
        return switch (operator) {
            case "=" -> has.asText().equals(wanted.asText());
            case "!=" -> !has.asText().equals(wanted.asText());
            case "in" -> Json.MAPPER.valueToTree(has.asText()).isTextual() && contains(wanted, has.asText());
            case "ilike" ->
                has.isTextual() && like(wanted.asText()).matcher(has.asText()).matches();
            case ">" -> has.isNumber() && has.asLong() > wanted.asLong();
            case ">=" -> has.isNumber() && has.asLong() >= wanted.asLong();
            default -> throw TrytonModels.Refused.unexpected("'" + operator + "'");
        };
    }

    private static boolean contains(JsonNode list, String text) {
        for (JsonNode one : list) {
            if (one.asText().equals(text)) {
                return true;
            }
        }
        return false;
    }

    private static Pattern like(String pattern) {
        var expression = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            boolean itself = c == '\\' && i + 1 < pattern.length();
            if (!itself && (c == '%' || c == '_')) {
                expression.append(c == '%' ? ".*" : ".");
            } else {
                expression.append(Pattern.quote(
                        String.valueOf(itself ? pattern.charAt(++i) : c).toLowerCase(Locale.ROOT)));
            }
        }
        return Pattern.compile(expression.toString(), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL);
    }
}
