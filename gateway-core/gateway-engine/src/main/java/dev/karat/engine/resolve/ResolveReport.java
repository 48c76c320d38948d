package dev.karat.engine.resolve;

import dev.karat.api.model.RecordKey;
import dev.karat.engine.match.LargeProfiles;
import dev.karat.engine.match.MatchExplanation;
import dev.karat.engine.match.MatchModel;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is worth looking at after records were resolved. Its size is bounded, whatever the number of records, and it
 * holds keys of records but none of their values. Neither the order of the records nor the number of threads matters.
 *
 * @param merged profiles of more than one record
 * @param sizes how many profiles have a number of records
 * @param largest the largest profiles of more than one record, largest first
 * @param large profiles that somebody should look at because of their size
 * @param scores the compared pairs by their score, from the least
 * @param groups pairs to look at
 * @param measured how the result agrees with the truth, null if no truth is known
 */
public record ResolveReport(
        int records,
        int profiles,
        int merged,
        MatchModel model,
        SortedMap<Integer, Integer> sizes,
        List<Profile> largest,
        LargeProfiles large,
        List<Bin> scores,
        Map<PairGroup, Pairs> groups,
        @Nullable Measured measured) {
    /** Width of a bin of scores, in bits. */
    public static final double BIN = 0.25;
    /** Largest profiles that are named, at most. */
    static final int PROFILES_MAX = 20;
    /** Records of a profile that are named, at most. */
    static final int KEYS_MAX = 50;

    /** Pairs that contradict what became of them the most come first; ties in the order of keys. */
    private static final Comparator<Pair> MOST_DOUBTFUL = Comparator.comparingDouble(Pair::doubt)
            .reversed()
            .thenComparing(Pair::first)
            .thenComparing(Pair::second);

    public ResolveReport {
        sizes = new TreeMap<>(sizes);
        largest = List.copyOf(largest);
        scores = List.copyOf(scores);
        groups = new EnumMap<>(groups);
    }

    /**
     * A large profile.
     *
     * @param goldenId as the result names it
     * @param size number of its records
     * @param keys the first of its records, in the order of their keys
     */
    public record Profile(String goldenId, int size, List<RecordKey> keys) {
        public Profile {
            keys = List.copyOf(keys);
        }
    }

    /**
     * Compared pairs of nearly one score.
     *
     * @param from the least score in it, in bits; it ends {@link #BIN} above
     * @param pairs all of them
     * @param apart those of two profiles
     * @param same those that are one customer by the truth
     * @param other those that are two customers by the truth
     */
    public record Bin(double from, long pairs, long apart, long same, long other) {}

    /**
     * The pairs of a group.
     *
     * @param total how many there are
     * @param shown those to look at, in the order of the group
     */
    public record Pairs(long total, List<Pair> shown) {
        private static final Pairs NONE = new Pairs(0, List.of());

        public Pairs {
            shown = List.copyOf(shown);
        }
    }

    /**
     * One pair to look at.
     *
     * @param first the lesser key
     * @param together true if both are one profile
     * @param times pairs of records that say exactly the same as these two, themselves included
     * @param doubt by how many bits the pair's own score stands against what became of it; negative if it agrees
     */
    public record Pair(
            PairGroup group,
            RecordKey first,
            RecordKey second,
            boolean together,
            Truth truth,
            long times,
            double doubt,
            MatchExplanation why) {}

    /**
     * Agreement with the truth.
     *
     * @param links of the compared pairs alone, by their scores and the link threshold, before profiles are made
     * @param profiles of all pairs, after profiles are made
     * @param neverCompared pairs of one customer that no blocking key brought together
     */
    public record Measured(PairwiseEvaluation links, PairwiseEvaluation profiles, long neverCompared) {}

    /** The pairs of a group; none of them where nothing is said. */
    public Pairs group(PairGroup group) {
        return Objects.requireNonNullElse(groups.get(group), Pairs.NONE);
    }

    /** Number of record pairs that were compared. */
    public long compared() {
        return scores.stream().mapToLong(Bin::pairs).sum();
    }

    /** Pairs of two profiles with this probability or a greater one, to the width of a bin. */
    public long apartFrom(double probability) {
        double weight = MatchModel.weight(probability);
        return scores.stream()
                .filter(bin -> bin.from() + BIN / 2 >= weight)
                .mapToLong(Bin::apart)
                .sum();
    }

    /** The same with other names of the profiles. */
    public ResolveReport named(UnaryOperator<Profile> name) {
        return new ResolveReport(
                records,
                profiles,
                merged,
                model,
                new TreeMap<>(sizes),
                largest.stream().map(name).toList(),
                large,
                scores,
                groups,
                measured);
    }

    /** The doubtful pairs that are shown, the most doubtful first. */
    public List<Pair> doubtful() {
        return groups.entrySet().stream()
                .filter(entry -> entry.getKey().isDoubtful())
                .flatMap(entry -> entry.getValue().shown().stream())
                .sorted(MOST_DOUBTFUL)
                .toList();
    }

    /** Keys of the records in the pairs that are shown. */
    public Set<RecordKey> shownKeys() {
        return groups.values().stream()
                .flatMap(pairs -> pairs.shown().stream())
                .flatMap(pair -> Stream.of(pair.first(), pair.second()))
                .collect(Collectors.toSet());
    }
}
