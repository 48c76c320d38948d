package dev.karat.server.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.camel.events.SubscriberStatus;
import dev.karat.engine.match.LargeProfiles;
import dev.karat.engine.match.LargeProfiles.Large;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AlertsTest {
    private static List<String> alerts(LargeProfiles large, SubscriberStatus... subscribers) {
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
        return Alerts.addTo(status, List.of(subscribers)).alerts();
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

    @Test
    void subscribersThatAreNotToldNeedAPerson() {
        assertThat(alerts(
                        LargeProfiles.NONE,
                        subscriber("crm", SubscriberStatus.State.STOPPED, "SUBSCRIBER_GONE"),
                        subscriber("erp", SubscriberStatus.State.BACKING_OFF, null),
                        subscriber("shop", SubscriberStatus.State.RUNNING, null)))
                .containsExactly(
                        "Subscriber crm is sent nothing: SUBSCRIBER_GONE",
                        "Subscriber erp takes no events: answered 500");
    }

    private static SubscriberStatus subscriber(String name, SubscriberStatus.State state, @Nullable String stopped) {
        return new SubscriberStatus(name, state, 7, 1, stopped, null, 1, 1, null, "answered 500");
    }
}
