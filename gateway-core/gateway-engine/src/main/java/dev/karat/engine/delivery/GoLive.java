package dev.karat.engine.delivery;

import dev.karat.engine.store.Setting;
import dev.karat.engine.store.Store;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far a target has gone live by the plan of a preview. Immutable.
 *
 * @param stage the last one that was begun
 * @param share of the plan that is written by then, in per cent; of the canary 0
 * @param run to which its writes belong
 * @param before records of the plan that earlier stages wrote
 * @param writesMax records of the plan that this stage writes
 * @param by login of who began it
 * @param at microseconds since 1970 UTC
 */
public record GoLive(
        PreviewPlan plan, Stage stage, int share, long run, long before, long writesMax, String by, long at) {
    /** Where it is stored: the name of a setting of the scope GATEWAY begins so, and ends in the target's. */
    private static final String SETTING = "go-live/";

    /** All of the plan, in per cent. */
    public static final int ALL = 100;

    public enum Stage {
        CANARY,
        WAVE
    }

    /**
     * What an operator wants next.
     *
     * @param plan id of the plan; may be left out for a wave
     * @param canary records to write; 0 for a wave
     * @param share of the plan to have written then, 1 to 100 per cent; 0 for the canary
     * @param cancel true to give it up, whatever else is said
     */
    public record Order(@Nullable Long plan, int canary, int share, boolean cancel, String by) {
        boolean isCanary() {
            return share == 0;
        }
    }

    /** How far a target has gone live, as of the last commit; empty if it never began to. */
    public static Optional<GoLive> of(String target, Store store) {
        return Optional.ofNullable(
                read(store.setting(Setting.Scope.GATEWAY, settingName(target)).orElse(null)));
    }

    /** One that was given up is empty. */
    static @Nullable GoLive read(@Nullable Setting stored) {
        return stored == null || stored.value().isEmpty() ? null : SettingJson.read(stored.value(), GoLive.class);
    }

    /** True if the setting tells how far a target has gone live. */
    public static boolean isStoredIn(Setting setting) {
        return setting.name().startsWith(SETTING);
    }

    static String settingName(String target) {
        return SETTING + target;
    }

    String write() {
        return SettingJson.write(this);
    }

    /** True once the whole plan may be written, and everything else by the brake alone. */
    public boolean isLast() {
        return stage == Stage.WAVE && share == ALL;
    }

    /** As people say it. */
    public String inWords() {
        return stage == Stage.CANARY ? "canary" : share == ALL ? "the last wave" : "the wave of " + share + "%";
    }
}
