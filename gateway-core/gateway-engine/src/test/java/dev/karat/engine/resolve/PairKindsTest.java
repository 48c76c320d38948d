package dev.karat.engine.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PairKindsTest {
    private static Map<String, Long> counts(PairKinds kinds, int[] left, int[] right) {
        var counts = new TreeMap<String, Long>();
        kinds.between(
                left, right, (together, truth, times, a, b) -> counts.merge(together + " " + truth, times, Long::sum));
        return counts;
    }

    private static int[] range(int from, int to) {
        return IntStream.range(from, to).toArray();
    }

    @Property(tries = 100)
    void countingGivesWhatLookingGives(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 20) int left,
            @ForAll @IntRange(min = 1, max = 20) int right) {
        var random = new SplittableRandom(seed);
        int records = left + right;
        int[] clusters = random.ints(records, 0, 4).toArray();
        int[] truth = random.ints(records, -1, 3).toArray();
        var looks = new PairKinds(clusters, truth, Integer.MAX_VALUE);
        var counts = new PairKinds(clusters, truth, 3);
        int[] all = range(0, records);
        assertThat(counts(counts, all, all)).isEqualTo(counts(looks, all, all));
        assertThat(counts(counts, range(0, left), range(left, records)))
                .isEqualTo(counts(looks, range(0, left), range(left, records)));
    }

    @Test
    void aMillionRecordsThatSayTheSameAreCountedAtOnce() {
        int[] clusters = new int[1_000_000];
        int[] truth = new int[clusters.length];
        clusters[7] = 1;
        int[] all = range(0, clusters.length);
        assertThat(counts(new PairKinds(clusters, truth), all, all))
                .containsOnly(
                        Map.entry("true SAME_CUSTOMER", 999_999L * 999_998 / 2),
                        Map.entry("false SAME_CUSTOMER", 999_999L));
    }
}
