package dev.karat.engine.policy;

import org.jspecify.annotations.Nullable;

/**
 * How many customers one run may touch before the brake holds it: a number, or a share of those known at the target.
 *
 * @param number customers; counts if there is no share
 * @param share of the customers known at the target, 0 to 1; null for a number
 */
public record BrakeLimit(long number, @Nullable Double share) {
    /** No limit. */
    public static final BrakeLimit ALL = new BrakeLimit(Long.MAX_VALUE, null);

    public static final BrakeLimit NONE = new BrakeLimit(0, null);

    /** A share of a few customers is at least this many, or a small shop would be held by every change. */
    public static final int FLOOR = 10;

    private static final String ALL_TEXT = "all";

    /** A share in per cent, 0 to 100. */
    public static BrakeLimit percent(int percent) {
        return new BrakeLimit(0, percent / 100.0);
    }

    /** Reads {@code 20}, {@code 5%} or {@code all}; throws {@link NumberFormatException} for anything else. */
    public static BrakeLimit parse(String text) {
        if (text.equals(ALL_TEXT)) {
            return ALL;
        }
        return text.endsWith("%")
                ? percent(Integer.parseInt(text.substring(0, text.length() - 1)))
                : new BrakeLimit(Long.parseLong(text), null);
    }

    /** The limit in customers, given how many are known at the target. */
    public long of(long known) {
        if (share == null) {
            return number;
        }
        return share == 0 ? 0 : Math.max(FLOOR, (long) (share * known));
    }

    public boolean isAll() {
        return share == null && number == Long.MAX_VALUE;
    }

    /** As in {@code gateway.yaml}. */
    @Override
    public String toString() {
        if (share != null) {
            return Math.round(share * 100) + "%";
        }
        return isAll() ? ALL_TEXT : Long.toString(number);
    }
}
