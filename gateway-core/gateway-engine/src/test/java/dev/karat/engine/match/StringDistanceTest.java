package dev.karat.engine.match;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class StringDistanceTest {
    @Property(tries = 500)
    void theOrderOfTheTwoNeverMatters(
            @ForAll @CharRange(from = 'a', to = 'e') @StringLength(max = 12) String a,
            @ForAll @CharRange(from = 'a', to = 'e') @StringLength(max = 12) String b) {
        assertThat(StringDistance.jaroWinkler(a, b))
                .isEqualTo(StringDistance.jaroWinkler(b, a))
                .isBetween(0.0, 1.0);
        assertThat(StringDistance.bigrams(a, b))
                .isEqualTo(StringDistance.bigrams(b, a))
                .isBetween(0.0, 1.0);
        assertThat(StringDistance.edits(a, b, 3)).isEqualTo(StringDistance.edits(b, a, 3));
        assertThat(StringDistance.isOneEditApart(a, b))
                .isEqualTo(StringDistance.isOneEditApart(b, a))
                .isEqualTo(StringDistance.edits(a, b, 1) <= 1);
    }

    @Property(tries = 200)
    void anyOneEditIsTold(@ForAll @AlphaChars @StringLength(min = 3, max = 15) String text, @ForAll int seed) {
        int at = Math.floorMod(seed, text.length());
        assertThat(StringDistance.isOneEditApart(text, text.substring(0, at) + text.substring(at + 1)))
                .isTrue();
        assertThat(StringDistance.isOneEditApart(text, text.substring(0, at) + "_" + text.substring(at + 1)))
                .isTrue();
    }

    @Test
    void knownValues() {
        assertThat(StringDistance.jaroWinkler("martha", "marhta")).isBetween(0.961, 0.962);
        assertThat(StringDistance.jaroWinkler("dwayne", "duane")).isBetween(0.839, 0.841);
        assertThat(StringDistance.edits("kitten", "sitting", 5)).isEqualTo(3);
    }
}
