package dev.karat.engine.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.karat.api.model.RecordKey;
import dev.karat.engine.match.CandidatePairs;
import dev.karat.engine.match.MatchExplanation;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.match.PairScorer;
import dev.karat.engine.match.People;
import dev.karat.engine.normalize.Features;
import dev.karat.engine.resolve.ResolveReport.Bin;
import dev.karat.engine.resolve.ResolveReport.Pair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportBuilderTest {
    private static final MatchModel MODEL = MatchModel.standard();

    /** A record with its true customer. */
    private record Row(InputRecord record, @Nullable String truth) {}

    private static Row row(int number, Features features, @Nullable String truth) {
        return new Row(new InputRecord(People.key(number), features), truth);
    }

    private static List<Row> world(long seed, int records) {
        List<Features> features = People.world(seed, records);
        return IntStream.range(0, records)
                .mapToObj(i -> row(i, features.get(i), i % 7 == 0 ? null : "t" + i / 3))
                .toList();
    }

    private static ResolveInput input(List<Row> rows) {
        var truth = new ArrayList<@Nullable String>();
        rows.forEach(row -> truth.add(row.truth()));
        return new ResolveInput(
                rows.stream().map(Row::record).toList(),
                IntStream.range(0, rows.size()).toArray(),
                truth,
                true,
                List.of());
    }

    private static ResolveReport report(ResolveInput input, int threads) {
        try (var workers = new Workers(threads)) {
            Partition partition = new BatchResolver(MODEL, false, workers).resolve(input.records());
            return ReportBuilder.build(input, partition, workers);
        }
    }

    private static ResolveReport report(Row... rows) {
        return report(input(List.of(rows)), 1);
    }

    @Property(tries = 10)
    void neitherOrderNorThreadsMatter(@ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int threads) {
        List<Row> rows = world(seed, 150);
        List<Row> shuffled = new ArrayList<>(rows);
        Collections.shuffle(shuffled, new Random(seed));
        assertThat(report(input(shuffled), threads)).isEqualTo(report(input(rows), 1));
    }

    @Property(tries = 10)
    void everyComparedPairIsCountedOnce(@ForAll long seed) {
        ResolveReport report = report(input(world(seed, 150)), 2);
        long inGroups = Stream.of(PairGroup.values())
                .filter(group -> group != PairGroup.WRONG && group != PairGroup.MISSED)
                .mapToLong(group -> report.group(group).total())
                .sum();
        assertThat(inGroups).isEqualTo(report.compared());
        assertThat(report.sizes().entrySet().stream().mapToInt(size -> size.getKey() * size.getValue()))
                .satisfies(sizes -> assertThat(
                                sizes.stream().mapToInt(Integer::intValue).sum())
                        .isEqualTo(report.records()));
    }

    @Property(tries = 10)
    void theFiguresOfTheTruthAreThoseOfAllPairs(@ForAll long seed) {
        ResolveInput input = input(world(seed, 80));
        ResolveReport report = report(input, 2);
        var measured = Objects.requireNonNull(report.measured());
        long found = 0;
        long right = 0;
        long same = 0;
        for (int[] pair : compared(input.records())) {
            String one = input.truth().get(pair[0]);
            String other = input.truth().get(pair[1]);
            double weight = new PairScorer(MODEL)
                    .weight(
                            input.records().get(pair[0]).features(),
                            input.records().get(pair[1]).features());
            if (one != null && other != null) {
                same += one.equals(other) ? 1 : 0;
                found += weight >= MODEL.linkWeight() ? 1 : 0;
                right += weight >= MODEL.linkWeight() && one.equals(other) ? 1 : 0;
            }
        }
        assertThat(measured.links().found()).isEqualTo(found);
        assertThat(measured.links().right()).isEqualTo(right);
        assertThat(measured.neverCompared()).isEqualTo(measured.profiles().expected() - same);
        assertThat(report.scores().stream().mapToLong(Bin::same).sum()).isEqualTo(same);
    }

    /** Pairs of records that say the same, and those that the candidate pairs name. */
    private static List<int[]> compared(List<InputRecord> records) {
        DistinctRecords nodes = DistinctRecords.of(records);
        boolean[][] nodePairs = new boolean[nodes.size()][nodes.size()];
        new CandidatePairs(nodes.features(), MODEL, 2).forEach(0, nodes.size(), (a, b) -> nodePairs[a][b] = true);
        var pairs = new ArrayList<int[]>();
        for (int a = 0; a < records.size(); a++) {
            for (int b = a + 1; b < records.size(); b++) {
                int one = Math.min(nodes.of(a), nodes.of(b));
                int other = Math.max(nodes.of(a), nodes.of(b));
                if (one == other || nodePairs[one][other]) {
                    pairs.add(new int[] {a, b});
                }
            }
        }
        return pairs;
    }

    @ParameterizedTest
    @ValueSource(strings = {"truthset", "census"})
    void labelledSetsGiveTheSameFiguresAsTheirEvaluation(String set) {
        try (var workers = new Workers(2)) {
            ResolveInput input = LabelledSets.read(LabelledSets.require(set), workers);
            Partition partition = new BatchResolver(null, false, workers).resolve(input.records());
            ResolveReport report = ReportBuilder.build(input, partition, workers);
            assertThat(Objects.requireNonNull(report.measured()).profiles())
                    .isEqualTo(PairwiseEvaluation.of(partition.clusters(), input.truth()));
            assertThat(report.profiles()).isEqualTo(partition.profiles());
        }
    }

    @Nested
    class WhenPairsAreShown {
        private final ResolveReport report = report(input(world(5, 400)), 2);

        private Stream<Pair> shown() {
            return Arrays.stream(PairGroup.values()).flatMap(group -> report.group(group).shown().stream());
        }

        @Test
        void theirLinesAddUpToTheirScores() {
            assertThat(shown())
                    .isNotEmpty()
                    .allSatisfy(pair -> assertThat(pair.why().lines().stream()
                                    .mapToDouble(MatchExplanation.Line::weight)
                                    .sum())
                            .isCloseTo(pair.why().score().weight(), within(1e-9)));
        }

        @Test
        void theyAreAsManyAsTheGroupAllowsAndInItsOrder() {
            for (PairGroup group : PairGroup.values()) {
                List<Double> weights = report.group(group).shown().stream()
                        .map(pair -> pair.why().score().weight())
                        .toList();
                assertThat(weights).hasSizeLessThanOrEqualTo(group.shown());
                assertThat(weights)
                        .isSortedAccordingTo(group.strongest() ? Collections.reverseOrder() : Double::compare);
            }
            assertThat(report.group(PairGroup.REFUSED).total()).isGreaterThan(PairGroup.REFUSED.shown());
        }

        @Test
        void theMostDoubtfulComesFirst() {
            assertThat(report.doubtful())
                    .hasSizeGreaterThan(2)
                    .isSortedAccordingTo((a, b) -> Double.compare(b.doubt(), a.doubt()));
        }
    }

    @Nested
    class WhenRecordsSayTheSame {
        private final Features ingrid =
                People.person("Ingrid", "Lindqvist", "1980-02-03", "ingrid@lindqvist.se", "12 Main Street");

        @Test
        void theirPairsCountAndOneIsShown() {
            ResolveReport report = report(row(3, ingrid, "a"), row(1, ingrid, "a"), row(2, ingrid, "b"));
            assertThat(report.compared()).isEqualTo(3);
            assertThat(report.group(PairGroup.LINKED).total()).isEqualTo(3);
            assertThat(report.group(PairGroup.WRONG).shown()).singleElement().satisfies(pair -> {
                assertThat(pair.times()).isEqualTo(2);
                assertThat(pair.first()).isEqualTo(People.key(1));
                assertThat(pair.second()).isEqualTo(People.key(2));
            });
            assertThat(report.largest()).singleElement().satisfies(profile -> {
                assertThat(profile.size()).isEqualTo(3);
                assertThat(profile.keys()).containsExactly(People.key(1), People.key(2), People.key(3));
            });
        }

        @Test
        void recordsThatSayNothingAreNotCompared() {
            Features nothing = People.person("", "", "", "", "");
            ResolveReport report = report(row(1, nothing, null), row(2, nothing, null));
            assertThat(report.compared()).isZero();
            assertThat(report.largest()).isEmpty();
            assertThat(report.measured()).isNull();
        }
    }

    @Test
    void aTrueCustomerInTwoProfilesIsMissed() {
        ResolveReport report = report(
                row(1, People.person("Ingrid", "Lindqvist", "1980-02-03", "", "12 Main Street"), "a"),
                row(2, People.person("Mehmet", "Lindqvist", "1951-11-30", "", "12 Main Street"), "a"),
                row(3, People.person("Maria", "Garcia", "1990-04-05", "mg@garcia.es", ""), "a"));
        assertThat(report.group(PairGroup.MISSED).shown())
                .extracting(pair -> pair.first().id() + " " + pair.second().id(), Pair::truth, Pair::together)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("c1 c2", Truth.SAME_CUSTOMER, false));
        assertThat(Objects.requireNonNull(report.measured()).neverCompared()).isEqualTo(2);
    }

    @Test
    void noRecordsGiveAnEmptyReport() {
        ResolveReport report = report();
        assertThat(report.scores()).isEmpty();
        assertThat(report.doubtful()).isEmpty();
        assertThat(report.sizes()).isEmpty();
    }

    @Test
    void aLargeProfileIsNamedByTheIdOfTheResult() {
        Features same = People.person("Li", "Novak", "1961-01-12", "li@novak.cz", "44 Hill Road");
        var rows = IntStream.range(0, 70).mapToObj(i -> row(i, same, null)).toArray(Row[]::new);
        assertThat(report(rows).largest()).singleElement().satisfies(profile -> {
            assertThat(profile.goldenId())
                    .isEqualTo(ClusterOutput.goldenId(new RecordKey("crm", "customer", "c0")))
                    .hasSize(24);
            assertThat(profile.size()).isEqualTo(70);
            assertThat(profile.keys()).hasSize(ResolveReport.KEYS_MAX);
        });
    }
}
