package dev.karat.testkit.twin;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was asked of a twin: counts since its start and the last requests. Holds neither headers nor bodies, so no
 * credentials. Safe for use by several threads.
 */
public final class RequestLog {
    /** How many requests are kept one by one; older ones are only counted. */
    public static final int KEPT_MAX = 2_000;

    /**
     * One request.
     *
     * @param at when it was answered, by the clock of the twin
     * @param path as sent, without the query
     * @param status of the answer, also of one that was lost; 0 if the connection was dropped before there was one
     * @param write true if it asked for a change, whether or not it was refused
     * @param changed true if something was different afterwards
     */
    public record Entry(Instant at, String method, String path, int status, boolean write, boolean changed) {}

    private final Deque<Entry> last = new ArrayDeque<>();
    private final SortedMap<String, Long> byMethod = new TreeMap<>();
    private long reads;
    private long writes;
    private long changes;

    RequestLog() {}

    synchronized void add(Entry entry) {
        if (last.size() == KEPT_MAX) {
            last.removeFirst();
        }
        last.addLast(entry);
        byMethod.merge(entry.method, 1L, Long::sum);
        reads += entry.write ? 0 : 1;
        writes += entry.write ? 1 : 0;
        changes += entry.changed ? 1 : 0;
    }

    /** The last requests, oldest first. */
    public synchronized List<Entry> last() {
        return List.copyOf(last);
    }

    /** Requests by HTTP method. */
    public synchronized SortedMap<String, Long> byMethod() {
        return Collections.unmodifiableSortedMap(new TreeMap<>(byMethod));
    }

    /** Requests that only looked, searches by POST among them. */
    public synchronized long reads() {
        return reads;
    }

    /** Requests that asked for a change, refused ones among them. */
    public synchronized long writes() {
        return writes;
    }

    /** Requests after which something was different. */
    public synchronized long changes() {
        return changes;
    }

    /** Requests of one method whose path holds the text. Only among {@link #last()}. */
    public long count(String method, String pathPart) {
        return last().stream()
                .filter(entry -> entry.method.equals(method) && entry.path.contains(pathPart))
                .count();
    }
}
