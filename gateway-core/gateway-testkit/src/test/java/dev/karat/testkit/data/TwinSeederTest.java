package dev.karat.testkit.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.testkit.TestClock;
import dev.karat.testkit.twin.MailchimpTwin;
import dev.karat.testkit.twin.RequestTrackerTwin;
import dev.karat.testkit.twin.ShopifyTwin;
import dev.karat.testkit.twin.TwinSettings;
import dev.karat.testkit.twin.ZendeskTwin;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TwinSeederTest {
    private final TestClock clock = TestClock.at("2026-11-01T00:00:00Z");
    private final Map<String, List<GeneratedRecord>> bySystem =
            new CustomerGenerator(7).records(2_000).collect(Collectors.groupingBy(GeneratedRecord::system));

    @TempDir
    Path folder = Path.of("");

    private List<GeneratedRecord> of(String system) {
        return bySystem.getOrDefault(system, List.of());
    }

    @Test
    void fillsEveryTwinWithAllItsRecords() {
        try (var shop = ShopifyTwin.start(TwinSettings.of(clock));
                var mailing = MailchimpTwin.start(TwinSettings.of(clock));
                var support = ZendeskTwin.start(TwinSettings.of(clock));
                var tracker = RequestTrackerTwin.start(TwinSettings.of(clock))) {
            assertThat(TwinSeeder.seed(shop, of("shop"))).hasSize(of("shop").size());
            assertThat(TwinSeeder.seed(mailing, of("mailing")))
                    .hasSize(of("mailing").size());
            assertThat(TwinSeeder.seed(support, of("support")))
                    .hasSize(of("support").size());
            assertThat(TwinSeeder.seed(tracker, of("support")))
                    .hasSize(of("support").size());
            assertThat(shop.all()).hasSize(of("shop").size());
            assertThat(mailing.all()).hasSize(of("mailing").size());
            assertThat(support.all()).hasSize(of("support").size());
            assertThat(tracker.all()).hasSize(of("support").size());
        }
    }

    @Test
    void letsRecordsBeAsOldAsTheyAre() {
        try (var mailing = MailchimpTwin.start(TwinSettings.of(clock))) {
            TwinSeeder.seed(mailing, of("mailing"));
            assertThat(mailing.all().get(0).get("last_changed").asText())
                    .isEqualTo(of("mailing").get(0).value("updatedAt").replace("Z", "+00:00"));
        }
    }

    @Test
    void fillsATwinOnceOnly() {
        Map<String, String> first;
        try (var shop = ShopifyTwin.start(TwinSettings.of(clock).in(folder))) {
            first = TwinSeeder.seed(shop, of("shop"));
        }
        try (var shop = ShopifyTwin.start(TwinSettings.of(clock).in(folder))) {
            assertThat(TwinSeeder.seed(shop, of("shop"))).isEqualTo(first);
            assertThat(shop.all()).hasSize(first.size());
        }
    }
}
