package dev.karat.server.ops;

import dev.karat.engine.delivery.BrakeState.Held;
import dev.karat.engine.hub.Hub;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.stereotype.Component;

/** For each target the writes that its brake holds. */
@Component
class BrakeMetrics implements MeterBinder {
    private final Hub hub;

    BrakeMetrics(Hub hub) {
        this.hub = hub;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (String target : hub.policy().targets().keySet()) {
            Gauge.builder("karat.brake.held", () -> held(target))
                    .tag("target", target)
                    .description("Writes that the brake of a target holds for a person's decision")
                    .register(registry);
        }
    }

    /** At least 1 while anything is held. */
    private long held(String target) {
        return hub.brake(target)
                .heldRun()
                .map(Held::waiting)
                .map(waiting -> Math.max(1, waiting.writes()))
                .orElse(0L);
    }
}
