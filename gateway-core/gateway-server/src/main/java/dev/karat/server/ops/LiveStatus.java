package dev.karat.server.ops;

import dev.karat.engine.delivery.BrakeState;
import dev.karat.engine.delivery.BrakeState.Allowance;
import dev.karat.engine.delivery.GoLive;
import dev.karat.engine.delivery.RunCheck;
import dev.karat.engine.store.DeliveryState.Status;
import dev.karat.engine.store.Store;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * How far a target has gone live by the plan of a preview.
 *
 * @param plan id of the plan
 * @param stage the last one that was begun
 * @param share of the plan that is written by then, in per cent; of the canary 0
 * @param run to which the writes of this stage belong, such as for taking it back
 * @param planned records of the plan
 * @param before records of the plan that earlier stages wrote
 * @param writesMax records that this stage writes
 * @param written records of this stage that were taken so far
 * @param finished true if nothing more of this stage comes
 * @param check what the target read back of its first writes
 * @param by who began it
 */
@Schema(name = "LiveStatus")
public record LiveStatus(
        long plan,
        GoLive.Stage stage,
        int share,
        long run,
        long planned,
        long before,
        long writesMax,
        long written,
        boolean finished,
        RunCheck.Result check,
        String by,
        Instant since) {
    static LiveStatus of(GoLive live, BrakeState brake, RunCheck.Result check, Store store, String target) {
        Allowance allowed = brake.allowance();
        boolean current = allowed != null && allowed.run() == live.run();
        long written = current && allowed != null ? allowed.given() : live.writesMax();
        boolean all = written >= live.writesMax()
                || store.deliveriesIn(target, Status.PENDING, 0, live.plan().cut(), 1)
                        .isEmpty();
        return new LiveStatus(
                live.plan().id(),
                live.stage(),
                live.share(),
                live.run(),
                live.plan().counts().writes(),
                live.before(),
                live.writesMax(),
                written,
                all && check.open() == 0,
                check,
                live.by(),
                Instant.EPOCH.plus(live.at(), ChronoUnit.MICROS));
    }
}
