package dev.karat.server.ops;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.system.ConnectedSystems;
import dev.karat.camel.system.DriftCheck;
import dev.karat.camel.system.DriftCheck.Difference;
import dev.karat.engine.commit.DaemonThreads;
import dev.karat.engine.delivery.FieldChange;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.store.CommitBatch.DeliveryKey;
import dev.karat.server.ops.DriftStatus.Example;
import dev.karat.server.ops.DriftStatus.Field;
import dev.karat.server.ops.DriftStatus.State;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Comparisons of targets with what they should hold, one after the other, on this node. Safe for several threads. */
@Component
class DriftChecks {
    private static final Logger LOG = LoggerFactory.getLogger(DriftChecks.class);
    private static final int EXAMPLES_MAX = 100;

    /** The same sample each time would never see the rest. */
    private final java.util.concurrent.atomic.AtomicLong seeds = new java.util.concurrent.atomic.AtomicLong();

    private final ExecutorService thread = Executors.newSingleThreadExecutor(new DaemonThreads("karat-drift"));
    private final Map<String, DriftStatus> last = new ConcurrentHashMap<>();
    private final ConnectedSystems systems;
    private final Hub hub;
    private final Clock clock;
    private volatile boolean stopping;

    DriftChecks(ConnectedSystems systems, Hub hub, Clock clock) {
        this.systems = systems;
        this.hub = hub;
        this.clock = clock;
        this.seeds.set(clock.millis());
    }

    /** The last one of a target since the start of this node, or null. */
    @Nullable
    DriftStatus last(String target) {
        return last.get(target);
    }

    /**
     * Begins one, or puts it behind those that run. Throws TARGET_UNKNOWN; REQUEST_INVALID if one of the target runs, or
     * its records cannot be read one by one.
     *
     * @param sample records, or 0 for all
     */
    synchronized void begin(String target, int sample, String by) {
        if (!hub.delivers(target)) {
            throw new GatewayException(ErrorCode.TARGET_UNKNOWN, "There is no target " + target + " that is connected");
        }
        DriftStatus before = last.get(target);
        if (before != null && before.state() == State.RUNNING) {
            throw new GatewayException(ErrorCode.REQUEST_INVALID, "A drift check of " + target + " runs already");
        }
        var check = new DriftCheck(systems.get(target), hub.store(), hub.preview(target));
        var run = new Run(target, sample, by, clock.instant());
        last.put(target, run.status(State.RUNNING, null));
        thread.execute(() -> run.over(check));
    }

    @PreDestroy
    void stop() {
        stopping = true;
        thread.shutdownNow();
    }

    /** One comparison; for one thread. */
    private final class Run {
        private final String target;
        private final int sample;
        private final String by;
        private final Instant startedAt;
        private final List<Example> examples = new ArrayList<>();
        private int chosen;
        private int compared;
        private int differing;
        private int gone;

        Run(String target, int sample, String by, Instant startedAt) {
            this.target = target;
            this.sample = sample;
            this.by = by;
            this.startedAt = startedAt;
        }

        void over(DriftCheck check) {
            try {
                List<DeliveryKey> keys = check.choose(sample, seeds.incrementAndGet());
                chosen = keys.size();
                for (DeliveryKey key : keys) {
                    if (check.compare(key, () -> stopping, this::differs)) {
                        compared++;
                    }
                    last.put(target, status(State.RUNNING, null));
                }
                last.put(target, status(State.DONE, null));
                LOG.info("Drift of {}: {} of {} records differ", target, differing, compared);
            } catch (GatewayException failed) {
                LOG.warn("{}: the drift check of {} ended: {}", failed.code(), target, failed.getMessage());
                last.put(target, status(State.FAILED, failed.code()));
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException unexpected) {
                LOG.error("The drift check of {} failed", target, unexpected);
                last.put(target, status(State.FAILED, ErrorCode.INTERNAL));
            }
        }

        private void differs(Difference difference) {
            differing++;
            gone += difference.gone() ? 1 : 0;
            if (examples.size() < EXAMPLES_MAX) {
                String id = difference.externalId();
                examples.add(new Example(
                        difference.goldenId(),
                        id.contains("@") ? "***" : id,
                        difference.gone(),
                        difference.fields().stream().map(DriftChecks::field).toList()));
            }
        }

        private DriftStatus status(State state, @Nullable ErrorCode error) {
            return new DriftStatus(
                    state,
                    by,
                    sample,
                    chosen,
                    compared,
                    differing,
                    gone,
                    compared == 0 ? 0 : Math.round(differing * 10_000.0 / compared) / 100.0,
                    startedAt,
                    state == State.RUNNING ? null : clock.instant(),
                    error,
                    examples);
        }
    }

    private static Field field(FieldChange change) {
        String how = change.after() == null ? "extra" : change.before() == null ? "missing" : "other";
        return new Field(change.attribute().path(), how);
    }
}
