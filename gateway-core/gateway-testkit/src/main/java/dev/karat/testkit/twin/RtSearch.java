package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
 * different fields by AND; pages of 20, silently 100 at most; a page beyond the last is the last
 * (RT::REST2::Resource::Collection and the tests beside it).
 */
final class RtSearch {
    private static final int PER_PAGE_DEFAULT = 20;
    private static final int PER_PAGE_MAX = 100;

    private RtSearch() {}

    /** The filter that conditions mean, or null if they are no array of objects. */
    static @Nullable Predicate<JsonNode> filter(@Nullable JsonNode conditions) {
        if (conditions == null || !(conditions.isArray() || conditions.isMissingNode())) {
            return null;
        }
        Map<String, Predicate<JsonNode>> byField = new LinkedHashMap<>();
        for (JsonNode condition : conditions) {
            boolean and = Json.text(condition, "entry_aggregator").equalsIgnoreCase("AND");
            byField.merge(
                    Json.text(condition, "field"),
                    condition(condition),
                    (first, next) -> and ? first.and(next) : first.or(next));
        }
        return byField.values().stream().reduce(row -> true, Predicate::and);
    }

    /** One page; {@code stub} shows a row in short, {@code value} is what a field asked for shows beside it. */
    static ObjectNode page(
            Request request,
            String url,
            Stream<ObjectNode> found,
            UnaryOperator<ObjectNode> stub,
            BiFunction<ObjectNode, String, @Nullable JsonNode> value) {
        List<ObjectNode> all = found.sorted(order(request)).toList();
        int perPage = Math.min(PER_PAGE_MAX, positive(request.parameter("per_page"), PER_PAGE_DEFAULT));
        int pages = (all.size() + perPage - 1) / perPage;
        int page = Math.max(1, Math.min(pages, positive(request.parameter("page"), 1)));
        List<ObjectNode> items = all.subList((page - 1) * perPage, Math.min(all.size(), page * perPage));
        ObjectNode body = Json.object()
                .put("count", items.size())
                .put("total", all.size())
                .put("per_page", perPage)
                .put("page", page)
                .put("pages", pages);
        ArrayNode array = body.putArray("items");
        for (ObjectNode item : items) {
            ObjectNode shown = stub.apply(item);
            for (String name : request.parameter("fields", "").split(",", -1)) {
                JsonNode shownValue = name.isEmpty() ? null : value.apply(item, name);
                if (shownValue != null && !shownValue.isMissingNode()) {
                    shown.set(name, shownValue);
                }
            }
            array.add(shown);
        }
        if (page < pages) {
            body.put("next_page", url + "?" + query(request, page + 1));
        }
        if (page > 1) {
            body.put("prev_page", url + "?" + query(request, page - 1));
        }
        return body;
    }

    private static Predicate<JsonNode> condition(JsonNode condition) {
        String field = Json.text(condition, "field");
        String value = Json.text(condition, "value");
        String operator = condition.path("operator").asText("=").toUpperCase(Locale.ROOT);
        return row -> {
            String has = value(row, field);
            return switch (operator) {
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
