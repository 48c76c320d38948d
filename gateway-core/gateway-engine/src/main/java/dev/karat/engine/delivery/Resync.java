package dev.karat.engine.delivery;

import dev.karat.api.model.Attribute;
import dev.karat.engine.store.Setting;
import dev.karat.engine.store.Store;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How far every profile was compared with one target, whether or not it changed. Immutable.
 *
 * @param policy what the target was given when it was last compared as a whole, as a fingerprint; null if nobody knows
 * @param run the last comparison, or null if there was none
 */
public record Resync(@Nullable String policy, @Nullable Run run) {
    /** Profiles that are compared in one transaction. */
    public static final int PAGE = 200;

    /** Where it is stored: the name of a setting of the scope GATEWAY begins so, and ends in the target's. */
    private static final String SETTING = "resync/";

    public enum State {
        RUNNING,
        PAUSED,
        DONE,
        CANCELLED
    }

    /**
     * One comparison.
     *
     * @param by login of who asked for it, or why the gateway began it
     * @param where JSLT expression over the profiles that are compared, or null for all
     * @param fields paths of attributes: a write is planned only where it changes one of them; null for any difference
     * @param policy fingerprint of what the target is given
     * @param after last profile that was compared; null before the first
     * @param profiles live profiles when it began
     * @param compared profiles that were looked at
     * @param planned profiles of which a write was planned
     * @param startedAt microseconds since 1970 UTC
     * @param changedAt microseconds since 1970 UTC
     */
    public record Run(
            State state,
            String by,
            @Nullable String where,
            @Nullable List<String> fields,
            String policy,
            @Nullable String after,
            long profiles,
            long compared,
            long planned,
            long startedAt,
            long changedAt) {
        /** Null for any difference; without those that this version does not know. */
        @Nullable
        Set<Attribute> attributes() {
            return fields == null
                    ? null
                    : fields.stream()
                            .map(Attribute::of)
                            .flatMap(Optional::stream)
                            .collect(Collectors.toUnmodifiableSet());
        }

        /** True if it goes on, or would if it were resumed. */
        public boolean isOpen() {
            return state == State.RUNNING || state == State.PAUSED;
        }

        /** True if only some profiles, or some fields, are compared. */
        public boolean isFiltered() {
            return where != null || fields != null;
        }

        private Run in(State next, long at) {
            return new Run(next, by, where, fields, policy, after, profiles, compared, planned, startedAt, at);
        }

        Run reached(String last, int more, int newlyPlanned, long at) {
            return new Run(
                    state,
                    by,
                    where,
                    fields,
                    policy,
                    last,
                    profiles,
                    compared + more,
                    planned + newlyPlanned,
                    startedAt,
                    at);
        }
    }

    public enum Action {
        START,
        PAUSE,
        RESUME,
        CANCEL
    }

    /**
     * What an operator wants.
     *
     * @param by the operator's login
     * @param where JSLT expression over the profiles to compare, or null for all; counts for a start
     * @param fields paths of attributes: plan a write only where it changes one of them, or null for any difference; counts
     *     for a start
     */
    public record Order(
            Action action,
            String by,
            @Nullable String where,
            @Nullable List<String> fields) {
        /** A comparison of every profile. */
        public static Order whole(String by) {
            return new Order(Action.START, by, null, null);
        }

        /** To pause, resume or cancel what was begun. */
        public static Order to(Action action, String by) {
            return new Order(action, by, null, null);
        }
    }

    /** How a target stands, as of the last commit; empty if it was never planned. */
    public static Optional<Resync> of(String target, Store store) {
        return store.setting(Setting.Scope.GATEWAY, SETTING + target).map(setting -> read(setting.value()));
    }

    static String settingName(String target) {
        return SETTING + target;
    }

    /** True if the target is given something else now than what it was compared by, and nobody sees to that yet. */
    boolean isOutdated(String now) {
        boolean seenTo = run != null && run.isOpen() && !run.isFiltered() && now.equals(run.policy());
        return !now.equals(policy) && !seenTo;
    }

    /** True if there is something to compare, given what the target is given now. */
    public boolean hasWork(String now) {
        return isOutdated(now) || (run != null && run.state() == State.RUNNING);
    }

    /** A comparison from the first profile on. One that was paused stays so, if this one takes its place. */
    Resync begun(Order order, String now, long profiles, long at) {
        State state = run != null && run.state() == State.PAUSED ? State.PAUSED : State.RUNNING;
        return new Resync(
                policy, new Run(state, order.by(), order.where(), order.fields(), now, null, profiles, 0, 0, at, at));
    }

    /** As an operator wants it; null if there is nothing to do that with. */
    @Nullable
    Resync steered(Order order, String now, long profiles, long at) {
        if (order.action() == Action.START) {
            return run != null && run.isOpen() ? null : begun(order, now, profiles, at);
        }
        if (run == null || !run.isOpen()) {
            return null;
        }
        return switch (order.action()) {
            case PAUSE -> run.state() == State.PAUSED ? null : new Resync(policy, run.in(State.PAUSED, at));
            case RESUME -> run.state() == State.RUNNING ? null : new Resync(policy, run.in(State.RUNNING, at));
            default -> ended(run, State.CANCELLED, at);
        };
    }

    /** With the run a page further. */
    Resync reached(Run further) {
        return new Resync(policy, further);
    }

    /** An operator who cancels one of all profiles does not want it, so that the gateway does not begin it again. */
    Resync ended(Run last, State state, long at) {
        return new Resync(last.isFiltered() ? policy : last.policy(), last.in(state, at));
    }

    String write() {
        return SettingJson.write(this);
    }

    static Resync read(String json) {
        return SettingJson.read(json, Resync.class);
    }
}
