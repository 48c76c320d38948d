package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Searches of RT's REST 2: an array of conditions, those on one field joined by OR unless told otherwise, those on
 * different fields by AND, and those on fields that cannot be searched ignored; pages of 20, silently 100 at most; a
 * page beyond the last is empty (as RT 5.0.3 answers).
 */
final class RtSearch {
    private static final int PER_PAGE_DEFAULT = 20;
    private static final int PER_PAGE_MAX = 100;

    private RtSearch() {}

    /** The filter that conditions on those fields mean, or null if they are no array of objects. */
    static @Nullable Predicate<JsonNode> filter(@Nullable JsonNode conditions, Predicate<String> searchable) {
        if (conditions == null || !(conditions.isArray() || conditions.isMissingNode())) {
            return null;
        }
        Map<String, Predicate<JsonNode>> byField = new LinkedHashMap<>();
        for (JsonNode condition : conditions) {
            if (!condition.hasNonNull("value") || !searchable.test(Json.text(condition, "field"))) {
                continue;
            }
            boolean and = Json.text(condition, "entry_aggregator").equalsIgnoreCase("AND");
            byField.merge(
                    Json.text(condition, "field"),
                    condition(
                            Json.text(condition, "field"),
                            condition.path("operator").asText("="),
                            Json.text(condition, "value")),
                    (first, next) -> and ? first.and(next) : first.or(next));
        }
        return byField.values().stream().reduce(row -> true, Predicate::and);
    }

    /**
     * One page.
     *
     * @param counted whether RT says how many there are
     * @param stub shows a row in short
     * @param value what a field asked for shows beside it; an empty text if there is nothing
     */
    static ObjectNode page(
            Request request,
            String url,
            Stream<ObjectNode> found,
            boolean counted,
            UnaryOperator<ObjectNode> stub,
            BiFunction<ObjectNode, String, @Nullable JsonNode> value) {
        List<ObjectNode> all = found.sorted(order(request)).toList();
        int perPage = Math.min(PER_PAGE_MAX, positive(request.parameter("per_page"), PER_PAGE_DEFAULT));
        int pages = (all.size() + perPage - 1) / perPage;
        int page = positive(request.parameter("page"), 1);
        List<ObjectNode> items =
                all.stream().skip((page - 1L) * perPage).limit(perPage).toList();
        ObjectNode body = Json.object()
                .put("count", items.size())
                .put("total", counted ? all.size() : null)
                .put("per_page", perPage)
                .put("page", page)
                .put("pages", counted ? pages : null);
        ArrayNode array = body.putArray("items");
        for (ObjectNode item : items) {
            ObjectNode shown = stub.apply(item);
            for (String name : request.parameter("fields", "").split(",", -1)) {
                JsonNode shownValue = name.isEmpty() ? null : value.apply(item, name);
                if (!name.isEmpty()) {
                    boolean none = shownValue == null || shownValue.isMissingNode();
                    shown.set(name, none ? TextNode.valueOf("") : shownValue);
                }
            }
            array.add(shown);
        }
        if (counted && page < pages) {
            body.put("next_page", url + "?" + query(request, page + 1));
        }
        if (counted && page > 1) {
            body.put("prev_page", url + "?" + query(request, Math.min(pages, page - 1)));
        }
        return body;
    }

    /** One condition; an operator that is not known finds nothing. */
    static Predicate<JsonNode> condition(String field, String operator, String value) {
        return row -> {
            String has = value(row, field);
            return switch (operator.toUpperCase(Locale.ROOT)) {
                case "=" -> has.equalsIgnoreCase(value);
                case "!=" -> !has.equalsIgnoreCase(value);
                case "LIKE" -> lower(has).contains(lower(value));
                case "STARTSWITH" -> lower(has).startsWith(lower(value));
                case "ENDSWITH" -> lower(has).endsWith(lower(value));
                case ">" -> compare(has, value) > 0;
                case ">=" -> compare(has, value) >= 0;
                case "<" -> compare(has, value) < 0;
                case "<=" -> compare(has, value) <= 0;
                default -> false;
            };
        };
    }

    /** The value of a field or of {@code CustomField.{Name}}; times without T and Z, as the database holds them. */
    private static String value(JsonNode row, String field) {
        if (field.startsWith("CustomField.{")) {
            return Json.text(row.path("CustomFields"), field.substring(13, field.length() - 1));
        }
        String text = Json.text(row, field);
        return text.matches("\\d{4}-\\d\\d-\\d\\dT.*Z") ? text.substring(0, 19).replace('T', ' ') : text;
    }

    private static int compare(String has, String value) {
        boolean numbers = has.matches("\\d{1,18}") && value.matches("\\d{1,18}");
        String wanted = value.matches("\\d{4}-\\d\\d-\\d\\dT.*Z")
                ? value.substring(0, 19).replace('T', ' ')
                : value;
        return numbers ? Long.compare(Long.parseLong(has), Long.parseLong(value)) : has.compareTo(wanted);
    }

    private static Comparator<ObjectNode> order(Request request) {
        Comparator<ObjectNode> order = Comparator.comparing(row -> 0);
        List<String> fields = request.query().getOrDefault("orderby", List.of());
        List<String> orders = request.query().getOrDefault("order", List.of());
        for (int i = 0; i < fields.size(); i++) {
            String field = fields.get(i);
            Comparator<ObjectNode> by = (first, second) -> compare(value(first, field), value(second, field));
            boolean falling = i < orders.size() && orders.get(i).equalsIgnoreCase("DESC");
            order = order.thenComparing(falling ? by.reversed() : by);
        }
        return order.thenComparingLong(row -> row.path("id").asLong());
    }

    private static int positive(@Nullable String text, int otherwise) {
        return text != null && text.matches("[1-9]\\d{0,8}") ? Integer.parseInt(text) : otherwise;
    }

    private static String query(Request request, int page) {
        String kept = request.query().entrySet().stream()
                .filter(entry -> !entry.getKey().equals("page"))
                .flatMap(entry -> entry.getValue().stream().map(value -> entry.getKey() + "=" + encoded(value)))
                .collect(Collectors.joining("&"));
        return kept.isEmpty() ? "page=" + page : kept + "&page=" + page;
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
