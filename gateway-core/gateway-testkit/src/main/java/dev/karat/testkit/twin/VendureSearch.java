package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.testkit.twin.VendureCustomers.Refused;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Lists of Vendure's customers and orders: filters, orders and pages, as they are on SQLite. */
final class VendureSearch {
    private static final int TAKE_MAX = 100;

    private VendureSearch() {}

    /** One page, and how many there are. */
    static Map<String, Object> page(Stream<? extends JsonNode> rows, Map<String, Object> options) {
        int take = number(options.get("take"), TAKE_MAX);
        if (take > TAKE_MAX) {
            throw new Refused("USER_INPUT_ERROR", "Cannot take more than 100 results from a list query");
        }
        List<JsonNode> found = rows.filter(row -> map(options.get("filter")).entrySet().stream()
                        .allMatch(field -> holds(row, field.getKey(), map(field.getValue()))))
                .sorted(order(map(options.get("sort"))))
                .map(row -> (JsonNode) row)
                .toList();
        List<Object> items = found.stream()
                .skip(number(options.get("skip"), 0))
                .limit(take)
                .map(row -> (Object) Json.MAPPER.convertValue(row, Map.class))
                .toList();
        return Map.of("items", items, "totalItems", found.size());
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }

    private static int number(@Nullable Object value, int otherwise) {
        return value instanceof Integer number ? number : otherwise;
    }

    private static Comparator<JsonNode> order(Map<String, Object> sort) {
        Comparator<JsonNode> order = Comparator.comparing(JsonNode::isMissingNode);
        for (var field : sort.entrySet()) {
            Comparator<JsonNode> by = field.getKey().equals("id")
                    ? Comparator.comparingLong(row -> row.path("id").asLong())
                    : Comparator.comparing(row -> Json.text(row, field.getKey()));
            order = order.thenComparing("DESC".equals(field.getValue()) ? by.reversed() : by);
        }
        return order;
    }

    private static boolean holds(JsonNode row, String field, Map<String, Object> operators) {
        JsonNode value =
                row.has(field) ? row.path(field) : row.path("customFields").path(field);
        return operators.entrySet().stream()
                .allMatch(one -> holds(value.asText(""), value.isNull(), one.getKey(), one.getValue()));
    }

    private static boolean holds(String value, boolean isNull, String operator, Object asked) {
        return switch (operator) {
            case "eq" -> !isNull && value.equals(Objects.toString(asked));
            case "notEq" -> !value.equals(asked);
            case "contains" -> value.contains(Objects.toString(asked));
            case "in" -> asked instanceof Collection<?> all && all.contains(value);
            case "isNull" -> isNull == Boolean.TRUE.equals(asked);
            // Cut to the second and compared with a text that has thousandths: the whole second is left out.
            case "after" -> Instant.parse(value).isAfter(second(asked));
            case "before" -> Instant.parse(value).isBefore(second(asked));
            default -> throw new Refused("INTERNAL_SERVER_ERROR", "Unknown operator " + operator);
        };
    }

    private static Instant second(Object asked) {
        return Instant.parse(Objects.toString(asked)).truncatedTo(ChronoUnit.SECONDS);
    }
}
