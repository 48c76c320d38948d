package dev.karat.camel.system;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.webhook.WebhookCall;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** Where calls of vendors come in: a door for each system of which a route takes them. Safe for several threads. */
public final class WebhookDoors {
    /** Takes the calls to one system. */
    public interface Door {
        /**
         * Returns after everything that the call tells is durable.
         *
         * @throws GatewayException WEBHOOK_REFUSED or WEBHOOK_MALFORMED, or why it is not durable
         */
        void take(WebhookCall call);
    }

    private final Map<String, Door> doors = new ConcurrentHashMap<>();

    /** Opens the door of a system; throws ROUTE_INVALID if another route has it open. */
    public void open(String system, Door door) {
        if (doors.putIfAbsent(system, door) != null) {
            throw new GatewayException(ErrorCode.ROUTE_INVALID, "Another route takes the webhooks of " + system);
        }
    }

    /** Closes a door that this opened. */
    public void close(String system, Door door) {
        doors.remove(system, door);
    }

    /** Systems of which calls are taken, in order. */
    public Set<String> open() {
        return new TreeSet<>(doors.keySet());
    }

    /** Takes a call; throws NOT_FOUND if no route takes those of the system. */
    public void take(String system, WebhookCall call) {
        Door door = doors.get(system);
        if (door == null) {
            throw new GatewayException(ErrorCode.NOT_FOUND, "No route takes webhooks of " + system);
        }
        door.take(call);
    }
}
