package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Shopify's customer search. E-mail and phone match exactly; a time matches its whole day, whatever clock time is asked
 * for (seen by users of the vendor's REST search).
 */
final class ShopifySearch {
    private ShopifySearch() {}

    /** What rows a query such as {@code email:ann@example.com} or {@code updated_at:>2026-01-01} finds. */
    static Predicate<JsonNode> matching(String query) {
        Predicate<JsonNode> all = row -> true;
        for (String term : query.trim().split("\\s+", -1)) {
            all = all.and(term(term));
        }
        return all;
    }

    /** Rows among which those that a query finds are. */
    static Stream<ObjectNode> candidates(String query, Table table) {
        String term = query.trim();
        String value = unquoted(term.substring(term.indexOf(':') + 1));
        boolean single = !term.contains(" ");
        if (single && term.startsWith("email:")) {
            return table.all("email", value.toLowerCase(Locale.ROOT));
        }
        return single && term.startsWith("phone:") ? table.all("phone", value) : table.stream();
    }

    private static Predicate<JsonNode> term(String term) {
        int colon = term.indexOf(':');
        String field = colon < 0 ? "" : term.substring(0, colon);
        String value = unquoted(term.substring(colon + 1));
        return switch (field) {
            case "email" -> row -> row.path("email").asText().equalsIgnoreCase(value);
            case "phone", "id", "tag", "state" ->
                row -> row.path(field.equals("tag") ? "tags" : field).asText().equals(value);
            case "updated_at", "created_at" -> day(field, value);
            case "first_name", "last_name" -> row -> holds(row, field, value);
            default ->
                row -> holds(row, "email", value)
                        || holds(row, "first_name", value)
                        || holds(row, "last_name", value)
                        || holds(row, "phone", value);
        };
    }

    private static Predicate<JsonNode> day(String field, String value) {
        String bare = unquoted(value.replaceFirst("^[<>]=?", ""));
        LocalDate day = LocalDate.parse(bare.substring(0, Math.min(10, bare.length())));
        return row -> {
            LocalDate of = OffsetDateTime.parse(row.path(field).asText()).toLocalDate();
            return value.startsWith(">")
                    ? !of.isBefore(day)
                    : value.startsWith("<") ? !of.isAfter(day) : of.equals(day);
        };
    }

    private static boolean holds(JsonNode row, String field, String value) {
        return row.path(field).asText("").toLowerCase(Locale.ROOT).contains(value.toLowerCase(Locale.ROOT));
    }

    private static String unquoted(String value) {
        return value.replaceAll("^['\"]|['\"]$", "");
    }
}
