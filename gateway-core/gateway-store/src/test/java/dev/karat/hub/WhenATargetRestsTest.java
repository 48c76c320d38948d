package dev.karat.hub;

import static dev.karat.hub.HubFixture.await;
import static dev.karat.hub.HubFixture.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.api.error.ErrorCode;
import dev.karat.engine.delivery.DeliveryItem;
import dev.karat.engine.delivery.DeliveryOutcome;
import dev.karat.engine.delivery.DeliveryOutcome.Postponed;
import dev.karat.engine.delivery.DeliveryOutcome.Retryable;
import dev.karat.engine.delivery.DeliveryOutcome.Unknown;
import dev.karat.engine.delivery.Resync;
import dev.karat.engine.ingest.IngestItem;
import dev.karat.engine.store.DeliveryState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a delivery that was not sent, or failed. */
class WhenATargetRestsTest {
    private HubFixture hub;

    @BeforeEach
    void open(@TempDir Path folder) {
        hub = new HubFixture(folder.resolve("karat.db"));
        hub.ingest(hub.version("erp", "1", 1, person("Ada", "Lovelace", "ada@example.test", "+493012345678")));
        hub.goLive("shop");
        await(hub.hub.plan("shop"));
    }

    @AfterEach
    void close() {
        hub.close();
    }

    private List<DeliveryItem> settle(Function<DeliveryItem, DeliveryOutcome> outcome) {
        List<DeliveryItem> items = await(hub.hub.take("shop", 10));
        await(hub.hub.settle("shop", items, items.stream().map(outcome).toList()));
        return items;
    }

    private DeliveryState state() {
        String golden = hub.profile("erp", "1").orElseThrow().id();
        return hub.store.deliveries("shop", List.of(golden)).get(0);
    }

    private Duration untilNext() {
        Instant next = Instant.EPOCH.plus(state().nextAttemptAt(), ChronoUnit.MICROS);
        return Duration.between(hub.clock.instant(), next);
    }

    @Test
    void whatWasNotSentIsDueAtOnceAndDoesNotCountAsATry() {
        for (int i = 0; i < 20; i++) {
            assertThat(settle(item -> new Postponed(item.id(), ErrorCode.VENDOR_UNAVAILABLE, null)))
                    .singleElement()
                    .matches(item -> !item.lookUpFirst())
                    .matches(item -> !item.behind());
        }
        assertThat(state().attempts()).isZero();
        assertThat(state().error()).isEqualTo(ErrorCode.VENDOR_UNAVAILABLE);
    }

    @Test
    void whatMayHaveBeenSentBeforeIsStillLookedUpFirst() {
        settle(item -> new Unknown(item.id(), ErrorCode.VENDOR_TIMEOUT));
        hub.clock.advance(Duration.ofMinutes(1));
        settle(item -> new Postponed(item.id(), ErrorCode.VENDOR_UNAVAILABLE, null));
        assertThat(await(hub.hub.take("shop", 10))).singleElement().matches(DeliveryItem::lookUpFirst);
    }

    @Test
    void waitsGrowWithARandomPartAndHaveAnEnd() {
        Duration full = Duration.ofSeconds(1);
        for (int attempt = 0; attempt < 14; attempt++) {
            assertThat(settle(item -> new Retryable(item.id(), ErrorCode.VENDOR_UNAVAILABLE, null)))
                    .hasSize(1);
            assertThat(untilNext()).isBetween(full.dividedBy(2).minusMillis(1), full);
            hub.clock.advance(full);
            full = full.multipliedBy(2);
            full = full.compareTo(Duration.ofMinutes(15)) > 0 ? Duration.ofMinutes(15) : full;
        }
    }

    @Test
    void theVendorsOwnTimeIsKept() {
        settle(item -> new Retryable(item.id(), ErrorCode.VENDOR_RATE_LIMITED, Duration.ofMinutes(7)));
        assertThat(untilNext()).isEqualTo(Duration.ofMinutes(7));
    }

    @Test
    void aNewTargetWithALongLogIsFilledBehindWhatChanges() {
        for (int page = 0; page < 11; page++) {
            int from = page * 500;
            hub.ingest(IntStream.range(from, from + 500).mapToObj(this::someone).toArray(IngestItem[]::new));
        }
        hub.goLive("mailing");

        assertThat(await(hub.hub.plan("mailing"))).as("nothing of the log").isFalse();

        Resync.Run run = hub.hub.resync("mailing").map(Resync::run).orElseThrow();
        assertThat(run.by()).isEqualTo("gateway: the target is new");
        assertThat(run.profiles()).isEqualTo(5_501);
        await(hub.hub.compare("mailing"));
        assertThat(await(hub.hub.take("mailing", 10))).hasSize(10).allMatch(DeliveryItem::behind);

        hub.ingest(hub.version("erp", "1", 2, person("Ada", "Byron", "ada@example.test", "+493012345678")));
        await(hub.hub.plan("mailing"));
        assertThat(await(hub.hub.take("mailing", 10))).singleElement().matches(item -> !item.behind());
    }

    private IngestItem someone(int number) {
        String word = new java.util.Random(number * 7919L)
                .ints(8, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return hub.version(
                "erp", "e" + number, 1, person(word, word, word + "@example.test", "+4930" + (5_000_000 + number)));
    }
}
