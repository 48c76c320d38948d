package dev.karat.engine.survivorship;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.RecordKey;
import dev.karat.api.model.Value;
import java.util.List;

/**
 * Where a golden value comes from.
 *
 * @param attribute the attribute
 * @param sources records that hold the surviving value; the first one decided
 * @param rule rule that decided: trust, recent, complete, frequent, prefer, key, union, strictest, only
 * @param at the decisive value's age: vendor's time, else time of observation, microseconds since 1970 UTC
 * @param losers alternatives that lost
 */
public record Provenance(Attribute attribute, List<RecordKey> sources, String rule, long at, List<Loser> losers) {
    public Provenance {
        sources = List.copyOf(sources);
        losers = List.copyOf(losers);
    }

    /** A value that did not survive, and who says it. */
    public record Loser(RecordKey source, Value value) {}
}
