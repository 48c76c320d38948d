package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Zendesk's listing of users by cursor, 100 at most, and its search, which may lag behind. */
final class ZendeskListing {
    private static final int PAGE_MAX = 100;

    private final ZendeskUsers users;
    private final Clock clock;
    private final Duration searchLag;

    ZendeskListing(ZendeskUsers users, Clock clock, Duration searchLag) {
        this.users = users;
        this.clock = clock;
        this.searchLag = searchLag;
    }

    /** One page by rising id; inactive users are left out unless the staff asks for {@code active=any}. */
    Response page(Request request, String url) {
        long after = number(request.parameter("page[after]"), 0);
        long size = Math.min(PAGE_MAX, Math.max(1, number(request.parameter("page[size]"), PAGE_MAX)));
        boolean all = request.staff() && request.parameter("active") != null;
        List<ObjectNode> rest = users.table().stream()
                .filter(user -> user.get("id").asLong() > after
                        && (all || user.path("active").asBoolean()))
                .limit(size + 1)
                .toList();
        List<ObjectNode> page = rest.subList(0, (int) Math.min(size, rest.size()));
        ObjectNode body = Json.object();
        ArrayNode items = body.putArray("users");
        page.forEach(items::add);
        String cursor = page.isEmpty() ? after + "" : Json.text(page.get(page.size() - 1), "id");
        boolean more = rest.size() > page.size();
        body.putObject("meta").put("has_more", more).put("after_cursor", cursor);
        String next = url + "?page%5Bsize%5D=" + size + "&page%5Bafter%5D=" + cursor;
        body.putObject("links").put("next", more ? next : null);
        return Response.json(200, body);
    }

    /** Active users by {@code external_id=}, or by {@code query=}. */
    Response search(Request request) {
        Instant known = clock.instant().minus(searchLag);
        List<ObjectNode> found = found(request)
                .filter(user -> user.path("active").asBoolean())
                .filter(user -> !Instant.parse(Json.text(user, "updated_at")).isAfter(known))
                .limit(PAGE_MAX)
                .toList();
        ObjectNode body = Json.object();
        ArrayNode items = body.putArray("users");
        found.forEach(items::add);
        body.putNull("next_page").putNull("previous_page").put("count", found.size());
        return Response.json(200, body);
    }

    /** {@code email:x} and {@code external_id:x} exactly, other words anywhere in name or phone. */
    private Stream<ObjectNode> found(Request request) {
        String externalId = request.parameter("external_id");
        String query = request.parameter("query", "").toLowerCase(Locale.ROOT);
        String bare = query.substring(query.indexOf(':') + 1).replace("\"", "");
        if (externalId != null) {
            return users.table().all("external_id", externalId.toLowerCase(Locale.ROOT));
        }
        if (query.startsWith("external_id:")) {
            return users.table().all("external_id", bare);
        }
        if (bare.contains("@")) {
            return Stream.ofNullable(users.owner(bare));
        }
        return users.table().stream().filter(user -> !bare.isEmpty() && holds(user, bare));
    }

    private static boolean holds(JsonNode user, String text) {
        return Json.text(user, "name").toLowerCase(Locale.ROOT).contains(text)
                || Json.text(user, "phone").contains(text);
    }

    private static long number(@Nullable String text, long otherwise) {
        return text != null && text.matches("\\d{1,18}") ? Long.parseLong(text) : otherwise;
    }
}
