package dev.karat.engine.match;

import dev.karat.api.model.RecordKey;
import dev.karat.engine.normalize.Features;
import java.util.function.Supplier;

/**
 * One record of a component that is clustered.
 *
 * @param rid the number under which the candidate index knows it
 * @param named tells its key, which is asked for only where content does not decide
 */
public record Member(long rid, Supplier<RecordKey> named, Features features) {
    public Member(long rid, RecordKey key, Features features) {
        this(rid, () -> key, features);
    }

    public RecordKey key() {
        return named.get();
    }
}
