package dev.karat.engine.change;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far a subscriber was told. Everything up to {@code after} was, but for the customers that are held: those are told
 * from their own place on, so that one event that the subscriber refuses holds up no other customer. Immutable.
 *
 * @param revision rises by one with every change, so that whoever changes an older one is refused
 * @param after last row of the change log that was looked at
 * @param stopped why nothing is sent until somebody resumes it, or null
 */
public record Subscription(
        long revision,
        long after,
        List<Held> held,
        @Nullable String stopped) {
    /** Where it is stored: the name of a setting of the scope SUBSCRIBER begins so, and ends in the subscriber's. */
    public static final String SETTING = "events/";

    private static final ObjectMapper JSON = new ObjectMapper()
            .setVisibility(PropertyAccessor.ALL, Visibility.NONE)
            .setVisibility(PropertyAccessor.FIELD, Visibility.ANY)
            .setVisibility(PropertyAccessor.CREATOR, Visibility.ANY);

    public Subscription {
        held = List.copyOf(held);
    }

    /**
     * A customer whose events wait.
     *
     * @param from place of the first event that was not taken
     * @param attempts how often that one was sent
     * @param next not before this time, microseconds since 1970 UTC
     */
    public record Held(String goldenId, long from, int attempts, long next) {}

    /**
     * What an operator wants.
     *
     * @param stopped why nothing may be sent, or null to go on; counts if there is no {@code again}
     * @param again customer to be told again from a place on, or null
     */
    public record Amendment(
            @Nullable String stopped, @Nullable Held again) {
        public static Amendment stop(String reason) {
            return new Amendment(reason, null);
        }

        public static Amendment resume() {
            return new Amendment(null, null);
        }

        public static Amendment again(String goldenId, long from) {
            return new Amendment(null, new Held(goldenId, from, 0, 0));
        }
    }

    /** One that begins behind a row of the change log. */
    public static Subscription beginning(long after) {
        return new Subscription(0, after, List.of(), null);
    }

    /** The next revision. */
    public Subscription next(long newAfter, List<Held> newHeld, @Nullable String newStopped) {
        return new Subscription(revision + 1, newAfter, newHeld, newStopped);
    }

    /** The next revision, as an operator wants it. */
    public Subscription amended(Amendment wanted) {
        Held again = wanted.again();
        if (again == null) {
            return next(after, held, wanted.stopped());
        }
        var all = new ArrayList<Held>();
        long from = again.from();
        for (Held one : held) {
            if (one.goldenId().equals(again.goldenId())) {
                from = Math.min(from, one.from());
            } else {
                all.add(one);
            }
        }
        all.add(new Held(again.goldenId(), from, 0, 0));
        return next(after, all, stopped);
    }

    /** The held customer of that id, if it is held. */
    public Optional<Held> held(String goldenId) {
        return held.stream().filter(one -> one.goldenId().equals(goldenId)).findFirst();
    }

    public String write() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    public static Subscription read(String json) {
        try {
            return JSON.readValue(json, Subscription.class);
        } catch (JsonProcessingException damaged) {
            throw new GatewayException(ErrorCode.INTERNAL, "The place of a subscriber cannot be read", damaged);
        }
    }
}
