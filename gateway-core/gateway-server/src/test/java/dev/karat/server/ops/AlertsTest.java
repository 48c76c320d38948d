package dev.karat.server.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.engine.match.LargeProfiles;
import dev.karat.engine.match.LargeProfiles.Large;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlertsTest {
    private static List<String> alerts(LargeProfiles large) {
        var status = new GatewayStatus(
                "1",
                Instant.EPOCH,
                1,
                "default-1",
                new GatewayStatus.StoreStatus(true, 1, 1, 0, 1, 1),
                large,
                null,
                false,
                0,
                null,
                Long.MAX_VALUE,
                null,
                List.of(),
                List.of(),
                List.of(),
                List.of());
        return Alerts.addTo(status).alerts();
    }

    @Test
    void aGatewayThatIsWellHasNone() {
        assertThat(alerts(LargeProfiles.NONE)).isEmpty();
    }

    @Test
    void profilesThatAreTooLargeNeedAPerson() {
        var large = LargeProfiles.of(List.of(new Large("SMALLER", 60), new Large("LARGEST", 80)), 1);
        assertThat(alerts(large))
                .containsExactly(
                        "Suspiciously large profiles: 2, the largest LARGEST. karat how tells what joined its records.",
                        "Too large to be one customer, and cut: 1 group(s) of records.");
    }
}
