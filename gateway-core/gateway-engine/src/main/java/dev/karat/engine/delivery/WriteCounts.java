package dev.karat.engine.delivery;

import dev.karat.engine.store.DeliveryState;
import java.util.Collection;

/** How many records a run creates, changes, deletes, and of how many it empties a field. */
public record WriteCounts(long creates, long updates, long deletes, long clears) {
    public static final WriteCounts ZERO = new WriteCounts(0, 0, 0, 0);

    /** One write; one that changes nothing makes no call. Whoever is taken out of use counts as deleted. */
    static WriteCounts of(DeliveryState state, Collection<FieldChange> changes) {
        if (state.operation().withdraws()) {
            return new WriteCounts(0, 0, 1, 0);
        }
        boolean creation = state.externalId().isEmpty();
        if (!creation && changes.isEmpty()) {
            return ZERO;
        }
        boolean clears = !creation && changes.stream().anyMatch(FieldChange::empties);
        return new WriteCounts(creation ? 1 : 0, creation ? 0 : 1, 0, clears ? 1 : 0);
    }

    public long of(WriteKind kind) {
        return switch (kind) {
            case CREATE -> creates;
            case UPDATE -> updates;
            case DELETE -> deletes;
            case CLEAR -> clears;
        };
    }

    /** Records that are written. */
    public long writes() {
        return creates + updates + deletes;
    }

    public WriteCounts plus(WriteCounts more) {
        return new WriteCounts(
                creates + more.creates, updates + more.updates, deletes + more.deletes, clears + more.clears);
    }

    public WriteCounts minus(WriteCounts less) {
        return new WriteCounts(
                creates - less.creates, updates - less.updates, deletes - less.deletes, clears - less.clears);
    }

    boolean covers(WriteCounts some) {
        return some.creates <= creates && some.updates <= updates && some.deletes <= deletes && some.clears <= clears;
    }

    /** As a sentence begins: {@code 3 to create, 120 to change, 2 that lose a value}. */
    public String inWords() {
        var words = new StringBuilder(creates + " to create, " + updates + " to change");
        if (deletes > 0) {
            words.append(", ").append(deletes).append(" to delete");
        }
        return words.append(", ").append(clears).append(" that lose a value").toString();
    }
}
