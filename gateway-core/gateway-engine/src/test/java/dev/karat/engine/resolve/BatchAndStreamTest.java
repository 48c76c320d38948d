package dev.karat.engine.resolve;

import static dev.karat.engine.match.People.decisive;
import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.api.model.RecordKey;
import dev.karat.engine.match.Comparison;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.match.People;
import dev.karat.engine.normalize.Features;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** For one model the batch and the stream part the same records alike, whatever the order, the threads and the ids. */
class BatchAndStreamTest {
    private static final int SHUFFLES = 10;

    @ParameterizedTest
    @ValueSource(strings = {"febrl1", "febrl2", "febrl3", "fake1000", "truthset", "chicago-organisations", "census"})
    void partEverySetAlikeInWhateverOrderItsRecordsComeChangeAndGo(String set) {
        List<InputRecord> records = records(set);
        Partition batch = resolve(null, records, 2);
        int[] expected = leastOf(batch.clusters());
        for (int shuffle = 0; shuffle < SHUFFLES; shuffle++) {
            assertThat(stream(records, batch.model(), new Random(shuffle)))
                    .as("shuffle %d", shuffle)
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"febrl1", "febrl3", "fake1000", "truthset", "chicago-organisations", "census"})
    void neitherIdsNorOrderNorThreadsReachTheFitOrTheDecision(String set) {
        List<InputRecord> records = records(set);
        int[] expected = leastOf(resolve(null, records, 1).clusters());
        for (int shuffle = 0; shuffle < SHUFFLES; shuffle++) {
            var random = new Random(shuffle);
            List<Integer> order = order(records.size(), random);
            // Every record gets the key of another one and another place.
            List<InputRecord> moved = new ArrayList<>();
            for (int i = 0; i < order.size(); i++) {
                moved.add(new InputRecord(
                        new RecordKey("", "customer", "r" + random.nextInt() + "-" + i),
                        records.get(order.get(i)).features()));
            }
            int[] clusters = resolve(null, moved, 1 + shuffle % 3).clusters();
            int[] back = new int[clusters.length];
            for (int i = 0; i < clusters.length; i++) {
                back[order.get(i)] = clusters[i];
            }
            assertThat(leastOf(back)).as("shuffle %d", shuffle).isEqualTo(expected);
        }
    }

    /** On the way to the end values of every rank cross the limit up and down, again and again. */
    @Test
    void useAnIdentifierAsLongAsFewEnoughBearItNow() {
        List<InputRecord> records = identified(new Random(7));
        MatchModel limited = People.ruledBy(decisive(Comparison.TAX_ID, 4), decisive(Comparison.NATIONAL_ID, 3));
        MatchModel unlimited = People.ruledBy(decisive(Comparison.TAX_ID, 999), decisive(Comparison.NATIONAL_ID, 999));
        int[] expected = leastOf(resolve(limited, records, 2).clusters());
        assertThat(expected)
                .as("the limit parts some")
                .isNotEqualTo(leastOf(resolve(unlimited, records, 2).clusters()));
        assertThat(leastOf(resolve(limited, records, 1).clusters())).isEqualTo(expected);
        for (int shuffle = 0; shuffle < SHUFFLES; shuffle++) {
            assertThat(stream(records, limited, new Random(shuffle)))
                    .as("shuffle %d", shuffle)
                    .isEqualTo(expected);
        }
    }

    /** Weak links that the guards refuse hang nearly everybody together; clusters grow too large and are cut. */
    @ParameterizedTest
    @ValueSource(ints = {4, 8, 1000})
    void partACrowdAlikeInWhichEverybodyIsLinkedToSomebody(int membersMax) {
        MatchModel model = People.sized(membersMax, 2).decidingAt(0.5, 0.1);
        for (int seed = 0; seed < 4; seed++) {
            List<Features> crowd = People.world(seed, 100);
            List<InputRecord> records = IntStream.range(0, crowd.size())
                    .mapToObj(i -> new InputRecord(People.key(i), crowd.get(i)))
                    .toList();
            int[] expected = leastOf(resolve(model, records, 2).clusters());
            for (int shuffle = 0; shuffle < SHUFFLES; shuffle++) {
                assertThat(stream(records, model, new Random(shuffle)))
                        .as("crowd %d, shuffle %d", seed, shuffle)
                        .isEqualTo(expected);
            }
        }
    }

    /** People of whom some share an identifier: the first values are borne by many, the last ones by few. */
    private static List<InputRecord> identified(Random random) {
        String[] given = {"Anna", "Robert", "Li", "Mehmet", "Ingrid", "Maria", "John"};
        String[] family = {"Novak", "Garcia", "Lindqvist"};
        List<InputRecord> records = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            int rank = random.nextInt(20);
            String birthDate = "19" + (60 + random.nextInt(6)) + "-03-1" + random.nextInt(2);
            records.add(new InputRecord(
                    People.key(i),
                    People.identified(
                            given[random.nextInt(given.length)],
                            family[random.nextInt(family.length)],
                            random.nextInt(4) == 0 ? "" : birthDate,
                            "47110" + random.nextInt(1 + 3 * rank),
                            random.nextInt(3) == 0 ? "" : "90210" + random.nextInt(1 + 6 * rank))));
        }
        return records;
    }

    private static List<InputRecord> records(String set) {
        try (var workers = new Workers(2)) {
            return LabelledSets.read(LabelledSets.require(set), workers).records();
        }
    }

    private static Partition resolve(@Nullable MatchModel model, List<InputRecord> records, int threads) {
        try (var workers = new Workers(threads)) {
            return new BatchResolver(model, false, workers).resolve(records);
        }
    }

    /** The stream at its end: a third of the records came with what another one says, some went and came again. */
    private static int[] stream(List<InputRecord> records, MatchModel model, Random random) {
        var stream = new StreamResolver(model);
        List<Integer> late = new ArrayList<>();
        for (int i : order(records.size(), random)) {
            RecordKey key = records.get(i).key();
            int first = random.nextInt(3) == 0 ? random.nextInt(records.size()) : i;
            stream.put(i, key, records.get(first).features());
            if (first != i || random.nextInt(10) == 0) {
                late.add(i);
            }
            if (random.nextInt(20) == 0) {
                stream.remove(i);
                late.add(i);
            }
        }
        Collections.shuffle(late, random);
        late.forEach(i -> stream.put(i, records.get(i).key(), records.get(i).features()));
        return leastOf(IntStream.range(0, records.size()).map(stream::customer).toArray());
    }

    private static List<Integer> order(int size, Random random) {
        List<Integer> order = new ArrayList<>(IntStream.range(0, size).boxed().toList());
        Collections.shuffle(order, random);
        return order;
    }

    /** For each record the first one that it is together with. */
    private static int[] leastOf(int[] clusters) {
        Map<Integer, Integer> least = new HashMap<>();
        return IntStream.range(0, clusters.length)
                .map(i -> least.computeIfAbsent(clusters[i], first -> i))
                .toArray();
    }
}
