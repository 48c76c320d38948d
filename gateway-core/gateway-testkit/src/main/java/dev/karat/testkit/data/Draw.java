package dev.karat.testkit.data;

import java.time.LocalDate;
import java.util.List;
import java.util.SplittableRandom;

/** Draws from a seed. Each household has its own, so that it does not depend on which others are made. */
final class Draw {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final SplittableRandom random;

    Draw(long seed, long index) {
        this(seed ^ (index + 1) * GOLDEN);
    }

    private Draw(long start) {
        this.random = new SplittableRandom(start);
    }

    /**
     * Draws that share nothing with those of other seeds and indexes. Those of the constructor are the ones of a
     * neighbour, some draws later: neighbours then look a little alike, which a set that measures must not have.
     */
    static Draw apart(long seed, long index) {
        return new Draw(mixed(mixed(seed) + index));
    }

    /** Spreads the bits of a number over all of it, each number to another one (MurmurHash3's last step). */
    private static long mixed(long number) {
        long mixed = (number ^ number >>> 33) * 0xFF51AFD7ED558CCDL;
        mixed = (mixed ^ mixed >>> 33) * 0xC4CEB9FE1A85EC53L;
        return mixed ^ mixed >>> 33;
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
