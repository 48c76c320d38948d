package dev.karat.server.ops;

import dev.karat.engine.delivery.RunNumber;
import dev.karat.engine.store.Store;
import dev.karat.server.GatewaySettings;
import java.time.Clock;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Forgets what writes replaced, once its run is older than {@code karat.delivery.images-keep} or more than
 * {@code karat.delivery.images-max} writes to its target came after it; the latest run of a target is kept whole.
 */
@Component
class ImageKeeper {
    /** Images that one transaction forgets. */
    private static final int BATCH = 500;

    /** Transactions of one round and target; the next round goes on. */
    private static final int BATCHES_MAX = 2_000;

    private static final int RUNS_MAX = 100_000;

    private final Store store;
    private final Duration keep;
    private final long writesMax;
    private final Clock clock;

    @Autowired
    ImageKeeper(Store store, GatewaySettings settings, Clock clock) {
        this(store, settings.delivery().imagesKeep(), settings.delivery().imagesMax(), clock);
    }

    ImageKeeper(Store store, Duration keep, long writesMax, Clock clock) {
        this.store = store;
        this.keep = keep;
        this.writesMax = writesMax;
        this.clock = clock;
    }

    /** Forgets what is too old or too much now. */
    void round() {
        long tooOld = RunNumber.at(clock.instant().minus(keep));
        for (String target : store.targetsWithRuns()) {
            long before = Math.max(tooOld, tooMuch(target));
            int batches = 0;
            while (batches < BATCHES_MAX && store.forgetBeforeImages(target, before, BATCH) > 0) {
                batches++;
            }
        }
    }

    /** The run before which there are more writes than are kept. */
    private long tooMuch(String target) {
        long writes = 0;
        long kept = Long.MAX_VALUE;
        for (Store.Run run : store.runs(target, RUNS_MAX)) {
            writes += run.writes();
            if (writes > writesMax && kept != Long.MAX_VALUE) {
                return kept;
            }
            kept = run.run();
        }
        return 0;
    }
}
