package dev.karat.engine.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelledSetsTest {
    @ParameterizedTest
    @CsvSource({
        "febrl1, 0.998",
        "febrl2, 0.998",
        "febrl3, 0.9990",
        "fake1000, 0.93",
        "truthset, 0.90",
        "chicago-organisations, 0.92",
        "census, 0.80"
    })
    void oneConfigurationResolvesEverySetWithoutLabels(String set, double f1Min) {
        try (var workers = new Workers(2)) {
            var input = LabelledSets.read(LabelledSets.require(set), workers);
            var partition = new BatchResolver(null, false, workers).resolve(input.records());
            assertThat(PairwiseEvaluation.of(partition.clusters(), input.truth())
                            .f1())
                    .isGreaterThanOrEqualTo(f1Min);
        }
    }

    @ParameterizedTest
    @CsvSource({"febrl1", "truthset"})
    void aRunWithTheSavedModelGivesTheSamePartition(String set) {
        try (var workers = new Workers(2)) {
            List<InputRecord> records =
                    LabelledSets.read(LabelledSets.require(set), workers).records();
            var fitted = new BatchResolver(null, false, workers).resolve(records);
            var again = new BatchResolver(fitted.model(), false, workers).resolve(records);
            assertThat(again.clusters()).isEqualTo(fitted.clusters());
        }
    }
}
