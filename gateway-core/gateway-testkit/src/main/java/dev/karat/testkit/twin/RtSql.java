package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** RT's query language for tickets and transactions: conditions with AND, OR and brackets (docs/query_builder.pod). */
final class RtSql {
    private static final Pattern TOKEN = Pattern.compile("'(?:[^'\\\\]|\\\\.)*'|[()]|[<>=!]+|[^\\s()'<>=!]+");

    private final List<String> tokens = new ArrayList<>();
    private int next;

    private RtSql(String query) {
        var matcher = TOKEN.matcher(query);
        while (matcher.find()) {
            tokens.add(matcher.group());
        }
    }

    /** What the query asks for, or null if it cannot be read. */
    static @Nullable Predicate<JsonNode> filter(String query) {
        var sql = new RtSql(query);
        try {
            Predicate<JsonNode> filter = sql.either();
            return sql.next == sql.tokens.size() ? filter : null;
        } catch (IndexOutOfBoundsException cutShort) {
            return null;
        }
    }

    private Predicate<JsonNode> either() {
        Predicate<JsonNode> filter = both();
        while (takes("OR")) {
            filter = filter.or(both());
        }
        return filter;
    }

    private Predicate<JsonNode> both() {
        Predicate<JsonNode> filter = one();
        while (takes("AND")) {
            filter = filter.and(one());
        }
        return filter;
    }

    private Predicate<JsonNode> one() {
        if (takes("(")) {
            Predicate<JsonNode> filter = either();
            return takes(")") ? filter : filter.and(one());
        }
        String field = tokens.get(next++);
        String operator = tokens.get(next++);
        String value = tokens.get(next++);
        boolean quoted = value.startsWith("'");
        return RtSearch.condition(field, operator, quoted ? value.substring(1, value.length() - 1) : value);
    }

    private boolean takes(String word) {
        boolean there = next < tokens.size() && tokens.get(next).equalsIgnoreCase(word);
        next += there ? 1 : 0;
        return there;
    }
}
