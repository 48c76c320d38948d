package dev.karat.camel.connector.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.spec.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Three nodes with one account of forty calls in four seconds, whose turns come and go. */
class QuotaOnNodesTest {
    private static final int REQUESTS = 40;
    private static final Duration PER = Duration.ofSeconds(4);
    private static final Duration RUN = Duration.ofMinutes(1);

    /** Each node may always make a call at a time, and its calls are whole ones. */
    private static final double SINGLE_CALLS = 2.5;

    private static final Duration TICK = Duration.ofMillis(20);
    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final List<String> NODES = List.of("north", "south", "west");

    private final AtomicLong nanos = new AtomicLong(1);

    private static NodesAtWork seenBy(String node, Map<String, List<String>> turns) {
        return NodesAtWork.of(node, turns);
    }

    private static double part(String node, boolean isCalled, Map<String, List<String>> turns) {
        return seenBy(node, turns).part(Set.of("shop"), isCalled);
    }

    @Test
    void givesMostToTheNodeThatWrites() {
        var turns = Map.of(
                "north",
                List.of("target/shop"),
                "south",
                List.of("erp/customers", "events/shop-bi"),
                "west",
                List.<String>of());

        assertThat(part("north", false, turns)).isEqualTo(0.9);
        assertThat(part("south", false, turns)).isEqualTo(0.05);
        assertThat(part("north", true, turns))
                .as("where the vendor calls any node")
                .isEqualTo(0.5);
        assertThat(part("south", true, turns)).isEqualTo(0.25);
    }

    @Test
    void dividesAmongThoseThatReadAndWrite() {
        var turns =
                Map.of("north", List.of("target/shop"), "south", List.of("shop/customers"), "west", List.<String>of());

        assertThat(part("north", false, turns)).isEqualTo(0.45);
        assertThat(part("south", false, turns)).isEqualTo(0.45);
        assertThat(part("west", false, turns)).isCloseTo(0.1, within());
        assertThat(part("north", false, Map.of("north", List.of("target/shop"))))
                .isEqualTo(1);
    }

    @Test
    void givesTheSamePartToEachWhileNobodyHasTheTurn() {
        var turns = Map.of("north", List.of("erp/customers"), "south", List.<String>of());

        assertThat(part("north", false, turns)).isEqualTo(0.5);
        assertThat(part("south", false, turns)).isEqualTo(0.5);
    }

    @Test
    void takesLittleWhileItCannotLook() {
        var turns = Map.of("north", List.of("target/shop"), "south", List.<String>of(), "west", List.<String>of());

        assertThat(seenBy("north", turns).unsure().part(Set.of("shop"), false)).isEqualTo(0.01);
        assertThat(part("east", false, turns)).as("the others do not see it").isEqualTo(0.01);
    }

    private static Offset<Double> within() {
        return Offset.offset(1e-9);
    }

    @Test
    void neverAllowsMoreThanTheAccountWhateverMoves() throws InterruptedException {
        for (long seed = 0; seed < 100; seed++) {
            assertThat(mostBeyondTheRate(new Random(seed)))
                    .as("with seed %d", seed)
                    .isLessThan(REQUESTS + SINGLE_CALLS);
        }
    }

    @Test
    void getsNearlyAllOfTheRateThroughTheNodeThatWrites() throws InterruptedException {
        var turns = Map.of("north", List.of("target/shop"), "south", List.<String>of(), "west", List.<String>of());
        Quota quota = quota();
        int calls = 0;
        for (int tick = 0; tick < RUN.dividedBy(TICK); tick++) {
            quota.share(seenBy("north", turns).part(Set.of("shop"), false));
            calls += calls(quota);
            nanos.addAndGet(TICK.toNanos());
        }
        assertThat(calls).isBetween(540, 580);
    }

    /** How far the calls of all nodes were ahead of the rate, in any span of the time; a burst of one period is allowed. */
    private double mostBeyondTheRate(Random random) throws InterruptedException {
        List<OneNode> nodes = NODES.stream().map(OneNode::new).toList();
        var turns = turns(random);
        boolean isBusy = true;
        double ahead = 0;
        double most = 0;
        for (int tick = 0; tick < RUN.dividedBy(TICK); tick++) {
            if (random.nextInt(200) == 0) {
                turns = turns(random);
            }
            // Rests fill what may be called at once, which is then used up around a move.
            isBusy ^= random.nextInt(200) == 0;
            for (OneNode node : nodes) {
                ahead += node.calls(turns, isBusy);
            }
            most = Math.max(most, ahead);
            nanos.addAndGet(TICK.toNanos());
            ahead = Math.max(0, ahead - (double) REQUESTS * TICK.toNanos() / PER.toNanos());
        }
        return most;
    }

    /** Looks every two seconds, and calls as often as it may. One that is not seen is paused. */
    private final class OneNode {
        private final String name;
        private final Quota quota = quota();
        private boolean wasAway = true;
        private long lookedAt;

        OneNode(String name) {
            this.name = name;
        }

        int calls(Map<String, List<String>> turns, boolean isBusy) throws InterruptedException {
            if (!turns.containsKey(name)) {
                wasAway = true;
                return 0;
            }
            if (wasAway || nanos.get() - lookedAt > LOOK.toNanos()) {
                NodesAtWork seen = seenBy(name, turns);
                quota.share((wasAway ? seen.unsure() : seen).part(Set.of("shop"), false));
                wasAway = false;
                lookedAt = nanos.get();
            }
            return isBusy ? QuotaOnNodesTest.calls(quota) : 0;
        }
    }

    private static Map<String, List<String>> turns(Random random) {
        String holder = NODES.get(random.nextInt(NODES.size()));
        String reader = NODES.get(random.nextInt(NODES.size()));
        var turns = new HashMap<String, List<String>>();
        for (String node : NODES) {
            var held = new ArrayList<String>();
            if (node.equals(holder)) {
                held.add("target/shop");
            }
            if (node.equals(reader)) {
                held.add("shop/customers");
            }
            // While a node is gone its turns are nobody's.
            if (held.isEmpty() || random.nextInt(3) > 0) {
                turns.put(node, held);
            }
        }
        return turns;
    }

    private Quota quota() {
        var rate = new Limits.Rate(REQUESTS, PER);
        var limits = new Limits(100, rate, Duration.ZERO, 1_000, Duration.ofHours(1), 0, null);
        return new Quota("shop", limits, nanos::get);
    }

    /** All that it lets through at this moment. */
    private static int calls(Quota quota) throws InterruptedException {
        int calls = 0;
        while (true) {
            try {
                quota.acquire("POST /customers", null, false);
                quota.release(false);
                calls++;
            } catch (GatewayException refused) {
                return calls;
            }
        }
    }
}
