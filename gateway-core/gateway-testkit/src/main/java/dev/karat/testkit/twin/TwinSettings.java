package dev.karat.testkit.twin;

import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * What every twin needs to start.
 *
 * @param clock time of the vendor; stamps, limits and expiries follow it
 * @param folder where the twin keeps its state across processes, or null to forget it on close
 * @param port loopback port, 0 for any free one
 * @param secret the one credential of this twin (token, API key or password)
 */
public record TwinSettings(Clock clock, @Nullable Path folder, int port, String secret) {
    /** Known to everybody, so never more than a twin's credential. */
    public static final String OPEN_SECRET = "twin-secret-known-to-all";

    /** A twin that forgets, on any free port. */
    public static TwinSettings of(Clock clock) {
        return new TwinSettings(clock, null, 0, OPEN_SECRET);
    }

    /** The same, with state that survives the process. */
    public TwinSettings in(Path other) {
        return new TwinSettings(clock, other, port, secret);
    }

    public TwinSettings onPort(int other) {
        return new TwinSettings(clock, folder, other, secret);
    }

    public TwinSettings withSecret(String other) {
        return new TwinSettings(clock, folder, port, other);
    }
}
