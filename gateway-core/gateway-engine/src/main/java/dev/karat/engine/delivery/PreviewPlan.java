package dev.karat.engine.delivery;

import dev.karat.engine.store.Setting;
import dev.karat.engine.store.Store;
import java.util.Optional;

/**
 * What a preview of a target showed, for going live by it: the deliveries that waited then. Counts only. Immutable.
 *
 * @param id names it; the latest preview of a target counts
 * @param policy fingerprint of what the target is given and of the matching model
 * @param cut what was planned until then is part of it, microseconds since 1970 UTC
 * @param expiresAt microseconds since 1970 UTC
 * @param counts what would be written
 * @param complete true if everything was planned that would be written
 * @param by login
 */
public record PreviewPlan(
        long id, String policy, long cut, long expiresAt, WriteCounts counts, boolean complete, String by) {
    /** Where it is stored: the name of a setting of the scope GATEWAY begins so, and ends in the target's. */
    private static final String SETTING = "preview/";

    /** The plan of the latest preview of a target. */
    public static Optional<PreviewPlan> of(String target, Store store) {
        return store.setting(Setting.Scope.GATEWAY, settingName(target))
                .map(setting -> SettingJson.read(setting.value(), PreviewPlan.class));
    }

    /** The name of its setting. */
    public static String settingName(String target) {
        return SETTING + target;
    }

    /** As a setting holds it. */
    public String write() {
        return SettingJson.write(this);
    }
}
