package dev.karat.server.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.engine.store.Store;
import dev.karat.engine.store.StoredGolden;
import dev.karat.engine.survivorship.GoldenProfile;
import dev.karat.server.GatewayUnderTest;
import dev.karat.server.GatewayUnderTest.Login;
import dev.karat.testkit.store.Batch;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

/** The running gateway forgets what is older than it was told to keep. */
class HistoryKeeperTest {
    private static final String ID = "01KEEPER";

    private final GatewayUnderTest gateway = GatewayUnderTest.shared();

    @Test
    void whatWasReplacedLongAgoIsForgottenAndTheStatusTells() {
        long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
        long old = now - Duration.ofDays(731).toSeconds() * 1_000_000;
        Store store = gateway.store();
        long versions = 2 * HistoryKeeper.BATCH + 3;
        for (long version = 1; version <= versions; version++) {
            store.commit(new Batch().goldens(archived(version, old + version)).build());
        }
        store.commit(new Batch().goldens(archived(versions + 1, now)).build());

        gateway.bean(HistoryKeeper.class).round();

        assertThat(store.goldenAsOf(ID, old + versions - 1))
                .as("replaced 731 days ago")
                .isEmpty();
        assertThat(store.goldenAsOf(ID, old + versions)).as("replaced now").isPresent();
        assertThat(store.goldenAsOf(ID, now)).isPresent();
        var status = gateway.get("/api/status", Login.VIEWER.token()).json().path("history");
        assertThat(status.path("keepSeconds").asLong())
                .isEqualTo(Duration.ofDays(730).toSeconds());
        assertThat(status.path("forgotten").asLong()).isGreaterThanOrEqualTo(versions - 1);
        assertThat(Instant.parse(status.path("since").asText()))
                .isAfter(Instant.now().minus(Duration.ofDays(730)));
    }

    private static StoredGolden archived(long version, long at) {
        return new StoredGolden(
                ID,
                9_000_001,
                StoredGolden.NO_ANCHOR,
                StoredGolden.Status.ARCHIVED,
                null,
                version,
                GoldenProfile.EMPTY,
                at);
    }
}
