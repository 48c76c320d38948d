package dev.karat.camel.system;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.engine.delivery.DeliveryItem;
import dev.karat.engine.delivery.DeliveryOutcome;
import dev.karat.engine.delivery.WriteGate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a page of desired states to one system, call by call, with an outcome per item. The gate is asked again before
 * every call, so that closing it stops a page that is under way.
 */
public final class SystemWriter {
    private final ConnectedSystem system;
    private final WriteGate gate;
    private final WriteCall call;
    private final Clock clock;

    public SystemWriter(ConnectedSystem system, WriteGate gate, WriteCall call, Clock clock) {
        this.system = system;
        this.gate = gate;
        this.call = call;
        this.clock = clock;
    }

    /**
     * Writes what the gate allows, unless its time is over, such as after the process was stopped for a while: another
     * node may be at it. One outcome per item that was tried.
     */
    public List<DeliveryOutcome> write(List<DeliveryItem> items) {
        var outcomes = new ArrayList<DeliveryOutcome>(items.size());
        int size = Math.max(1, Math.min(items.size(), call.itemsMax()));
        for (int from = 0; from < items.size(); from += size) {
            List<DeliveryItem> timely = items.subList(from, Math.min(items.size(), from + size)).stream()
                    .filter(item -> micros() < item.sendUntil())
                    .toList();
            if (!timely.isEmpty()) {
                outcomes.addAll(writeAtOnce(timely));
            }
        }
        return outcomes;
    }

    private List<DeliveryOutcome> writeAtOnce(List<DeliveryItem> items) {
        if (!gate.isOpen(system.name())) {
            return notWritten(items, ErrorCode.WRITE_CLOSED, null);
        }
        try {
            return call.write(items);
        } catch (GatewayException stopped) {
            system.health().failed(stopped);
            return notWritten(items, stopped.code(), stopped.retryAfter());
        }
    }

    private long micros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    }

    private static List<DeliveryOutcome> notWritten(
            List<DeliveryItem> items, ErrorCode code, @Nullable Duration retryAfter) {
        return items.stream()
                .<DeliveryOutcome>map(item -> new DeliveryOutcome.Retryable(item.id(), code, retryAfter))
                .toList();
    }
}
