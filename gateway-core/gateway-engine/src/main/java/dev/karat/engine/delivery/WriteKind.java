package dev.karat.engine.delivery;

import java.util.Locale;

/** What a write does to a target, as the brake counts it. */
public enum WriteKind {
    CREATE,
    UPDATE,
    DELETE,
    /** An update that empties a field; it counts as an update, too. */
    CLEAR;

    /** As in {@code gateway.yaml}: {@code creates}. */
    public String setting() {
        return name().toLowerCase(Locale.ROOT) + "s";
    }
}
