package dev.karat.camel.events;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a subscriber made of an event.
 *
 * @param what for people, such as {@code answered 500}; nothing of the answer's body, which may repeat the event
 * @param pause before anything else is sent, where the subscriber asks for it
 */
record Answer(Kind kind, String what, @Nullable Duration pause) {
    enum Kind {
        TAKEN,
        /** Not taken; it is sent again. */
        REFUSED,
        /** Not now; that is no fault of the event. */
        BUSY,
        /** The subscriber wants nothing any more. */
        GONE
    }

    static Answer refused(String what) {
        return new Answer(Kind.REFUSED, what, null);
    }
}
