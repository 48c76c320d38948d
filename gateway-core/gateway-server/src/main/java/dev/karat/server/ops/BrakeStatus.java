package dev.karat.server.ops;

import dev.karat.engine.delivery.BrakeState;
import dev.karat.engine.delivery.BrakeState.Allowance;
import dev.karat.engine.delivery.BrakeState.Decision;
import dev.karat.engine.delivery.BrakeState.Held;
import dev.karat.engine.delivery.BrakeState.Sample;
import dev.karat.engine.delivery.BrakeState.Window;
import dev.karat.engine.delivery.WriteCounts;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the brake of a target stands. Ids and counts only.
 *
 * @param run the run that is held, or that is being written; null if nothing was written yet
 * @param since when that was held, or began; null if nothing was written yet
 * @param cause why it is held, as a sentence; null if nothing is
 * @param waiting what a run that is held would write, or what is left of what was approved
 * @param given what the run wrote
 * @param counted false while a run that is held is still being counted
 * @param samples the first records of a run that is held: which fields would change
 * @param last what a person decided last, or null
 */
@Schema(name = "BrakeStatus")
public record BrakeStatus(
        State state,
        @Nullable Long run,
        @Nullable Instant since,
        @Nullable String cause,
        WriteCounts waiting,
        WriteCounts given,
        boolean counted,
        List<Sample> samples,
        @Nullable Decided last) {
    public BrakeStatus {
        samples = List.copyOf(samples);
    }

    /** What the brake does. */
    public enum State {
        /** It counts. */
        ARMED,
        /** It holds a run, until a person decides. */
        HOLDING,
        /** What a person approved is being written. */
        APPROVED,
        /** Nothing is written but what was previewed. */
        GOING_LIVE
    }

    /** What a person decided about a run. */
    @Schema(name = "BrakeDecision")
    public record Decided(long run, boolean approved, String by, String reason, WriteCounts waiting, Instant at) {
        private static @Nullable Decided of(@Nullable Decision one) {
            return one == null
                    ? null
                    : new Decided(
                            one.held().run(),
                            one.approved(),
                            one.by(),
                            one.reason(),
                            one.held().waiting(),
                            instant(one.at()));
        }
    }

    /** As people and consoles see it. */
    public static BrakeStatus of(BrakeState state) {
        Decided last = Decided.of(state.decision());
        Held held = state.held();
        if (held != null) {
            return new BrakeStatus(
                    State.HOLDING,
                    held.run(),
                    instant(held.at()),
                    held.cause(),
                    held.waiting(),
                    held.given(),
                    held.counted(),
                    held.samples(),
                    last);
        }
        Allowance allowed = state.allowance();
        Window window = state.window();
        return new BrakeStatus(
                allowed == null ? State.ARMED : allowed.alone() ? State.GOING_LIVE : State.APPROVED,
                allowed != null ? Long.valueOf(allowed.run()) : window == null ? null : Long.valueOf(window.run()),
                window == null ? null : instant(window.startedAt()),
                null,
                allowed == null ? WriteCounts.ZERO : allowed.left(),
                window == null ? WriteCounts.ZERO : window.given(),
                true,
                List.of(),
                last);
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
