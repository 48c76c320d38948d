package dev.karat.engine.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.engine.normalize.Features;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelJsonTest {
    @Test
    void aModelThatIsReadAgainDecidesTheSame() {
        List<Features> world = People.world(7, 60).stream().distinct().toList();
        var counter = new FrequencyCounter(false, 0, 1);
        world.forEach(features -> counter.add(List.of(features)));
        int[] once = world.stream().mapToInt(features -> 1).toArray();
        var fitter = new ModelFitter(MatchModel.standard(), 1);
        MatchModel fitted = fitter.fit(fitter.counted(List.of(counter)), world, once, new PatternTally());
        var before = new PairScorer(fitted);
        var after = new PairScorer(ModelJson.read(ModelJson.write(fitted)));
        for (Features a : world) {
            for (Features b : world) {
                assertThat(after.weight(a, b)).isEqualTo(before.weight(a, b));
            }
        }
        assertThat(ModelJson.write(ModelJson.read(ModelJson.write(fitted)))).isEqualTo(ModelJson.write(fitted));
    }

    @Test
    void aBrokenModelIsRefusedWithAReason() {
        assertThatThrownBy(() -> ModelJson.read("{\"normalizer\": " + Features.VERSION + "}"))
                .isInstanceOfSatisfying(
                        GatewayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MODEL_INVALID))
                .hasMessageContaining("guards");
        assertThatThrownBy(() -> ModelJson.read("no json")).hasMessageContaining("cannot be used");
        assertThatThrownBy(() -> ModelJson.read("{\"normalizer\": 0}")).hasMessageContaining("another version");
    }
}
