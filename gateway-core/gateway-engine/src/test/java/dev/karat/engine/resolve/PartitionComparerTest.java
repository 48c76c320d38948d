package dev.karat.engine.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.api.model.RecordKey;
import dev.karat.engine.match.LargeProfiles;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.match.People;
import dev.karat.engine.match.Refusal;
import dev.karat.engine.normalize.Features;
import dev.karat.engine.resolve.PartitionDiff.Change;
import dev.karat.engine.resolve.PartitionDiff.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PartitionComparerTest {
    private static final MatchModel MODEL = MatchModel.standard();
    private static final Features ADA = People.person("Ada", "Lindqvist", "1978-12-11", "ada@lindqvist.se", "");
    private static final Features ADA_OF_THE_SHOP = People.person("Ada", "Lindqvist", "", "ada@lindqvist.se", "");
    private static final Features IDA = People.person("Ida", "Garcia", "1950-01-30", "", "12 Main Street");

    private static List<InputRecord> records(Features... features) {
        return IntStream.range(0, features.length)
                .mapToObj(i -> new InputRecord(new RecordKey("crm", "customer", "r" + i), features[i]))
                .toList();
    }

    private static Partition partition(int... clusters) {
        return new Partition(
                clusters, (int) Arrays.stream(clusters).distinct().count(), MODEL, Map.of(), LargeProfiles.NONE);
    }

    private static List<List<String>> ids(List<List<RecordKey>> groups) {
        return groups.stream()
                .map(group -> group.stream().map(RecordKey::id).toList())
                .toList();
    }

    @Test
    void aMergeNamesTheProfilesAndTheStrongestPairBetweenThem() {
        var records = records(IDA, ADA, ADA_OF_THE_SHOP);
        var diff = PartitionComparer.compare(records, partition(0, 1, 2), partition(0, 0, 0), false, 10);

        assertThat(diff.merges()).isEqualTo(1);
        assertThat(diff.recordsMoved()).isEqualTo(2);
        Change change = diff.changes().get(0);
        assertThat(change.kind()).isEqualTo(Kind.MERGE);
        assertThat(ids(change.before())).containsExactly(List.of("r0"), List.of("r1"), List.of("r2"));
        assertThat(ids(change.after())).containsExactly(List.of("r0", "r1", "r2"));
        assertThat(change.decisive().first().id()).isEqualTo("r1");
        assertThat(change.decisive().second().id()).isEqualTo("r2");
    }

    @Test
    void aSplitCountsTheSmallerPartAsMoved() {
        var records = records(ADA, ADA, ADA_OF_THE_SHOP, IDA);
        var diff = PartitionComparer.compare(records, partition(0, 0, 0, 1), partition(1, 1, 0, 2), false, 10);

        assertThat(diff.splits()).isEqualTo(1);
        assertThat(diff.recordsMoved()).isEqualTo(1);
        assertThat(ids(diff.changes().get(0).after())).containsExactly(List.of("r0", "r1"), List.of("r2"));
    }

    @Test
    void whatIsTakenFromOneAndGivenToAnotherIsRegrouped() {
        var records = records(ADA, ADA_OF_THE_SHOP, IDA, IDA);
        var diff = PartitionComparer.compare(records, partition(0, 0, 1, 1), partition(0, 1, 1, 1), false, 10);

        assertThat(diff.regroups()).isEqualTo(1);
        assertThat(diff.merges() + diff.splits()).isZero();
        assertThat(diff.recordsMoved()).isEqualTo(1);
    }

    @Test
    void whereTheComparisonLinksByBothModelsTheGuardIsNamed() {
        Features elder = People.person("John", "Novak Sr", "", "jn@novak.cz", "12 Main Street");
        Features unsaid = People.person("John", "Novak", "", "jn@novak.cz", "12 Main Street");
        Features younger = People.person("John", "Novak Jr", "", "jn@novak.cz", "12 Main Street");
        var records = records(elder, unsaid, younger);
        Partition parted;
        try (var workers = new Workers(1)) {
            parted = new BatchResolver(MODEL, false, workers).resolve(records);
        }
        var diff = PartitionComparer.compare(records, partition(0, 0, 0), parted, false, 10);

        assertThat(diff.splits()).isEqualTo(1);
        assertThat(diff.changes().get(0).decisive().refusal()).isInstanceOf(Refusal.Contradiction.class);
    }

    @Test
    void changesBeyondTheLimitAreCountedStrongestFirst() {
        var records = records(IDA, IDA, ADA, ADA_OF_THE_SHOP);
        var diff = PartitionComparer.compare(records, partition(0, 1, 2, 3), partition(0, 0, 1, 1), false, 1);

        assertThat(diff.size()).isEqualTo(2);
        assertThat(diff.changes()).hasSize(1);
        var all = PartitionComparer.compare(records, partition(0, 1, 2, 3), partition(0, 0, 1, 1), false, 10);
        assertThat(all.changes())
                .extracting(change -> change.decisive().after().score().weight())
                .isSortedAccordingTo(Collections.reverseOrder());
    }

    @Property(tries = 20)
    void neitherTheOrderOfRecordsNorTheNumbersOfProfilesMatter(@ForAll long seed) {
        List<InputRecord> records =
                new ArrayList<>(records(People.world(seed, 80).toArray(Features[]::new)));
        var strict = new MatchModel(
                "strict",
                0.9999,
                0.1,
                MODEL.keyCap(),
                MODEL.guards(),
                MODEL.identifiers(),
                MODEL.person(),
                MODEL.organization(),
                MODEL.frequencies());
        PartitionDiff diff = compare(records, strict);
        Collections.shuffle(records, new Random(seed));
        assertThat(compare(records, strict)).isEqualTo(diff);
        assertThat(diff.merges())
                .as("a stricter model merges nothing by itself")
                .isZero();
    }

    private static PartitionDiff compare(List<InputRecord> records, MatchModel other) {
        try (var workers = new Workers(2)) {
            return PartitionComparer.compare(
                    records,
                    new BatchResolver(MODEL, false, workers).resolve(records),
                    new BatchResolver(other, false, workers).resolve(records),
                    false,
                    100);
        }
    }
}
