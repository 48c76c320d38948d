package dev.karat.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.engine.hub.HubLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A clock that is put back or forward decides nothing about customers, and holds up no delivery for ever. */
class WhenTheClockJumpsTest {
    private static final CustomerData ADA = HubFixture.person("Ada", "Lovelace", "ada@example.test", "+493012345678");
    private static final CustomerData BYRON = HubFixture.person("Ada", "Byron", "ada@example.test", "+493012345678");

    @Test
    void endsInTheStateOfAClockThatRunsAsItShould(@TempDir Path folder) {
        Set<String> undisturbed = story(folder.resolve("undisturbed.db"), Duration.ZERO, Duration.ZERO);

        assertThat(story(folder.resolve("back.db"), Duration.ofDays(-1), Duration.ofHours(-3)))
                .isEqualTo(undisturbed);
        assertThat(story(folder.resolve("forth.db"), Duration.ofDays(400), Duration.ofDays(-399)))
                .isEqualTo(undisturbed);
    }

    private static Set<String> story(Path file, Duration first, Duration second) {
        try (var hub = new HubFixture(file)) {
            hub.ingest(hub.version("erp", "1", 1, ADA));
            hub.target("shop").edit("7", ADA);
            hub.readBack();
            hub.goLive("shop");
            hub.rest();
            hub.clock.advance(first);
            hub.ingest(hub.version("erp", "1", 2, BYRON));
            hub.restart();
            hub.clock.advance(second);
            hub.rest();
            assertThat(hub.target("shop").data("7").text(Attribute.FAMILY_NAME)).isEqualTo("Byron");
            hub.ingest(hub.version("erp", "1", 1, ADA));
            assertThat(hub.rest()).isZero();
            return hub.state();
        }
    }

    @Test
    void whatWasOnItsWayWhenTheClockWasPutBackDoesNotWaitForTheTimeThatWas(@TempDir Path folder) {
        try (var hub = new HubFixture(folder.resolve("karat.db"))) {
            hub.ingest(hub.version("erp", "1", 1, ADA));
            hub.goLive("shop");
            takeAndNeverAnswer(hub);
            hub.clock.advance(Duration.ofHours(-5));
            hub.restart();
            assertThat(hub.rest()).as("it may be under way still").isZero();
            hub.clock.advance(HubLimits.STANDARD.outcomeTimeout());
            assertThat(hub.rest()).isEqualTo(1);

            hub.ingest(hub.version("erp", "1", 2, BYRON));
            takeAndNeverAnswer(hub);
            hub.clock.advance(Duration.ofHours(-5));
            assertThat(hub.rest()).as("it may be under way still").isZero();
            hub.clock.advance(HubLimits.STANDARD.outcomeTimeout());
            assertThat(hub.rest()).isEqualTo(1);

            assertThat(hub.target("shop").rows).hasSize(1);
            assertThat(hub.rest()).isZero();
        }
    }

    private static void takeAndNeverAnswer(HubFixture hub) {
        while (HubFixture.await(hub.hub.plan("shop"))) {
            // Planned in pages.
        }
        assertThat(HubFixture.await(hub.hub.take("shop", 9))).hasSize(1);
    }
}
