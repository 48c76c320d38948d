package dev.karat.engine.store;

import org.jspecify.annotations.Nullable;

/**
 * A change with what the golden id stood for before and after it. Versions that came and went within one commit were
 * never stored; changes within one commit show what it found and what it left.
 *
 * @param before the last kept version before that of the change; null if there was none, or it is not kept any more
 * @param after the version of the change, or the first kept one after it; null only if the id is not there
 */
public record ChangedGolden(
        StoredChange change,
        @Nullable StoredGolden before,
        @Nullable StoredGolden after) {}
