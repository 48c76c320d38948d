package dev.karat.hub;

import static dev.karat.hub.HubFixture.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.ingest.IngestItem;
import dev.karat.engine.store.SharedStore;
import dev.karat.store.Stores;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A database that goes away twice: a commit of the node fails, and then the first one after it began anew. */
class WhenTheDatabaseIsAwayAsANodeTakesOverTest {
    private static final List<IngestItem> PAGE =
            CrowdOfCustomers.pages(10, 12, 1).get(0);

    private final AtomicInteger failing = new AtomicInteger();

    private void commit(Runnable write) {
        if (failing.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new GatewayException(ErrorCode.STORE_UNAVAILABLE, "The server is shutting down");
        }
        write.run();
    }

    /** It would leave writing to others for half a minute if it were its own fault. */
    @Test
    @Timeout(20)
    void itTakesOverAsSoonAsItIsBack(@TempDir Path folder) {
        try (SharedStore real = Stores.sqlite(folder.resolve("karat.db"));
                Hub node = NodeProcess.join(StoreThatWaits.of(real, this::commit), "one")) {
            failing.set(2);
            assertThatThrownBy(() -> await(node.ingest(PAGE))).hasMessageContaining("shutting down");

            await(node.ingest(PAGE));
            assertThat(real.counts().records()).isEqualTo(PAGE.size());
        }
    }
}
