package dev.karat.engine.change;

import dev.karat.api.model.CustomerData;
import dev.karat.engine.store.StoredChange;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to one customer. What it was before and after is read when the event is given, so that nothing
 * of an erased customer is given, however late. Immutable.
 *
 * @param before the profile before, or null if there was none or it is not kept any more
 * @param after the profile after, or null if there is none
 */
public record CustomerEvent(
        StoredChange change,
        EventType type,
        @Nullable CustomerData before,
        @Nullable CustomerData after) {
    private static final Pattern ID = Pattern.compile("([0-9]{1,19})-[0-9a-z]{1,13}");

    /** One order of all events: a row of the change log tells at most two. */
    public long place() {
        return firstPlace(change.seq()) + (type == EventType.CONSENT_CHANGED ? 1 : 0);
    }

    /** The place of what a row of the change log tells first. */
    public static long firstPlace(long seq) {
        return 2 * seq;
    }

    /** The row of the change log that tells the event of this place. */
    public static long seqOf(long place) {
        return place / 2;
    }

    /**
     * The same whenever and by whichever node the event is given. It holds the time too: after a restore the places
     * behind the backup are given out again, and a receiver must not take another event for one it has.
     */
    public String id() {
        return place() + "-" + Long.toString(change.at(), 36);
    }

    /** The place of the event with this id; empty if it is no id of an event. */
    public static OptionalLong placeOf(String id) {
        var form = ID.matcher(id);
        try {
            return form.matches() ? OptionalLong.of(Long.parseLong(form.group(1))) : OptionalLong.empty();
        } catch (NumberFormatException tooLarge) {
            return OptionalLong.empty();
        }
    }

    public String goldenId() {
        return change.goldenId();
    }
}
