package dev.karat.engine.survivorship;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.RecordKey;
import dev.karat.api.model.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a golden value is what it is, told by the run that decides it. Immutable.
 *
 * @param attribute the attribute
 * @param value what survives; null if nobody says anything by itself
 * @param rule as in {@link Provenance#rule()}; {@code none} without a value
 * @param held who says what survives; the first one decided
 * @param lost everything else that records hold, and why it does not count
 */
public record ValueExplanation(
        Attribute attribute, @Nullable Value value, String rule, List<Claim> held, List<Lost> lost) {
    public ValueExplanation {
        held = List.copyOf(held);
        lost = List.copyOf(lost);
    }

    /**
     * What one record says.
     *
     * @param at vendor's time, else time of observation, microseconds since 1970 UTC
     */
    public record Claim(RecordKey source, Value value, long at) {}

    /**
     * A value that did not survive.
     *
     * @param because one sentence without values, for people
     */
    public record Lost(Claim claim, Reason reason, String because) {}

    /** What spoke against a value. */
    public enum Reason {
        /** The attribute belongs to another system. */
        OWNER,
        /** Another system is preferred for this attribute. */
        PREFER,
        /** Another system is trusted more. */
        TRUST,
        /** Another record said something later. */
        RECENT,
        /** Another value says more. */
        COMPLETE,
        /** More records hold another value. */
        FREQUENT,
        /** No rule tells the two apart, so the order of the records' names does. */
        KEY,
        /** Of consents that are all proven, the customer's latest act counts. */
        LATER_ACT,
        /** Where times or evidence are missing, the strictest consent counts. */
        STRICTER,
        /** Karat wrote it there. */
        ECHO,
        /** The vendor deleted the record. */
        DELETED,
        /** The record withdrew what it had said. */
        CLEARED
    }
}
