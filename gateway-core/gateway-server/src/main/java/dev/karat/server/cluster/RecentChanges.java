package dev.karat.server.cluster;

import dev.karat.engine.store.StoredChange;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which profiles changed lately, by the change log alone: what is kept elsewhere can be held to it, whoever kept it and
 * whether or not anybody was told. Of older changes only their end is known, and what is older than that counts as
 * changed. Noting is for one thread, asking for several.
 */
final class RecentChanges {
    /** The last change of each profile behind a place of the log. */
    private record Span(long from, Map<String, Long> last) {
        static Span from(long place) {
            return new Span(place, new ConcurrentHashMap<>());
        }

        boolean isUnchanged(String goldenId, long since) {
            return last.getOrDefault(goldenId, Long.MIN_VALUE) <= since;
        }
    }

    private record Known(Span older, Span newer) {}

    private final int spanMax;
    private volatile Known known;
    private volatile long place;

    /**
     * @param place of the log behind which all is noted
     * @param spanMax profiles that are remembered in each of two spans
     */
    RecentChanges(long place, int spanMax) {
        this.place = place;
        this.spanMax = spanMax;
        this.known = new Known(Span.from(place), Span.from(place));
    }

    /** How far all changes are noted. */
    long place() {
        return place;
    }

    void note(StoredChange change) {
        Map<String, Long> last = known.newer().last();
        last.put(change.goldenId(), change.seq());
        String other = change.other();
        if (other != null) {
            last.put(other, change.seq());
        }
        // After the change itself, so that nobody is told a place that is not noted yet.
        place = change.seq();
        if (last.size() >= spanMax) {
            turn();
        }
    }

    /** Forgets the older span. */
    void turn() {
        known = new Known(known.newer(), Span.from(place));
    }

    /** True if the profile surely did not change behind that place, as far as changes are noted. */
    boolean isCurrent(String goldenId, long since) {
        Known now = known;
        return since >= now.older().from()
                && now.older().isUnchanged(goldenId, since)
                && now.newer().isUnchanged(goldenId, since);
    }
}
