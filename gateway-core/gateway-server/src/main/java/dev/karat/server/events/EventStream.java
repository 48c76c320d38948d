package dev.karat.server.events;

import dev.karat.engine.change.CustomerEvent;
import dev.karat.engine.change.EventJson;
import dev.karat.engine.change.EventLog;
import dev.karat.engine.change.EventType;
import dev.karat.server.GatewaySettings;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * One stream of server-sent events. Written by one thread, which never waits for the reader.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">Server-sent events</a>
 */
final class EventStream implements WriteListener {
    /** How the stream stands. */
    enum State {
        OPEN,
        /** Its reader takes nothing. */
        SLOW,
        /** Its reader is gone, or it is old. */
        DONE
    }

    private static final String HEAD = "retry: 2000\n: karat\n\n";
    private static final String HEARTBEAT = ": heartbeat\n\n";

    private final AsyncContext response;
    private final ServletOutputStream out;
    private final String login;
    private final Set<EventType> types;
    private final GatewaySettings.Events settings;
    private final EventJson json;
    private final long opened = System.nanoTime();
    private long place;
    private long moved = opened;
    private long wrote = opened;
    private boolean unflushed;
    private volatile boolean writable;
    private volatile boolean broken;

    EventStream(
            AsyncContext response,
            String login,
            Set<EventType> types,
            long place,
            GatewaySettings.Events settings,
            EventJson json)
            throws IOException {
        this.response = response;
        this.out = response.getResponse().getOutputStream();
        this.login = login;
        this.types = types;
        this.place = place;
        this.settings = settings;
        this.json = json;
    }

    void begin() {
        out.setWriteListener(this);
    }

    @Override
    public void onWritePossible() {
        writable = true;
    }

    @Override
    public void onError(Throwable gone) {
        broken = true;
    }

    String login() {
        return login;
    }

    /** Row of the change log up to which everything was written, or had to be left out. */
    long seq() {
        // Of a row that tells two events the first one may be written alone.
        return place % 2 == 0 ? CustomerEvent.seqOf(place) - 1 : CustomerEvent.seqOf(place);
    }

    /** True if the reader takes something now. */
    boolean isReady() {
        if (broken || !writable) {
            return false;
        }
        try {
            if (!out.isReady()) {
                // The container says when it is possible again.
                return false;
            }
            if (unflushed) {
                unflushed = false;
                out.flush();
                if (!out.isReady()) {
                    return false;
                }
            }
            moved = System.nanoTime();
            if (wrote == opened) {
                write(HEAD);
            } else if (moved - wrote > settings.heartbeat().toNanos()) {
                write(HEARTBEAT);
            }
            return out.isReady();
        } catch (IOException | IllegalStateException gone) {
            broken = true;
            return false;
        }
    }

    /** Writes what is wanted of a page, as far as the reader takes it. */
    void write(EventLog.Page page) {
        try {
            for (CustomerEvent event : page.events()) {
                if (event.place() > place) {
                    if (types.contains(event.type())) {
                        if (!out.isReady()) {
                            return;
                        }
                        write("id: " + event.id() + "\nevent: " + event.type().label() + "\ndata: " + json.text(event)
                                + "\n\n");
                    }
                    place = event.place();
                }
            }
            place = CustomerEvent.firstPlace(page.through()) + 1;
        } catch (IOException | IllegalStateException gone) {
            broken = true;
        }
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        wrote = System.nanoTime();
        unflushed = true;
        if (out.isReady()) {
            unflushed = false;
            out.flush();
        }
    }

    State state() {
        long now = System.nanoTime();
        if (broken || now - opened > settings.streamAge().toNanos()) {
            return State.DONE;
        }
        return now - moved > settings.slowAfter().toNanos() ? State.SLOW : State.OPEN;
    }

    void end() {
        try {
            response.complete();
        } catch (IllegalStateException already) {
            broken = true;
        }
    }
}
