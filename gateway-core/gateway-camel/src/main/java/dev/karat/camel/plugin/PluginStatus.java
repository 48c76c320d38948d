package dev.karat.camel.plugin;

import dev.karat.api.error.ErrorCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a plugin stands.
 *
 * @param source name of its archive or folder
 * @param id of its connector; null if none runs
 * @param state whether what runs is what lies in the folder
 * @param hooks streams whose records its Java changes
 * @param code why it was not taken, or null
 * @param message the same in words, or null
 */
public record PluginStatus(
        String source,
        @Nullable String id,
        State state,
        List<String> hooks,
        @Nullable ErrorCode code,
        @Nullable String message) {
    /** Whether what runs is what lies in the folder. */
    public enum State {
        LOADED,
        /** What lies there cannot be used; the former version runs on. */
        LAST_GOOD,
        /** What lies there cannot be used, and nothing of it runs. */
        BROKEN
    }
}
