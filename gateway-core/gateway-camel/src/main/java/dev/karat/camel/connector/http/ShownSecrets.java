package dev.karat.camel.connector.http;

import java.net.http.HttpRequest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What calls showed as their credential of late: a token that was fetched or signed, a pair in Base64. It is as secret as
 * the settings that it was made of, and a vendor may repeat it in what it answers. Safe for use by several threads.
 */
final class ShownSecrets {
    /** A refused token and the one after it, for as many calls as may be under way. */
    private static final int KEPT_MAX = 8;

    /** What is shorter is the name of a scheme. */
    private static final int LENGTH_MIN = 8;

    private final Deque<String> kept = new ArrayDeque<>();

    /** Takes note of the headers by which a call with a credential differs from the one without. */
    void take(HttpRequest without, HttpRequest with) {
        Set<String> own = without.headers().map().keySet();
        with.headers().map().forEach((name, values) -> {
            if (!own.contains(name)) {
                values.forEach(value -> List.of(value.split(" ", -1)).forEach(this::keep));
            }
        });
    }

    private synchronized void keep(String word) {
        if (word.length() >= LENGTH_MIN && !kept.contains(word)) {
            kept.addLast(word);
            if (kept.size() > KEPT_MAX) {
                kept.removeFirst();
            }
        }
    }

    /** These and others. */
    synchronized Set<String> with(Set<String> others) {
        var all = new HashSet<>(others);
        all.addAll(kept);
        return all;
    }
}
