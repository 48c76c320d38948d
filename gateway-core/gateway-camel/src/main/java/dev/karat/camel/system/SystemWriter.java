package dev.karat.camel.system;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.engine.commit.DaemonThreads;
import dev.karat.engine.delivery.DeliveryItem;
import dev.karat.engine.delivery.DeliveryOutcome;
import dev.karat.engine.delivery.WriteGate;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/**
 * Writes a page of desired states to one system, call by call, with an outcome per item, as many calls at once as the
 * system's limits allow and on threads of its own. The gate and the circuit are asked again before every call, so that
 * closing one stops a page that is under way. Used by one thread at a time.
 */
public final class SystemWriter implements AutoCloseable {
    private final ConnectedSystem system;
    private final WriteGate gate;
    private final WriteCall call;
    private final Clock clock;
    private final ExecutorService threads;

    public SystemWriter(ConnectedSystem system, WriteGate gate, WriteCall call, Clock clock) {
        this.system = system;
        this.gate = gate;
        this.call = call;
        this.clock = clock;
        this.threads = Executors.newFixedThreadPool(
                system.connector().spec().limits().concurrency(), new DaemonThreads("karat-write-" + system.name()));
    }

    /**
     * Writes what the gate allows, unless its time is over, such as after the process was stopped for a while: another
     * node may be at it. One outcome per item.
     */
    public List<DeliveryOutcome> write(List<DeliveryItem> items) throws InterruptedException {
        List<Callable<List<DeliveryOutcome>>> lanes = call.lanes(items).stream()
                .<Callable<List<DeliveryOutcome>>>map(lane -> () -> written(lane))
                .toList();
        var outcomes = new ArrayList<DeliveryOutcome>(items.size());
        for (Future<List<DeliveryOutcome>> lane : threads.invokeAll(lanes)) {
            try {
                outcomes.addAll(lane.get());
            } catch (ExecutionException failed) {
                if (failed.getCause() instanceof RuntimeException unexpected) {
                    throw unexpected;
                }
                throw new GatewayException(ErrorCode.INTERNAL, "Writing failed", failed.getCause());
            }
        }
        return outcomes;
    }

    private List<DeliveryOutcome> written(WriteCall.Lane lane) {
        var outcomes = new ArrayList<DeliveryOutcome>();
        for (List<DeliveryItem> items : lane.calls()) {
            long now = micros();
            Map<Boolean, List<DeliveryItem>> timely =
                    items.stream().collect(Collectors.partitioningBy(item -> now < item.sendUntil()));
            outcomes.addAll(postponed(timely.getOrDefault(false, List.of()), ErrorCode.VENDOR_TIMEOUT));
            List<DeliveryItem> due = timely.getOrDefault(true, List.of());
            if (!due.isEmpty()) {
                outcomes.addAll(writeAtOnce(due));
            }
        }
        return outcomes;
    }

    private List<DeliveryOutcome> writeAtOnce(List<DeliveryItem> items) {
        if (!gate.isOpen(system.name())) {
            return postponed(items, ErrorCode.WRITE_CLOSED);
        }
        if (!system.circuit().enter()) {
            return postponed(items, ErrorCode.VENDOR_UNAVAILABLE);
        }
        boolean told = false;
        try {
            List<DeliveryOutcome> outcomes = call.write(items);
            tell(items, outcomes);
            told = true;
            return withoutBusy(items, outcomes);
        } catch (GatewayException stopped) {
            system.health().failed(stopped);
            system.circuit().failed();
            told = true;
            return items.stream()
                    .<DeliveryOutcome>map(
                            item -> new DeliveryOutcome.Retryable(item.id(), stopped.code(), stopped.retryAfter()))
                    .toList();
        } finally {
            if (!told) {
                system.circuit().left();
            }
        }
    }

    /** What the outcomes of a call say of the system as a whole; what was only read says nothing of writing. */
    private void tell(List<DeliveryItem> items, List<DeliveryOutcome> outcomes) {
        boolean read = items.stream().allMatch(DeliveryItem::lookUpFirst)
                && outcomes.stream().allMatch(DeliveryOutcome.Stale.class::isInstance);
        if (read) {
            system.circuit().left();
        } else if (outcomes.stream().anyMatch(SystemWriter::answers)) {
            system.circuit().taken();
        } else {
            system.circuit().failed();
        }
    }

    /** True if the vendor is there: it took the item, or refused it for what it holds, or is too busy. */
    private static boolean answers(DeliveryOutcome outcome) {
        return outcome instanceof DeliveryOutcome.Applied
                || outcome instanceof DeliveryOutcome.Rejected
                || outcome instanceof DeliveryOutcome.Stale
                || (outcome instanceof DeliveryOutcome.Retryable busy
                        && busy.code() != ErrorCode.VENDOR_UNAVAILABLE
                        && busy.code() != ErrorCode.VENDOR_TIMEOUT);
    }

    /**
     * A limit that is used up until a known time is no failure of the item: nothing is sent until then, but what is behind
     * only gives way.
     */
    private List<DeliveryOutcome> withoutBusy(List<DeliveryItem> items, List<DeliveryOutcome> outcomes) {
        boolean behind = items.stream().allMatch(DeliveryItem::behind);
        return outcomes.stream()
                .map(outcome -> {
                    if (outcome instanceof DeliveryOutcome.Retryable busy
                            && busy.code() == ErrorCode.VENDOR_RATE_LIMITED
                            && busy.retryAfter() != null) {
                        if (!behind) {
                            system.circuit().pause(busy.retryAfter());
                        }
                        return new DeliveryOutcome.Postponed(busy.itemId(), busy.code(), busy.retryAfter());
                    }
                    return outcome;
                })
                .toList();
    }

    private long micros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    }

    private static List<DeliveryOutcome> postponed(List<DeliveryItem> items, ErrorCode code) {
        return items.stream()
                .<DeliveryOutcome>map(item -> new DeliveryOutcome.Postponed(item.id(), code, null))
                .toList();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
