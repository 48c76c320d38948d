package dev.karat.engine.ingest;

import dev.karat.engine.identity.MatchGraph;
import org.jspecify.annotations.Nullable;

/**
 * An item on its way to the writer, with what can be worked out before it is there.
 *
 * @param evidence what is compared of a version, if nothing that it says is an echo; null for other items
 */
public record Arrival(IngestItem item, MatchGraph.@Nullable Evidence evidence) {}
