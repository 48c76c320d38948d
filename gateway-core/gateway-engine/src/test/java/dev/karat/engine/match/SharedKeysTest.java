package dev.karat.engine.match;

import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.engine.normalize.Features;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SharedKeysTest {
    @Property(tries = 40)
    void twoShareAnEffectiveKeyIfAndOnlyIfTheIndexBringsThemTogether(@ForAll long seed) {
        List<Features> world = People.world(seed, 60);
        var index = new MemoryCandidateIndex(3);
        for (int i = 0; i < world.size(); i++) {
            index.add(i, world.get(i));
        }
        for (int a = 0; a < world.size(); a++) {
            long[] candidates = index.candidates(a);
            for (int b = 0; b < world.size(); b++) {
                boolean found = Arrays.binarySearch(candidates, b) >= 0;
                assertThat(a == b
                                || SharedKeys.of(world.get(a), world.get(b), index)
                                                .isCompared()
                                        == found)
                        .as("%d and %d", a, b)
                        .isTrue();
            }
        }
    }

    @Test
    void aKeyThatTooManyBearIsCalledCrowded() {
        var index = new MemoryCandidateIndex(2);
        List<Features> sharing = IntStream.range(0, 8)
                .mapToObj(i -> People.person("N" + (char) ('a' + i) + "ra", "", "", "shop@market.de", ""))
                .toList();
        for (int i = 0; i < 8; i++) {
            index.add(i, sharing.get(i));
        }
        SharedKeys keys = SharedKeys.of(sharing.get(0), sharing.get(1), index);
        assertThat(keys.crowded()).contains(KeyKind.EMAIL);
        assertThat(keys.isCompared()).isFalse();
    }
}
