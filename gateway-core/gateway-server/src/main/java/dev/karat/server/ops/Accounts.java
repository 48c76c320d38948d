package dev.karat.server.ops;

import dev.karat.camel.connector.http.NodesAtWork;
import dev.karat.camel.connector.http.Quotas;
import dev.karat.camel.system.ConnectedSystems;
import dev.karat.camel.system.WebhookDoors;
import dev.karat.engine.commit.DaemonThreads;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.store.Setting;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The accounts at vendors, as several nodes use them: each takes its part, by whose turn what is, and a pause that a
 * vendor asked one of them for is one for all. Nothing is done where a gateway is alone.
 */
@Component
class Accounts {
    private static final String RESTS = "rests/";
    private static final Duration LOOK = Duration.ofSeconds(2);

    /** Shorter pauses are over before the others would know. */
    private static final Duration WORTH_TELLING = LOOK.multipliedBy(2);

    /** A node that did not look for so long may have lost its turns. */
    private static final Duration AWAY = LOOK.multipliedBy(2);

    /** Clocks and rounding; no difference. */
    private static final Duration SAME = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(Accounts.class);

    private final ScheduledExecutorService looking =
            Executors.newSingleThreadScheduledExecutor(new DaemonThreads("karat-accounts"));
    private final Quotas quotas;
    private final Hub hub;
    private final WebhookDoors doors;
    private final Clock clock;
    private final Map<String, Instant> told = new HashMap<>();
    private NodesAtWork nodes;
    private long lookedAt;

    Accounts(ConnectedSystems systems, Hub hub, WebhookDoors doors, Clock clock) {
        this.quotas = systems.quotas();
        this.hub = hub;
        this.doors = doors;
        this.clock = clock;
        this.nodes = NodesAtWork.of(hub.node().orElse(""), Map.of());
        this.lookedAt = System.nanoTime() - AWAY.toNanos();
        if (hub.node().isPresent()) {
            // Before anything is called: the others may have the whole.
            look();
            var unused =
                    looking.scheduleWithFixedDelay(this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void look() {
        long asked = System.nanoTime();
        try {
            nodes = NodesAtWork.of(nodes.here(), hub.turns());
            // Others learn only now of a node that starts, or was paused.
            quotas.share(asked - lookedAt >= AWAY.toNanos() ? nodes.unsure() : nodes, doors.open());
            lookedAt = asked;
            quotas.pauses().forEach(this::compare);
        } catch (RuntimeException later) {
            quotas.share(nodes.unsure(), doors.open());
            LOG.debug("What other nodes do is looked for later: {}", later.toString());
        }
    }

    /** @param here how long the account rests by what this node was told */
    private void compare(String account, Duration here) {
        Instant now = clock.instant();
        Instant until = now.plus(here);
        Instant noted = hub.cursor(Setting.Scope.GATEWAY, RESTS + account)
                .map(Instant::parse)
                .orElse(Instant.EPOCH);
        if (noted.isAfter(until.plus(SAME))) {
            quotas.pause(account, Duration.between(now, noted));
        } else if (here.compareTo(WORTH_TELLING) > 0
                && until.isAfter(noted.plus(SAME))
                && until.isAfter(told.getOrDefault(account, Instant.EPOCH).plus(SAME))) {
            told.put(account, until);
            var unused = hub.remember(Setting.Scope.GATEWAY, RESTS + account, until.toString());
        }
    }

    @PreDestroy
    void stop() {
        looking.shutdownNow();
    }
}
