package dev.karat.camel.connector.read;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.http.Answer;
import dev.karat.camel.connector.spec.PageSpec;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The ways in which vendors name the page after a page. */
final class Paging {
    /** RFC 8288: {@code <address>; rel="next"}, among other links. */
    private static final Pattern LINK_NEXT = Pattern.compile("<([^>]*)>(?=[^<]*;\\s*rel=\"?next\"?)");

    private final PageSpec spec;

    Paging(PageSpec spec) {
        this.spec = spec;
    }

    /**
     * The page after this one, or null if this was the last.
     *
     * @param page the page that was asked for, or null for the first
     * @param list the rows it held
     */
    @Nullable
    String next(@Nullable String page, Answer answer, JsonNode body, JsonNode list) {
        int rows = list.size();
        String next = switch (spec.kind()) {
            case NONE -> null;
            case LINK -> link(answer);
            case TOKEN, NEXT_URL -> named(body);
            // A page may be cut short by what the caller may not see; only an empty one is the end.
            case AFTER -> rows == 0 ? null : name(list.get(rows - 1));
            case OFFSET ->
                rows < spec.size() ? null : Long.toString(number(page, 0) + Math.max(1, rows - spec.overlap()));
            case NUMBER -> isLast(page, body, rows) ? null : Long.toString(number(page, 1) + 1);
        };
        if (next != null && next.equals(page)) {
            if (spec.kind() == PageSpec.Kind.TOKEN) {
                return null;
            }
            throw new GatewayException(
                    ErrorCode.VENDOR_ANSWER_MALFORMED, "A page names itself as the next one, which would never end");
        }
        return next;
    }

    /** What a row says of the page after it. */
    @Nullable
    String name(JsonNode row) {
        return text(row, spec.next());
    }

    /** Where the next run goes on after a last page, or null if it begins anew. */
    @Nullable
    String resume(Place place, JsonNode body) {
        if (!spec.durable()) {
            return null;
        }
        if (spec.kind() == PageSpec.Kind.AFTER) {
            return place.settled() == null ? place.page() : place.settled();
        }
        String token = text(body, spec.next());
        return token == null ? place.page() : token;
    }

    /** True if the vendor answered another page than was asked for: the last one instead of none. */
    boolean isClamped(@Nullable String page, JsonNode body) {
        JsonPointer echo = spec.echo();
        return spec.kind() == PageSpec.Kind.NUMBER
                && echo != null
                && body.at(echo).canConvertToLong()
                && body.at(echo).asLong() != number(page, 1);
    }

    private static @Nullable String link(Answer answer) {
        for (String header : answer.headers().allValues("Link")) {
            var next = LINK_NEXT.matcher(header);
            if (next.find()) {
                return next.group(1);
            }
        }
        return null;
    }

    private @Nullable String named(JsonNode body) {
        JsonPointer end = spec.end();
        return end != null && body.at(end).asBoolean() ? null : text(body, spec.next());
    }

    private boolean isLast(@Nullable String page, JsonNode body, int rows) {
        JsonPointer pages = spec.pages();
        return rows < spec.size()
                || (pages != null
                        && body.at(pages).canConvertToLong()
                        && number(page, 1) >= body.at(pages).asLong());
    }

    private static @Nullable String text(JsonNode body, @Nullable JsonPointer place) {
        JsonNode node = place == null ? null : body.at(place);
        return node == null
                        || !node.isValueNode()
                        || node.isNull()
                        || node.asText().isEmpty()
                ? null
                : node.asText();
    }

    private static long number(@Nullable String page, long first) {
        return page == null ? first : Long.parseLong(page);
    }
}
