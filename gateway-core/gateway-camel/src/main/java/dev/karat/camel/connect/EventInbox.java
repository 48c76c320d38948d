package dev.karat.camel.connect;

import dev.karat.api.error.GatewayException;
import dev.karat.camel.connect.salesforce.PubSubSubscription.Receiver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Events between the thread that receives them and the one that hands over the records they tell of. A full one keeps the
 * receiver waiting, so that the vendor sends no more. Used by these two threads.
 */
final class EventInbox implements Receiver {
    private static final int EVENTS_MAX = 500;
    private static final long LOOK_MILLIS = 100;

    /** One event, and the place after it. */
    record Event(String json, String place) {}

    private final BlockingQueue<Event> events = new ArrayBlockingQueue<>(EVENTS_MAX);
    private volatile boolean closed;
    private volatile boolean placeUnknown;
    private volatile @Nullable GatewayException failure;

    @Override
    public void take(String json, String place) throws InterruptedException {
        var event = new Event(json, place);
        while (!closed && !events.offer(event, LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            // Whoever reads is slower than the vendor.
        }
    }

    @Override
    public void placeUnknown() {
        placeUnknown = true;
    }

    @Override
    public void failed(GatewayException cause) {
        failure = cause;
    }

    /** The vendor does not know the place from which it was asked for events. */
    boolean isPlaceUnknown() {
        return placeUnknown;
    }

    /**
     * The next events, oldest first; none if nothing comes for that long.
     *
     * @throws GatewayException what broke the subscription
     */
    List<Event> next(int max, Duration wait) throws InterruptedException {
        GatewayException broken = failure;
        if (broken != null) {
            throw broken;
        }
        var next = new ArrayList<Event>();
        Event first = events.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
        if (first != null) {
            next.add(first);
            events.drainTo(next, max - 1);
        }
        return next;
    }

    /** Takes no more. */
    void close() {
        closed = true;
    }
}
