package dev.karat.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.hub.HubLimits;
import dev.karat.engine.ingest.IngestItem;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.store.SharedStore;
import dev.karat.engine.store.Store;
import dev.karat.store.Stores;
import dev.karat.testkit.store.CustomerState;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full for a while: commits of a real store fail, and the pages come again. */
class WhenCommitsFailTest {
    private static final List<List<IngestItem>> PAGES = CrowdOfCustomers.pages(150, 12, 1);
    /** A commit for two pages, so that one is made while another one is written. */
    private static final HubLimits LIMITS = new HubLimits(64, 24, Duration.ofMinutes(2));

    @Test
    void whatComesAgainEndsInTheSameState(@TempDir Path folder) {
        Set<String> undisturbed = state(folder.resolve("undisturbed.db"), 0);

        assertThat(undisturbed).hasSize(150);
        assertThat(state(folder.resolve("disturbed.db"), 40)).isEqualTo(undisturbed);
    }

    private static Set<String> state(Path file, int failPercent) {
        try (SharedStore real = Stores.sqlite(file)) {
            Store failing = failing(real, failPercent);
            try (var hub = new Hub(
                    failing,
                    HubFixture.policy(),
                    MatchModel.standard(),
                    Map.of(),
                    LIMITS,
                    HubFixture.ERASURE_KEY,
                    Clock.systemUTC(),
                    new Random(1))) {
                List<List<IngestItem>> left = PAGES;
                while (!left.isEmpty()) {
                    left = take(hub, left);
                }
            }
            return CustomerState.of(real);
        }
    }

    /** Hands some pages over at once, so that a commit has several of them; returns those that have to come again. */
    private static List<List<IngestItem>> take(Hub hub, List<List<IngestItem>> pages) {
        var failed = new ArrayList<List<IngestItem>>();
        for (int from = 0; from < pages.size(); from += 8) {
            List<List<IngestItem>> some = pages.subList(from, Math.min(pages.size(), from + 8));
            List<CompletableFuture<?>> answers = new ArrayList<>();
            some.forEach(page -> answers.add(hub.ingest(page)));
            for (int i = 0; i < some.size(); i++) {
                if (answers.get(i)
                        .handle((outcomes, failure) -> failure != null)
                        .join()) {
                    failed.add(some.get(i));
                }
            }
        }
        return failed;
    }

    /** The same store, a part of whose commits fails and leaves nothing. */
    private static Store failing(SharedStore real, int percent) {
        var random = new Random(7);
        return StoreThatWaits.of(real, write -> {
            if (random.nextInt(100) < percent) {
                throw new GatewayException(ErrorCode.STORE_UNAVAILABLE, "The disk is full");
            }
            write.run();
        });
    }
}
