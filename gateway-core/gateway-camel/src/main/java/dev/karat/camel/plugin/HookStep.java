package dev.karat.camel.plugin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.api.hook.RecordHook;
import dev.karat.engine.mapping.RecordStep;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A hook as the mapping sees it. Records that are no objects are not for hooks. */
final class HookStep implements RecordStep {
    private final RecordHook hook;
    private final HookPool pool;

    HookStep(RecordHook hook, HookPool pool) {
        this.hook = hook;
        this.pool = pool;
    }

    private interface Direction {
        @Nullable
        Map<String, @Nullable Object> of(Map<String, @Nullable Object> record);
    }

    @Override
    public JsonNode read(JsonNode record) {
        return record instanceof ObjectNode object ? through(object, hook::read) : record;
    }

    @Override
    public ObjectNode write(ObjectNode record) {
        return through(record, hook::write);
    }

    /** What it answers is looked at on its own threads, since even that may hang. */
    private ObjectNode through(ObjectNode record, Direction direction) {
        Map<String, @Nullable Object> plain = PlainJson.map(record);
        return pool.call(() -> {
            ObjectNode answer = PlainJson.node(direction.of(plain));
            if (answer == null) {
                throw pool.failed("answered with something that is no JSON, or with too much of it");
            }
            return answer;
        });
    }
}
