package dev.karat.engine.hub;

import dev.karat.engine.store.Setting;
import dev.karat.engine.store.Store;
import java.util.Optional;

/**
 * How far the first load of a store came, as the store remembers it: written with what it tells of, in one transaction.
 *
 * @param files tells the files that are loaded from others; it holds no blank
 * @param observedAt when the load began, microseconds since 1970 UTC
 * @param done every record whose number is at most this one is stored, with its profile
 * @param change place in the change log after it; another one is there only if somebody else wrote
 */
record LoadMark(String files, long observedAt, long done, long change) {
    /** A place behind every record: all of them are stored. */
    static final long ALL = Long.MAX_VALUE;

    private static final String NAME = "first-load";

    static Optional<LoadMark> of(Store store) {
        return store.setting(Setting.Scope.GATEWAY, NAME).map(Setting::value).map(LoadMark::parse);
    }

    private static LoadMark parse(String stored) {
        String[] parts = stored.split(" ", -1);
        return new LoadMark(parts[0], Long.parseLong(parts[1]), Long.parseLong(parts[2]), Long.parseLong(parts[3]));
    }

    Setting setting() {
        return new Setting(
                Setting.Scope.GATEWAY, NAME, files + " " + observedAt + " " + done + " " + change, observedAt);
    }
}
