package dev.karat.camel.connector.read;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the list of a stream, and after its end the list of what was removed from it, each from a cursor of its own.
 * Safe for use by several threads.
 */
public final class RemovedReader implements PageReader {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final PageReader list;
    private final PageReader removed;
    private final Duration every;
    private final Clock clock;

    /**
     * @param every the second list is left out if it was read to its end within this time
     */
    public RemovedReader(PageReader list, PageReader removed, Duration every, Clock clock) {
        this.list = list;
        this.removed = removed;
        this.every = every;
        this.clock = clock;
    }

    @Override
    public Page read(@Nullable String cursor) {
        Both both = Both.of(cursor);
        if (both.inRemoved) {
            Page page = removed.read(both.removed);
            Instant readAt = page.endOfStream() ? clock.instant() : both.readAt;
            var next = new Both(both.list, page.nextCursor(), !page.endOfStream(), readAt);
            return new Page(page.records(), next.cursor(), page.endOfStream());
        }
        Page page = list.read(both.list);
        boolean due = both.readAt == null || !clock.instant().isBefore(both.readAt.plus(every));
        boolean goesOver = page.endOfStream() && due;
        var next = new Both(page.nextCursor(), both.removed, goesOver, both.readAt);
        return new Page(page.records(), next.cursor(), page.endOfStream() && !goesOver);
    }

    @Override
    public Sample sample(int rows) {
        return list.sample(rows);
    }

    /**
     * What the opaque cursor holds.
     *
     * @param inRemoved the second list is being read
     * @param readAt when the second list was last read to its end, or null
     */
    private record Both(
            @Nullable String list,
            @Nullable String removed,
            boolean inRemoved,
            @Nullable Instant readAt) {
        /** Reads a cursor; one that cannot be read begins anew, and one of a single list is that of the first. */
        static Both of(@Nullable String cursor) {
            try {
                JsonNode node = JSON.readTree(cursor == null ? "" : cursor);
                return node.path("list").isTextual()
                        ? new Both(
                                node.path("list").textValue(),
                                node.path("removed").textValue(),
                                node.path("inRemoved").asBoolean(),
                                node.has("readAt")
                                        ? Instant.parse(node.path("readAt").asText())
                                        : null)
                        : new Both(cursor, null, false, null);
            } catch (JsonProcessingException | DateTimeParseException unreadable) {
                return new Both(null, null, false, null);
            }
        }

        String cursor() {
            var node = JsonNodeFactory.instance.objectNode().put("list", list);
            if (removed != null) {
                node.put("removed", removed);
            }
            if (inRemoved) {
                node.put("inRemoved", true);
            }
            if (readAt != null) {
                node.put("readAt", readAt.toString());
            }
            return node.toString();
        }
    }
}
