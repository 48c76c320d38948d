package dev.karat.server.ops;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.engine.delivery.BrakeOrder;
import dev.karat.engine.delivery.BrakeState;
import dev.karat.engine.delivery.GoLive;
import dev.karat.engine.delivery.RevertPage;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.store.CommitBatch.DeliveryKey;
import dev.karat.engine.store.Store;
import dev.karat.server.security.Audit;
import dev.karat.server.security.Caller;
import dev.karat.server.security.Role;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What an operator does about the writing to one target: decides about runs that the brake holds, opens it step by step,
 * takes a run back. Each operation checks the caller's role itself and leaves a line in the audit log. Safe for several
 * threads.
 */
@Component
public class TargetOperations {
    /** Runs that are listed. */
    private static final int RUNS_MAX = 20;

    private static final int REASON_MAX = 200;

    private final Hub hub;

    TargetOperations(Hub hub) {
        this.hub = hub;
    }

    /** How the brake of a target stands; for a viewer. Throws TARGET_UNKNOWN. */
    public BrakeStatus brake(String target) {
        Caller.require(Role.VIEWER);
        return BrakeStatus.of(hub.brake(target));
    }

    /** The last runs that can be taken back, the latest first; for a viewer. */
    public List<Store.Run> runs(String target) {
        Caller.require(Role.VIEWER);
        return hub.store().runs(target, RUNS_MAX);
    }

    /** Has exactly this run written, or leaves it unwritten. For an operator. Throws RUN_UNKNOWN. */
    public void decide(String target, long run, boolean approve, String reason) {
        String by = Caller.require(Role.OPERATOR);
        checkReason(reason);
        Commits.done(hub.decideRun(target, new BrakeOrder(run, approve, by, reason)));
        Audit.note(
                by, approve ? "approve-run" : "reject-run", "target=" + target + " run=" + run + " reason=" + reason);
    }

    static void checkReason(String reason) {
        if (reason.isBlank() || reason.length() > REASON_MAX) {
            throw new GatewayException(
                    ErrorCode.REQUEST_INVALID, "A reason has from 1 to " + REASON_MAX + " characters");
        }
    }

    /** Writes the first customers of a plan. For an operator. Throws GO_LIVE_REFUSED with what stands in the way. */
    public void canary(String target, long plan, int customers) {
        String by = Caller.require(Role.OPERATOR);
        step(target, new GoLive.Order(plan, customers, 0, false, by));
        Audit.note(by, "go-live", "target=" + target + " plan=" + plan + " canary=" + customers);
    }

    /** Writes the plan up to a share in per cent. For an operator. Throws GO_LIVE_REFUSED. */
    public void wave(String target, @Nullable Long plan, int share) {
        String by = Caller.require(Role.OPERATOR);
        step(target, new GoLive.Order(plan, 0, share, false, by));
        Audit.note(by, "go-live", "target=" + target + " wave=" + share + "%");
    }

    /** Gives going live up: the target is closed. For an operator. Throws GO_LIVE_REFUSED. */
    public void cancelLive(String target) {
        String by = Caller.require(Role.OPERATOR);
        step(target, new GoLive.Order(null, 0, 0, true, by));
        Audit.note(by, "go-live", "target=" + target + " cancelled");
    }

    private void step(String target, GoLive.Order order) {
        Commits.done(hub.stepLive(target, order));
    }

    /** How far a target has gone live by its last plan; for a viewer. Throws NOT_FOUND if it never began to. */
    public LiveStatus live(String target) {
        Caller.require(Role.VIEWER);
        BrakeState brake = hub.brake(target);
        return GoLive.of(target, hub.store())
                .map(live -> LiveStatus.of(live, brake, hub.check(target).of(live.run()), hub.store(), target))
                .orElseThrow(() -> new GatewayException(
                        ErrorCode.NOT_FOUND,
                        target + " has not begun to go live; karat preview target " + target
                                + " makes the plan that it needs"));
    }

    /**
     * Gives records back what a run replaced there, a page of them. For an operator.
     *
     * @param after where to go on; null for the first
     * @param dryRun true to tell only what would be done
     */
    public RevertPage revert(String target, long run, @Nullable DeliveryKey after, boolean dryRun, String reason) {
        String by = Caller.require(Role.OPERATOR);
        checkReason(reason);
        RevertPage page = Commits.done(hub.revert(target, run, after, dryRun));
        Audit.note(
                by,
                dryRun ? "revert-dry-run" : "revert",
                "target=" + target + " run=" + run + " records=" + page.records() + " skipped=" + page.skipped()
                        + " reason=" + reason);
        return page;
    }
}
