package dev.karat.engine.delivery;

import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.Setting;
import dev.karat.engine.store.Store;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the brake of one target stands, as it is stored. Ids and counts only. Immutable.
 *
 * @param lastRun the greatest number that a run ever had; 0 if there was none
 * @param lastCut the greatest time that marks what a run holds, microseconds since 1970 UTC
 * @param window the run that counts against the limits; null before its first write
 * @param allowance what a person approved, and is written beyond the limits; null for nothing
 * @param held the run that waits for a person's decision; null for none
 * @param decision the last one; null if there was none
 */
public record BrakeState(
        long lastRun,
        long lastCut,
        @Nullable Window window,
        @Nullable Allowance allowance,
        @Nullable Held held,
        @Nullable Decision decision) {
    /** Where it is stored: the name of a setting of the scope GATEWAY begins so, and ends in the target's. */
    private static final String SETTING = "brake/";

    static final BrakeState NEW = new BrakeState(0, 0, null, null, null, null);

    /**
     * A run: what the target was given since its first write, for as long as the file says.
     *
     * @param startedAt microseconds since 1970 UTC
     * @param known customers known at the target when it began
     * @param given what counts against the limits
     */
    public record Window(long run, long startedAt, long known, WriteCounts given) {
        Window plus(WriteCounts more) {
            return new Window(run, startedAt, known, given.plus(more));
        }
    }

    /**
     * Deliveries that a person approved: those that were planned within a time, and no more than were shown.
     *
     * @param run to which they belong
     * @param from microseconds since 1970 UTC
     * @param until microseconds since 1970 UTC
     * @param writesMax records at most
     * @param given records so far
     * @param left of each kind
     * @param alone true if nothing else is written to the target meanwhile
     * @param released true if none of them is held any more
     */
    public record Allowance(
            long run,
            long from,
            long until,
            long writesMax,
            long given,
            WriteCounts left,
            boolean alone,
            boolean released) {
        boolean covers(DeliveryState state, WriteCounts one) {
            return isAbout(state) && given < writesMax && left.covers(one);
        }

        /** True if the delivery was planned within the time. */
        public boolean isAbout(DeliveryState state) {
            return state.changedAt() >= from && state.changedAt() <= until;
        }

        Allowance less(WriteCounts one) {
            return new Allowance(run, from, until, writesMax, given + one.writes(), left.minus(one), alone, released);
        }

        Allowance allReleased() {
            return new Allowance(run, from, until, writesMax, given, left, alone, true);
        }
    }

    /**
     * A run that would do more than its share. It is counted page by page; what came after it is not part of it.
     *
     * @param kind what there would be too much of
     * @param limit records of that kind that one run may touch
     * @param known customers known at the target
     * @param given what the run wrote before it was held
     * @param waiting what it would write
     * @param counted false while more may be found
     * @param samples the first of what it would write
     * @param at when it was held; its deliveries bear this time. Microseconds since 1970 UTC
     */
    public record Held(
            long run,
            WriteKind kind,
            long limit,
            long known,
            WriteCounts given,
            WriteCounts waiting,
            boolean counted,
            List<Sample> samples,
            long at) {
        public Held {
            samples = List.copyOf(samples);
        }

        Held counted(WriteCounts more, List<Sample> first, boolean all) {
            return new Held(run, kind, limit, known, given, waiting.plus(more), all, first, at);
        }

        /** Why it is held, as a sentence. */
        public String cause() {
            return "One run may have " + limit + " " + kind.setting() + " (" + known
                    + " customers are known there), and"
                    + " this one would have "
                    + (counted ? "" : "at least ")
                    + Math.max(limit + 1, given.of(kind) + waiting.of(kind));
        }
    }

    /** One record that a run would write: which fields, not from what to what. Its id there may be personal data. */
    public record Sample(String goldenId, boolean creation, List<String> fields) {
        public Sample {
            fields = List.copyOf(fields);
        }
    }

    /**
     * What a person decided about a run.
     *
     * @param by login
     * @param reason no personal data
     * @param held what was shown
     * @param at microseconds since 1970 UTC
     */
    public record Decision(boolean approved, String by, String reason, Held held, long at) {}

    /**
     * How a brake stands in a database that was restored, if the setting is one: what a person approved before counts no
     * more, and is decided about anew.
     */
    public static Optional<Setting> restored(Setting setting) {
        if (!setting.name().startsWith(SETTING)) {
            return Optional.empty();
        }
        BrakeState was = read(setting);
        Decision last = was.decision();
        Decision anew = last == null ? null : new Decision(false, last.by(), last.reason(), last.held(), last.at());
        var now = new BrakeState(was.lastRun(), was.lastCut(), null, null, was.held(), anew);
        return Optional.of(new Setting(setting.scope(), setting.name(), now.write(), setting.at()));
    }

    /** How the brake of a target stands, as of the last commit. */
    public static BrakeState of(String target, Store store) {
        return read(store.setting(Setting.Scope.GATEWAY, SETTING + target).orElse(null));
    }

    static String settingName(String target) {
        return SETTING + target;
    }

    static BrakeState read(@Nullable Setting stored) {
        return stored == null ? NEW : SettingJson.read(stored.value(), BrakeState.class);
    }

    String write() {
        return SettingJson.write(this);
    }

    /** The run that waits for a person's decision. */
    public Optional<Held> heldRun() {
        return Optional.ofNullable(held);
    }

    /** True while something is still to be marked, given back, or ended, page by page. */
    public boolean isUnderWay() {
        return allowance != null || (held != null && !held.counted());
    }

    /** True while nothing is written but what was previewed. */
    public boolean isGoingLive() {
        return allowance != null && allowance.alone();
    }

    BrakeState with(@Nullable Window next) {
        return new BrakeState(next == null ? lastRun : next.run(), lastCut, next, allowance, held, decision);
    }

    BrakeState with(@Nullable Allowance next) {
        long last = next == null ? lastRun : Math.max(lastRun, next.run());
        return new BrakeState(last, lastCut, window, next, held, decision);
    }

    /** Held: the window is over, and what was approved before is decided about anew with the rest. */
    BrakeState holding(Held next) {
        return new BrakeState(lastRun, Math.max(lastCut, next.at()), null, null, next, decision);
    }

    /** Nothing is held any more; the next write begins a run of its own. */
    BrakeState decided(Decision made, @Nullable Allowance approved) {
        return new BrakeState(lastRun, lastCut, null, approved, null, made);
    }
}
