package dev.karat.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.engine.policy.Phase;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything about one customer: where each value comes from and what lost against it, who received it, what waits or
 * failed, and what happened.
 *
 * @param redirectedFrom the id that was asked for, where another took over since; else null
 * @param status LIVE, ARCHIVED or ERASED
 * @param current false if the profile was made by other rules of survivorship than those of now, which the values tell
 * @param records records that the profile is made of; of an archived one those that it was made of last
 * @param deadLetters of its records, and of its deliveries; without message and origin for who is no operator
 * @param events what happened, in the order of time
 * @param eventsLeftOut older events that are not told
 */
@Schema(name = "ExplainedCustomer")
record ExplainedCustomer(
        String id,
        @Nullable String redirectedFrom,
        String status,
        long version,
        Instant changedAt,
        boolean current,
        List<Value> values,
        List<CustomerView.Source> records,
        List<Target> targets,
        List<DeadLettersController.Letter> deadLetters,
        List<Event> events,
        int eventsLeftOut) {
    /** The same without values. The records and events were made of what was masked already. */
    ExplainedCustomer masked() {
        return new ExplainedCustomer(
                id,
                redirectedFrom,
                status,
                version,
                changedAt,
                current,
                values.stream().map(Value::masked).toList(),
                records,
                targets,
                deadLetters,
                events,
                eventsLeftOut);
    }

    /**
     * One value of the profile.
     *
     * @param value what survives; null if nobody says anything by itself
     * @param rule rule of survivorship that decided
     * @param held who says it; the first one decided
     * @param lost what else records hold, and why it does not count
     * @param receivedBy records of targets that were given it
     */
    @Schema(name = "ExplainedValue")
    record Value(
            String attribute,
            @Schema(type = "object") @Nullable JsonNode value,
            String rule,
            List<Claim> held,
            List<Lost> lost,
            List<Received> receivedBy) {
        private Value masked() {
            return new Value(
                    attribute,
                    value == null ? null : Masks.VALUE,
                    rule,
                    held.stream()
                            .map(claim -> new Claim(claim.record(), Masks.VALUE, claim.at()))
                            .toList(),
                    lost.stream()
                            .map(one -> new Lost(one.record(), Masks.VALUE, one.at(), one.reason(), one.because()))
                            .toList(),
                    receivedBy);
        }
    }

    /** What a record says, and since when. */
    @Schema(name = "Claim")
    record Claim(
            CustomerView.Key record,
            @Schema(type = "object") JsonNode value,
            Instant at) {}

    /**
     * A value that did not survive.
     *
     * @param reason one word
     * @param because the same as a sentence
     */
    @Schema(name = "LostValue")
    record Lost(
            CustomerView.Key record,
            @Schema(type = "object") JsonNode value,
            Instant at,
            String reason,
            String because) {}

    /** A record of a target that was given a value, and when that was last settled. */
    @Schema(name = "Received")
    record Received(String target, String id, Instant at) {}

    /**
     * How one target stands to the customer.
     *
     * @param phase phase in force
     * @param open true if it may be written now
     * @param note what there is to say beside its deliveries, or null
     */
    @Schema(name = "CustomerTarget")
    record Target(
            String target,
            Phase phase,
            boolean open,
            @Nullable String note,
            List<Delivery> deliveries) {}

    /**
     * What one record of a target should hold and was given.
     *
     * @param id record there; null while it has to be created
     * @param at when its state changed last
     * @param written attributes that were written last
     * @param differing attributes in which it is not as it should be
     * @param created true if Karat created it
     * @param attempts failed tries in a row
     * @param nextAttemptAt not before this time, or null
     * @param error why the last try failed, or null
     * @param fix what to do about it, or null
     * @param because the state as a sentence
     */
    @Schema(name = "CustomerDelivery")
    record Delivery(
            @Nullable String id,
            String status,
            Instant at,
            List<String> written,
            List<String> differing,
            boolean created,
            int attempts,
            @Nullable Instant nextAttemptAt,
            @Nullable ErrorCode error,
            @Nullable String fix,
            String because) {}

    /**
     * Something that happened.
     *
     * @param kind CHANGE of the profile, RECORD that was replaced, VERDICT, DELIVERY, DEAD_LETTER, INTERACTION
     * @param by who or what caused it, or null
     */
    @Schema(name = "CustomerEvent")
    record Event(
            Instant at, String kind, String text, @Nullable String by) {}
}
