package dev.karat.engine.delivery;

import dev.karat.api.model.Attribute;
import dev.karat.engine.commit.UnitOfWork;
import dev.karat.engine.policy.TargetPolicy;
import dev.karat.engine.store.Setting;
import dev.karat.engine.store.StoredGolden;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares every profile with one target, page by page, and so plans what only a change would have planned: a field
 * that is given now, another {@code where}, a mapping that was corrected. It only plans: phases, gate and brake hold as
 * ever. Its place is durable with what it planned. Every method is a task of the writer and runs on its thread.
 */
public final class Resyncer {
    private static final Logger LOG = LoggerFactory.getLogger(Resyncer.class);

    /** Rows of the change log that a new target reads. */
    private static final int LOG_MAX = 10 * Reconciler.PLAN_MAX;

    private final String target;
    private final String policy;
    private final Reconciler reconciler;
    private final Clock clock;

    /** @param mapping fingerprint of how the target's records are written */
    public Resyncer(TargetPolicy target, String mapping, Reconciler reconciler, Clock clock) {
        this.target = target.system();
        this.policy = TargetFingerprint.of(target, mapping);
        this.reconciler = reconciler;
        this.clock = clock;
    }

    /**
     * Notes by what a target is planned that never was. What it should hold comes out of the change log then; after a long
     * one every profile is compared instead, behind what changes meanwhile.
     */
    public void note(UnitOfWork work) {
        if (stored(work) != null || !reconciler.isNew(work)) {
            return;
        }
        long at = micros();
        var fresh = new Resync(policy, null);
        if (work.store().lastChange() <= LOG_MAX) {
            put(fresh, at, work);
        } else {
            reconciler.skip(work);
            put(fresh.begun(Resync.Order.whole("gateway: the target is new"), policy, profiles(work), at), at, work);
        }
    }

    /** Compares the next page; begins by itself if the target is given something else. True if more is waiting. */
    public boolean compare(UnitOfWork work) {
        note(work);
        long at = micros();
        Resync now = known(work);
        if (now.isOutdated(policy)) {
            String why = now.policy() == null ? "not known what it was given" : "it is given something else now";
            LOG.info("Every profile is compared with {}: {}", target, why);
            now = now.begun(Resync.Order.whole("gateway: " + why), policy, profiles(work), at);
            put(now, at, work);
        }
        Resync.Run run = now.run();
        if (run == null || run.state() != Resync.State.RUNNING) {
            return false;
        }
        List<StoredGolden> page = work.store().liveGoldens(run.after(), Resync.PAGE);
        boolean more = page.size() == Resync.PAGE;
        Resync.Run further = page.isEmpty()
                ? run
                : run.reached(page.get(page.size() - 1).id(), page.size(), planned(page, run, work), at);
        put(more ? now.reached(further) : now.ended(further, Resync.State.DONE, at), at, work);
        if (!more) {
            LOG.info(
                    "{} profiles were compared with {}, and writes of {} planned",
                    further.compared(),
                    target,
                    further.planned());
        }
        return more;
    }

    private int planned(List<StoredGolden> page, Resync.Run run, UnitOfWork work) {
        var wanted = new WhereFilter(run.where());
        Set<Attribute> fields = run.attributes();
        int planned = 0;
        reconciler.prefetch(page.stream().map(StoredGolden::id).toList(), work);
        for (StoredGolden golden : page) {
            if (wanted.test(golden.profile().data()) && reconciler.planBehind(golden.id(), fields, work)) {
                planned++;
            }
        }
        return planned;
    }

    /** Carries out what an operator wants; false if there is nothing to do that with, or a start while one is open. */
    public boolean steer(Resync.Order order, long at, UnitOfWork work) {
        Resync next = known(work).steered(order, policy, profiles(work), at);
        if (next != null) {
            put(next, at, work);
        }
        return next != null;
    }

    private Resync known(UnitOfWork work) {
        Resync stored = stored(work);
        return stored == null ? new Resync(reconciler.isNew(work) ? policy : null, null) : stored;
    }

    private @Nullable Resync stored(UnitOfWork work) {
        Setting setting = work.setting(Setting.Scope.GATEWAY, Resync.settingName(target));
        return setting == null ? null : Resync.read(setting.value());
    }

    private void put(Resync resync, long at, UnitOfWork work) {
        work.put(new Setting(Setting.Scope.GATEWAY, Resync.settingName(target), resync.write(), at));
    }

    private static long profiles(UnitOfWork work) {
        return work.store().counts().profiles();
    }

    private long micros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    }
}
