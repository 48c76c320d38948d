package dev.karat.engine.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.api.model.RecordKey;
import dev.karat.engine.match.LargeProfiles;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.match.People;
import dev.karat.engine.normalize.Features;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchResolverTest {
    private static Set<Set<String>> resolve(List<InputRecord> records, int threads) {
        try (var workers = new Workers(threads)) {
            int[] clusters =
                    new BatchResolver(null, false, workers).resolve(records).clusters();
            Map<Integer, Set<String>> byCluster = new TreeMap<>();
            for (int i = 0; i < clusters.length; i++) {
                byCluster
                        .computeIfAbsent(clusters[i], any -> new TreeSet<>())
                        .add(records.get(i).key().id());
            }
            return Set.copyOf(byCluster.values());
        }
    }

    private static List<InputRecord> records(List<Features> features) {
        return IntStream.range(0, features.size())
                .mapToObj(i -> new InputRecord(new RecordKey("", "customer", "r" + i), features.get(i)))
                .toList();
    }

    @Property(tries = 15)
    void neitherOrderNorThreadsMatter(@ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int threads) {
        List<InputRecord> records = records(People.world(seed, 120));
        List<InputRecord> shuffled = new ArrayList<>(records);
        Collections.shuffle(shuffled, new Random(seed));
        assertThat(resolve(shuffled, threads)).isEqualTo(resolve(records, 1));
    }

    @Property(tries = 15)
    void idsDoNotMatter(@ForAll long seed) {
        assertThatIdsDoNotMatter(records(People.world(seed, 120)), seed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"febrl1", "truthset", "census"})
    void neitherIdsNorOrderMatterForLabelledSets(String set) {
        try (var workers = new Workers(2)) {
            List<InputRecord> records =
                    LabelledSets.read(LabelledSets.require(set), workers).records();
            assertThatIdsDoNotMatter(records, 42);
            List<InputRecord> shuffled = new ArrayList<>(records);
            Collections.shuffle(shuffled, new Random(7));
            assertThat(resolve(shuffled, 2)).isEqualTo(resolve(records, 2));
        }
    }

    /** Exchanges all ids among the records and expects the same records together. */
    private static void assertThatIdsDoNotMatter(List<InputRecord> records, long seed) {
        List<RecordKey> keys =
                new ArrayList<>(records.stream().map(InputRecord::key).toList());
        Collections.shuffle(keys, new Random(seed));
        Map<String, String> original = new HashMap<>();
        List<InputRecord> renamed = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            renamed.add(new InputRecord(keys.get(i), records.get(i).features()));
            original.put(keys.get(i).id(), records.get(i).key().id());
        }
        Set<Set<String>> clusters = resolve(renamed, 2).stream()
                .map(cluster -> cluster.stream().map(original::get).collect(Collectors.toSet()))
                .collect(Collectors.toSet());
        assertThat(clusters).isEqualTo(resolve(records, 2));
    }

    @Nested
    class WhenTheInputIsOdd {
        @Test
        void tenThousandEqualRecordsAreOneCustomer() {
            Features same = People.person("Ingrid", "Lindqvist", "1980-02-03", "ingrid@lindqvist.se", "12 Main Street");
            assertThat(resolve(records(Collections.nCopies(10_000, same)), 2)).hasSize(1);
        }

        @Test
        void recordsThatSayNothingStayAlone() {
            Features nothing = People.person("", "", "", "", "");
            assertThat(resolve(records(Collections.nCopies(200, nothing)), 2)).hasSize(200);
        }

        @Test
        void oneValueSharedByEverybodyJoinsNobody() {
            var random = new SplittableRandom(11);
            List<Features> features = IntStream.range(0, 3000)
                    .mapToObj(i -> People.person(name(random), name(random), "", "shop@market.de", "1 Plaza"))
                    .toList();
            assertThat(resolve(records(features), 2)).hasSizeGreaterThan(2900);
        }

        private static String name(SplittableRandom random) {
            return random.ints(8, 'a', 'z' + 1)
                    .mapToObj(letter -> String.valueOf((char) letter))
                    .collect(Collectors.joining());
        }

        @Test
        void noRecordsGiveNoCustomers() {
            assertThat(resolve(List.of(), 1)).isEmpty();
        }
    }

    @Test
    void aGivenModelIsUsedAsItIs() {
        try (var workers = new Workers(1)) {
            var records = records(People.world(3, 50));
            var partition = new BatchResolver(MatchModel.standard(), false, workers).resolve(records);
            assertThat(partition.model()).isSameAs(MatchModel.standard());
        }
    }

    @Nested
    class WhenAProfileIsSuspiciouslyLarge {
        /** Robert with so many addresses, each of them twice. */
        private List<InputRecord> roberts(int addresses) {
            return records(IntStream.range(0, 2 * addresses)
                    .mapToObj(i -> People.person(
                            "Robert", "Lindqvist", "1978-12-11", "bob@lindqvist.se", (1 + i / 2) + " Hill Road"))
                    .toList());
        }

        private static LargeProfiles large(List<InputRecord> records, MatchModel model) {
            try (var workers = new Workers(2)) {
                return new BatchResolver(model, false, workers).resolve(records).large();
            }
        }

        @Test
        void itIsNamedOnceMoreOfItsRecordsSayDifferentThingsThanTheAlarmAllows() {
            MatchModel model = People.sized(100, 4);
            assertThat(large(roberts(4), model)).isEqualTo(LargeProfiles.NONE);
            LargeProfiles large = large(roberts(5), model);
            assertThat(large.count()).isEqualTo(1);
            assertThat(large.largest())
                    .containsExactly(new LargeProfiles.Large(
                            ClusterOutput.goldenId(roberts(5).get(0).key()), 5));
            assertThat(large.cut()).isZero();
        }

        @Test
        void whatIsCutIsCounted() {
            assertThat(large(roberts(6), People.sized(4, 4)).cut()).isEqualTo(1);
        }
    }
}
