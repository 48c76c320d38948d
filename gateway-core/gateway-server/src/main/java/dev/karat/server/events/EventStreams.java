package dev.karat.server.events;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.engine.change.CustomerEvent;
import dev.karat.engine.change.EventJson;
import dev.karat.engine.change.EventLog;
import dev.karat.engine.change.EventType;
import dev.karat.engine.change.LogWatch;
import dev.karat.engine.commit.DaemonThreads;
import dev.karat.engine.hub.Hub;
import dev.karat.server.GatewaySettings;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.servlet.AsyncContext;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * The open event streams. One thread reads the log for all of them and writes to each as much as its reader takes, so
 * that a slow one costs no thread and no memory; one that takes nothing is dropped. Safe for several threads.
 */
@Component
public class EventStreams implements SmartLifecycle, MeterBinder {
    private static final Logger LOG = LoggerFactory.getLogger(EventStreams.class);
    private static final int PAGE = 100;

    private final Hub hub;
    private final LogWatch watch;
    private final EventLog log;
    private final EventJson json;
    private final String environment;
    private final GatewaySettings.Events settings;
    private final List<EventStream> open = new CopyOnWriteArrayList<>();
    private final AtomicLong dropped = new AtomicLong();
    private volatile boolean running;
    private @Nullable Thread thread;

    EventStreams(Hub hub, LogWatch watch, GatewaySettings settings) {
        this.hub = hub;
        this.watch = watch;
        this.settings = settings.events();
        this.log = new EventLog(hub.store());
        this.environment = hub.policy().environment();
        this.json = new EventJson(environment);
    }

    /**
     * Opens a stream on a response whose head was sent.
     *
     * @param login whose stream it is
     * @param place of the last event that the reader has
     * @param shown makes of an event's data what the reader may see; null for all of it
     */
    public void open(
            AsyncContext response,
            String login,
            Set<EventType> types,
            long place,
            @Nullable UnaryOperator<ObjectNode> shown)
            throws IOException {
        EventJson form = shown == null ? json : new EventJson(environment, shown);
        var stream = new EventStream(response, login, types, place, settings, form);
        open.add(stream);
        stream.begin();
    }

    /** Throws STREAMS_LIMIT if there are as many streams as there may be. */
    public void requireRoom() {
        if (!running || open.size() >= settings.streamsMax()) {
            throw new GatewayException(
                    ErrorCode.STREAMS_LIMIT, "There are " + open.size() + " event streams, and no more may be opened");
        }
    }

    /**
     * The place from which a reader goes on that names the last event it has. Throws REQUEST_INVALID for one that this
     * log does not have, as after a restore.
     *
     * @param lastEventId as the reader got it, or null for what happens from now on
     */
    public long place(@Nullable String lastEventId) {
        long last = CustomerEvent.firstPlace(hub.store().lastChange()) + 1;
        if (lastEventId == null) {
            return last;
        }
        long place = CustomerEvent.placeOf(lastEventId).orElse(Long.MAX_VALUE);
        if (place > last) {
            throw new GatewayException(ErrorCode.REQUEST_INVALID, "Last-Event-ID names no event of this gateway");
        }
        return place;
    }

    /** Streams that are open now. */
    public int size() {
        return open.size();
    }

    @Override
    public void start() {
        running = true;
        thread = new DaemonThreads("karat-event-streams").newThread(this::run);
        thread.start();
    }

    private void run() {
        while (running) {
            try {
                round();
                Thread.sleep(settings.poll().toMillis());
            } catch (InterruptedException stopped) {
                return;
            } catch (RuntimeException failure) {
                LOG.warn("Event streams cannot go on now, and are tried again: {}", failure.toString());
                try {
                    Thread.sleep(1_000);
                } catch (InterruptedException stopped) {
                    return;
                }
            }
        }
    }

    private void round() {
        if (open.isEmpty()) {
            return;
        }
        long last = watch.last();
        Map<Long, EventLog.Page> pages = new HashMap<>();
        for (EventStream stream : open) {
            while (stream.isReady() && stream.seq() < last) {
                stream.write(pages.computeIfAbsent(stream.seq(), seq -> log.after(seq, PAGE)));
            }
            switch (stream.state()) {
                case OPEN -> {}
                case SLOW -> {
                    dropped.incrementAndGet();
                    LOG.warn("The event stream of {} is dropped: its reader takes nothing", stream.login());
                    end(stream);
                }
                case DONE -> end(stream);
            }
        }
    }

    private void end(EventStream stream) {
        open.remove(stream);
        stream.end();
    }

    /** Ends all streams, so that the server does not wait for them when it stops. */
    @Override
    public void stop() {
        running = false;
        if (thread != null) {
            thread.interrupt();
        }
        open.forEach(this::end);
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("karat.event.streams", open, List::size)
                .description("Event streams that are open")
                .register(registry);
        Gauge.builder("karat.event.streams.dropped", dropped, AtomicLong::get)
                .description("Event streams that were dropped since the start because their readers took nothing")
                .register(registry);
    }
}
