package dev.karat.testkit.data;

import java.time.LocalDate;
import java.util.List;
import java.util.SplittableRandom;

/** Draws from a seed. Each household has its own, so that it does not depend on which others are made. */
final class Draw {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final SplittableRandom random;

    Draw(long seed, long index) {
        this.random = new SplittableRandom(mixed(seed + (index + 1) * GOLDEN));
    }

    /** The finalizer of MurmurHash3: neighbouring households must not draw the same numbers a few draws apart. */
    private static long mixed(long value) {
        long mixed = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    /** From {@code least} to {@code most}, both included. */
    int between(int least, int most) {
        return random.nextInt(least, most + 1);
    }

    <T> T one(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    /** One of the list, the first ones far more often, as names and towns are distributed. */
    <T> T common(List<T> list) {
        double skewed = random.nextDouble() * random.nextDouble();
        return list.get((int) (skewed * list.size()));
    }

    LocalDate date(LocalDate first, LocalDate last) {
        return first.plusDays(random.nextLong(last.toEpochDay() - first.toEpochDay() + 1));
    }

    /** The template with each # replaced by a digit. */
    String digits(String template) {
        var text = new StringBuilder(template);
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '#') {
                text.setCharAt(i, (char) ('0' + random.nextInt(10)));
            }
        }
        return text.toString();
    }
}
