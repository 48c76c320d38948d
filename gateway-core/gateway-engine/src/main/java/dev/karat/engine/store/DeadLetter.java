package dev.karat.engine.store;

import dev.karat.api.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Something that could not be taken or delivered as it is, kept as received.
 *
 * @param id number of the letter; 0 before it is stored
 * @param recordId vendor's id, or null if the record has none
 * @param origin where it came from: a file and row, a page, a target
 * @param payload bytes as received, without credentials
 * @param at microseconds since 1970 UTC
 */
public record DeadLetter(
        long id,
        String system,
        String entity,
        @Nullable String recordId,
        ErrorCode code,
        String message,
        String origin,
        byte[] payload,
        long at) {
    private static final String DELIVERY = "delivery ";
    private static final String EVENT = "event of ";

    /** The letter of a delivery that a target refused. */
    public static DeadLetter ofDelivery(
            String target, String entity, String goldenId, ErrorCode code, String message, long at) {
        return new DeadLetter(0, target, entity, null, code, message, origin(goldenId), new byte[0], at);
    }

    /** Where the letters of a profile's deliveries come from. */
    public static String origin(String goldenId) {
        return DELIVERY + goldenId;
    }

    /** Golden id of the profile that could not be delivered; null if the letter is of a record that came in. */
    public @Nullable String undelivered() {
        return origin.startsWith(DELIVERY) && payload.length == 0 ? origin.substring(DELIVERY.length()) : null;
    }

    /**
     * The letter of an event that a subscriber did not take. It names the event and holds nothing of it, because it may
     * outlive the customer's data.
     */
    public static DeadLetter ofEvent(String subscriber, String eventId, String goldenId, String message, long at) {
        return new DeadLetter(
                0,
                subscriber,
                "event",
                eventId,
                ErrorCode.SUBSCRIBER_REFUSED,
                message,
                EVENT + goldenId,
                new byte[0],
                at);
    }

    /** Golden id of the customer that an event is about which was not taken; null if the letter is of something else. */
    public @Nullable String untold() {
        return code == ErrorCode.SUBSCRIBER_REFUSED && origin.startsWith(EVENT)
                ? origin.substring(EVENT.length())
                : null;
    }
}
