package dev.karat.camel.events;

import static dev.karat.camel.GatewayFixture.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.karat.camel.GatewayFixture;
import dev.karat.camel.events.BusinessSystem.Call;
import dev.karat.camel.events.BusinessSystem.Reply;
import dev.karat.engine.change.CustomerEvent;
import dev.karat.engine.change.EventLog;
import dev.karat.engine.change.LogWatch;
import dev.karat.engine.config.Secrets;
import dev.karat.engine.hub.HubLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a receiver answers, and whenever the gateway is started anew: nothing is lost, and order holds. */
class WhenABusinessSystemFailsAtRandomTest {
    private static final int CUSTOMERS = 12;
    private static final int CHANGES = 60;

    private static Reply any(Random random) {
        int draw;
        synchronized (random) {
            draw = random.nextInt(100);
        }
        if (draw < 60) {
            return Reply.OK;
        }
        if (draw < 85) {
            return Reply.BROKEN;
        }
        if (draw < 92) {
            return new Reply(429, "");
        }
        return draw < 97 ? new Reply(503, "90") : Reply.SILENT;
    }

    private static Subscribers tell(GatewayFixture gateway) {
        var watch = new LogWatch(gateway.store, Duration.ofMillis(5));
        var subscribers = new Subscribers(gateway.hub, watch, new Secrets(any -> BusinessSystem.SECRET), new Random(5));
        subscribers.start();
        return subscribers;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void everyEventIsTakenAndEachCustomersInOrder(long seed, @TempDir Path folder) throws IOException {
        var random = new Random(seed);
        try (var crm = new BusinessSystem();
                var gateway = new GatewayFixture(folder, HubLimits.STANDARD, """
                        subscribers:
                          crm:
                            url: "%s"
                            secrets: [env:A]
                            begin: first
                            timeout: 150ms
                            batch: 7
                            held: 5
                            retry: { attempts: 100, first: 1s, max: 1m }
                        """.formatted(crm.url()))) {
            crm.replies = call -> any(random);
            Subscribers subscribers = tell(gateway);
            for (int i = 0; i < CHANGES; i++) {
                int customer = i % CUSTOMERS;
                gateway.take(row(
                        "" + customer,
                        "Ada" + customer,
                        "Lovelace" + i,
                        "ada" + customer + "@example.test",
                        "2026-02-01T10:%02d:%02dZ".formatted(i / 60, i % 60)));
                gateway.clock.advance(Duration.ofSeconds(2));
                if (i == CHANGES / 2) {
                    subscribers.close();
                    gateway.restart();
                    subscribers = tell(gateway);
                }
            }
            List<CustomerEvent> all = new EventLog(gateway.store).after(0, 500).events();
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                gateway.clock.advance(Duration.ofSeconds(30));
                return crm.taken.stream().map(Call::id).distinct().count() == all.size();
            });
            subscribers.close();

            Map<String, List<String>> expected = all.stream()
                    .collect(Collectors.groupingBy(
                            CustomerEvent::goldenId,
                            LinkedHashMap::new,
                            Collectors.mapping(CustomerEvent::id, Collectors.toList())));
            assertThat(expected).hasSize(CUSTOMERS);
            expected.forEach((id, ids) -> {
                Set<String> firstTaken = crm.taken.stream()
                        .filter(call -> call.subject().equals(id))
                        .map(Call::id)
                        .collect(Collectors.toCollection(LinkedHashSet::new));
                assertThat(List.copyOf(firstTaken)).as("events of %s", id).isEqualTo(ids);
            });
            assertThat(gateway.deadLetters()).isEmpty();
        }
    }
}
