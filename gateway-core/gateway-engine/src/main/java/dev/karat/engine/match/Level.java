package dev.karat.engine.match;

import java.util.Locale;

/** How well two values agree. Each {@link Comparison} says what the level means for its values. */
public enum Level {
    /** One side or both say nothing: no evidence either way. */
    NONE,
    EXACT,
    /** A short form of the same name. */
    NICKNAME,
    /** The same thing, written or reached in another way. */
    VARIANT,
    /** A typing error apart, or the same sound. */
    CLOSE,
    /** One side gives only the first letter of the other. */
    INITIAL,
    /** A part of one is a part of the other. */
    PART,
    SIMILAR,
    /** The parts stand in each other's place. */
    SWAPPED,
    /** Something that many have in common. */
    WEAK,
    DIFFERENT;

    private static final Level[] ALL = values();

    static Level of(int ordinal) {
        return ALL[ordinal];
    }

    /** The name in a model file. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
