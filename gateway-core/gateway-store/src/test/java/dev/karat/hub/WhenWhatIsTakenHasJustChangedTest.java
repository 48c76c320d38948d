package dev.karat.hub;

import static dev.karat.hub.HubFixture.await;
import static dev.karat.hub.HubFixture.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.engine.delivery.DeliveryItem;
import dev.karat.engine.store.Setting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Under load a target's deliveries change and are taken in one commit, and the database still has what they were. */
class WhenWhatIsTakenHasJustChangedTest {
    private static final CustomerData GRACE = person("Grace", "Hopper", "grace@example.test", "+442071234567");
    private static final CustomerData MOVED = person("Grace", "Hopper", "grace@example.test", "+493012345678");

    private HubFixture hub;

    @BeforeEach
    void open(@TempDir Path folder) {
        hub = new HubFixture(folder.resolve("karat.db"));
        hub.ingest(hub.version("erp", "2", 1, GRACE));
        hub.goLive("shop");
        await(hub.hub.plan("shop"));
    }

    @AfterEach
    void close() {
        hub.close();
    }

    /** Takes in the commit in which something else happens first. */
    private List<DeliveryItem> takeWith(Supplier<CompletableFuture<?>> change) {
        return await(hub.whileNothingCommits(() -> {
            // Keeps the disk busy, so that what comes now waits and goes together.
            var unused = hub.hub.remember(Setting.Scope.GATEWAY, "anything", "at all");
            CompletableFuture<?> changed = change.get();
            return hub.hub.take("shop", 10).thenCombine(changed, (items, done) -> items);
        }));
    }

    @Test
    void itIsNeverWrittenAsItWas() {
        hub.ingest(hub.version("erp", "2", 2, MOVED));
        List<DeliveryItem> taken = new ArrayList<>(takeWith(() -> hub.hub.plan("shop")));
        taken.addAll(await(hub.hub.take("shop", 10)));

        assertThat(taken)
                .extracting(item -> item.desired().text(Attribute.PHONES))
                .containsExactly("+493012345678");
    }

    @Test
    void whoWasFoundToBeAnotherCustomerIsNotCreated() {
        // The shop has her under the phone number; the ERP tells that both are one.
        hub.ingest(hub.version("shop", "9", 1, person("Grace", "Hopper", "hopper@example.test", "+493012345678")));
        hub.ingest(hub.version("erp", "2", 2, MOVED));
        List<DeliveryItem> taken = takeWith(() -> hub.hub.plan("shop"));

        assertThat(taken).noneMatch(DeliveryItem::isCreation);
        assertThat(await(hub.hub.take("shop", 10))).noneMatch(DeliveryItem::isCreation);
    }
}
