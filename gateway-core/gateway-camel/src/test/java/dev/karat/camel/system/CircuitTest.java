package dev.karat.camel.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.engine.delivery.Backoff;
import dev.karat.testkit.TestClock;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What keeps calls from a server that takes nothing. */
class CircuitTest {
    private static final Duration FIRST = Duration.ofSeconds(10);

    private final TestClock clock = TestClock.at("2026-03-01T08:00:00Z");
    private final Circuit circuit =
            new Circuit("shop", clock, new Backoff(FIRST, Duration.ofMinutes(1), new Random(7)));

    private void fail(int calls) {
        for (int i = 0; i < calls; i++) {
            assertThat(circuit.enter()).isTrue();
            circuit.failed();
        }
    }

    @Test
    void staysClosedWhileOneOfFiveCallsIsTaken() {
        for (int round = 0; round < 10; round++) {
            fail(Circuit.FAILURES - 1);
            assertThat(circuit.enter()).isTrue();
            circuit.taken();
        }
        assertThat(circuit.isOpen()).isFalse();
        assertThat(circuit.isProbing()).isFalse();
    }

    @Nested
    class WhenFiveCallsInARowFailed {
        private WhenFiveCallsInARowFailed() {
            fail(Circuit.FAILURES);
        }

        @Test
        void letsNoCallThroughForAWhile() {
            assertThat(circuit.isOpen()).isTrue();
            assertThat(circuit.enter()).isFalse();
            assertThat(circuit.until())
                    .isBetween(
                            clock.instant().plus(FIRST.dividedBy(2)),
                            clock.instant().plus(FIRST));
        }

        @Test
        void letsOneCallThroughThenThatDecides() {
            clock.advance(FIRST);
            assertThat(circuit.isOpen()).isFalse();
            assertThat(circuit.isProbing()).isTrue();
            assertThat(circuit.enter()).isTrue();
            assertThat(circuit.enter()).as("a second one meanwhile").isFalse();

            circuit.taken();

            assertThat(circuit.isProbing()).isFalse();
            fail(Circuit.FAILURES - 1);
            assertThat(circuit.isOpen()).as("the count begins anew").isFalse();
        }

        @Test
        void waitsLongerEachTimeUpToAnEnd() {
            Duration before = Duration.ZERO;
            for (int opened = 1; opened < 10; opened++) {
                Duration wait = Duration.between(clock.instant(), circuit.until());
                assertThat(wait).isLessThanOrEqualTo(Duration.ofMinutes(1));
                before = wait;
                clock.advance(wait);
                fail(1);
            }
            assertThat(before).isGreaterThanOrEqualTo(Duration.ofSeconds(30));
        }

        @Test
        void countsNoCallThatWasNotMade() {
            clock.advance(FIRST);
            assertThat(circuit.enter()).isTrue();
            circuit.left();
            assertThat(circuit.enter()).isTrue();
        }

        @Test
        void isClosedBySomebodyWhoMendedIt() {
            circuit.close();
            assertThat(circuit.isOpen()).isFalse();
            assertThat(circuit.enter()).isTrue();
        }
    }

    @Test
    void restsForAsLongAsTheServerAsksFor() {
        circuit.pause(Duration.ofMinutes(5));
        circuit.pause(Duration.ofMinutes(1));
        clock.advance(Duration.ofMinutes(5).minusMillis(1));
        assertThat(circuit.enter()).isFalse();
        clock.advance(Duration.ofMillis(1));
        assertThat(circuit.enter()).isTrue();
    }
}
