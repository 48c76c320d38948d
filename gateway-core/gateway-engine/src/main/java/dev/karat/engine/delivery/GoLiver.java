package dev.karat.engine.delivery;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.engine.commit.UnitOfWork;
import dev.karat.engine.delivery.BrakeState.Allowance;
import dev.karat.engine.delivery.GoLive.Stage;
import dev.karat.engine.policy.BrakeLimit;
import dev.karat.engine.policy.Phase;
import dev.karat.engine.policy.TargetPolicy;
import dev.karat.engine.store.DeliveryState.Status;
import dev.karat.engine.store.Setting;
import dev.karat.engine.store.Store;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Opens a target step by step, by the plan of a preview: first a few customers, then shares of the plan, then all of
 * it. Until then nothing is written there but what the preview showed. Used by the writer thread.
 */
public final class GoLiver {
    /** Of the plan so many may have changed since before it has to be looked at anew. */
    private static final BrakeLimit CHANGED_MAX = BrakeLimit.percent(10);

    private final TargetPolicy target;
    private final String policy;
    private final Brake brake;
    private final Baseline baseline;
    private final Collection<String> targets;

    /**
     * @param policy fingerprint of what the target is given now
     * @param targets all of them: one at a time goes live
     */
    public GoLiver(TargetPolicy target, String policy, Brake brake, Baseline baseline, Collection<String> targets) {
        this.target = target;
        this.policy = policy;
        this.brake = brake;
        this.baseline = baseline;
        this.targets = targets;
    }

    /** Takes the next step. Throws GO_LIVE_REFUSED with what stands in the way. */
    public void step(GoLive.Order order, long at, UnitOfWork work) {
        BrakeState state = brake.state(work);
        if (order.cancel()) {
            cancel(state, at, work);
            return;
        }
        if (state.held() != null) {
            throw refused("The brake holds run " + state.held().run() + "; decide about it first");
        }
        GoLive now = stored(target.system(), work);
        GoLive next = order.isCanary() ? canary(order, state, at, work) : wave(order, now, state, at, work);
        samePolicy(next.plan());
        mostlySame(next, work);
        phase(next);
        var allowed = new Allowance(
                next.run(), 0, next.plan().cut(), next.writesMax(), 0, left(next, now, state), !next.isLast(), true);
        brake.put(state.with(allowed), at, work);
        String name = target.system();
        work.put(new Setting(Setting.Scope.GATEWAY, GoLive.settingName(name), next.write(), at));
        Phase granted = next.stage() == Stage.WAVE ? Phase.LIVE : Phase.CANARY;
        work.put(new Setting(Setting.Scope.PHASE, name, granted.name(), at));
    }

    /** The target is closed, and what it still lacks is written by the brake alone once it is opened. */
    private void cancel(BrakeState state, long at, UnitOfWork work) {
        Allowance allowed = state.allowance();
        if (allowed == null || !allowed.alone()) {
            throw refused(target.system() + " is not going live");
        }
        brake.put(state.with((Allowance) null), at, work);
        work.put(new Setting(Setting.Scope.GATEWAY, GoLive.settingName(target.system()), "", at));
        work.put(new Setting(Setting.Scope.PHASE, target.system(), Phase.OBSERVE.name(), at));
    }

    private GoLive canary(GoLive.Order order, BrakeState state, long at, UnitOfWork work) {
        Setting setting = work.setting(Setting.Scope.GATEWAY, PreviewPlan.settingName(target.system()));
        PreviewPlan plan = setting == null ? null : SettingJson.read(setting.value(), PreviewPlan.class);
        if (plan == null || order.plan() == null || plan.id() != order.plan()) {
            throw refused(
                    plan == null
                            ? "There is no preview of " + target.system()
                            : "The latest preview of " + target.system() + " is " + plan.id());
        }
        if (at > plan.expiresAt()) {
            throw refused("The plan " + plan.id() + " is too old");
        }
        if (!plan.complete()) {
            throw refused("The plan " + plan.id() + " is not complete: not everything was compared with "
                    + target.system() + " then");
        }
        if (plan.counts().creates() > 0 && !baseline.allowsCreation(target.system())) {
            throw refused(
                    "The plan creates records, and these were not read yet: " + baseline.missing(target.system()));
        }
        othersAreDone(work);
        return new GoLive(plan, Stage.CANARY, 0, run(state, at), 0, order.canary(), order.by(), at);
    }

    /** Two targets that go live at once would hide from each other what each of them does. */
    private void othersAreDone(UnitOfWork work) {
        for (String other : targets) {
            GoLive going = other.equals(target.system()) ? null : stored(other, work);
            if (going != null && !going.isLast()) {
                throw refused(other + " is going live and has reached " + going.inWords()
                        + "; finish that first, with --wave all");
            }
        }
    }

    private GoLive wave(GoLive.Order order, @Nullable GoLive now, BrakeState state, long at, UnitOfWork work) {
        Allowance allowed = state.allowance();
        if (now == null || allowed == null || !allowed.alone()) {
            throw refused(
                    now != null && now.isLast()
                            ? target.system() + " is live already"
                            : target.system() + " has not begun to go live; begin with --canary");
        }
        if (order.plan() != null && order.plan() != now.plan().id()) {
            throw refused(
                    target.system() + " goes live by the plan " + now.plan().id());
        }
        long given = now.before() + allowed.given();
        finished(now, allowed, work);
        long upTo = (now.plan().counts().writes() * order.share() + GoLive.ALL - 1) / GoLive.ALL;
        if (upTo <= given && order.share() < GoLive.ALL) {
            throw refused(order.share() + "% of the plan are " + upTo + " records, and " + given
                    + " are written; name a greater share");
        }
        return new GoLive(now.plan(), Stage.WAVE, order.share(), run(state, at), given, upTo - given, order.by(), at);
    }

    private void finished(GoLive now, Allowance allowed, UnitOfWork work) {
        Store store = work.store();
        String name = target.system();
        long onTheWay = store.countDeliveries(name, Status.INTENT, 0, Long.MAX_VALUE);
        boolean more = allowed.given() < allowed.writesMax()
                && !store.deliveriesIn(name, Status.PENDING, 0, allowed.until(), 1)
                        .isEmpty();
        if (onTheWay > 0 || more) {
            throw refused(now.inWords() + " is not through: " + allowed.given() + " of " + allowed.writesMax()
                    + " records are written, " + onTheWay + " are on their way");
        }
    }

    private void samePolicy(PreviewPlan plan) {
        if (!plan.policy().equals(policy)) {
            throw refused("Since the plan " + plan.id() + " the policy changed: what " + target.system()
                    + " is given, its mapping, or the matching model");
        }
    }

    /** What changed since is not written by the plan; if it is much, the preview was of something else. */
    private void mostlySame(GoLive next, UnitOfWork work) {
        PreviewPlan plan = next.plan();
        long still = work.store().countDeliveries(target.system(), Status.PENDING, 0, plan.cut());
        long changed = plan.counts().writes() - next.before() - still;
        if (changed > CHANGED_MAX.of(plan.counts().writes())) {
            throw refused("Since the plan " + plan.id() + " what would be written changed for " + changed + " of its "
                    + plan.counts().writes() + " records");
        }
    }

    private void phase(GoLive next) {
        Phase needed = next.stage() == Stage.CANARY ? Phase.CANARY : Phase.LIVE;
        if (target.phase().compareTo(needed) < 0) {
            throw refused("gateway.yaml allows " + target.system() + " only " + target.phase() + "; set its phase to "
                    + needed);
        }
    }

    private static WriteCounts left(GoLive next, @Nullable GoLive now, BrakeState state) {
        Allowance allowed = state.allowance();
        boolean goesOn = now != null && next.stage() == Stage.WAVE && allowed != null;
        return goesOn && allowed != null ? allowed.left() : next.plan().counts();
    }

    private static long run(BrakeState state, long at) {
        return RunNumber.next(state.lastRun(), at);
    }

    private static @Nullable GoLive stored(String target, UnitOfWork work) {
        return GoLive.read(work.setting(Setting.Scope.GATEWAY, GoLive.settingName(target)));
    }

    private static GatewayException refused(String why) {
        return new GatewayException(ErrorCode.GO_LIVE_REFUSED, why);
    }
}
