package dev.karat.camel.connector;

import dev.karat.api.error.ErrorCode;
import dev.karat.camel.connector.spec.ConnectorSpec;
import dev.karat.engine.config.Loaded;
import dev.karat.engine.config.Problem;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A connector as people see it in a list.
 *
 * @param transport {@code rest}, {@code camel} or {@code jdbc}; null if it is broken
 * @param version of the connector, null if it is broken
 * @param api version of the gateway's connector API that it needs, null if it is broken
 * @param title the vendor's name, null if it is broken
 * @param hooks streams whose records its Java changes
 * @param systems systems of gateway.yaml that use it, as far as one is known
 * @param code of what is wrong, or null
 * @param message the same in words, or null
 */
public record ConnectorStatus(
        String id,
        Kind kind,
        State state,
        @Nullable String transport,
        @Nullable String version,
        @Nullable String api,
        @Nullable String title,
        List<String> capabilities,
        List<String> hooks,
        List<String> systems,
        @Nullable ErrorCode code,
        @Nullable String message) {
    /** Where it comes from. */
    public enum Kind {
        BUNDLED,
        PLUGIN
    }

    /** Whether it can be used. */
    public enum State {
        READY,
        /** A newer version lies there and cannot be used; the former one runs on. */
        LAST_GOOD,
        BROKEN
    }

    /** What reading it gave. */
    public static ConnectorStatus of(String id, Kind kind, Loaded<ConnectorFolder> loaded) {
        if (loaded.value() == null) {
            Problem first = loaded.problems().get(0);
            return broken(id, kind, first.code(), first.toString());
        }
        ConnectorSpec spec = loaded.value().spec();
        return new ConnectorStatus(
                id,
                kind,
                State.READY,
                spec.transport().name().toLowerCase(Locale.ROOT),
                spec.version(),
                spec.api(),
                spec.title(),
                spec.capabilities().stream().map(Enum::name).sorted().toList(),
                List.of(),
                List.of(),
                null,
                null);
    }

    /** One that cannot be used. */
    public static ConnectorStatus broken(String id, Kind kind, @Nullable ErrorCode code, @Nullable String message) {
        return new ConnectorStatus(
                id, kind, State.BROKEN, null, null, null, null, List.of(), List.of(), List.of(), code, message);
    }

    /** The same, used by these systems. */
    public ConnectorStatus with(List<String> using) {
        return new ConnectorStatus(
                id, kind, state, transport, version, api, title, capabilities, hooks, using, code, message);
    }

    /** The same as a plugin stands. */
    public ConnectorStatus with(State now, List<String> changed, @Nullable ErrorCode why, @Nullable String inWords) {
        return new ConnectorStatus(
                id, kind, now, transport, version, api, title, capabilities, changed, systems, why, inWords);
    }
}
