package dev.karat.engine.normalize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.Value;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class FeaturesCodecTest {
    private final TermTable terms = new TermTable(100);
    private final Normalizer normalizer = new Normalizer(terms, "AT");

    @Property(tries = 300)
    void whatIsDecodedIsWhatWasEncoded(
            @ForAll @StringLength(max = 40) String name,
            @ForAll @StringLength(max = 40) String other,
            @ForAll("numbers") String number) {
        var data = CustomerData.builder();
        for (Attribute attribute : Attribute.values()) {
            String text = attribute.path().length() % 2 == 0 ? name : other;
            if (attribute.shape() == Attribute.Shape.TEXT && !text.isBlank()) {
                data.text(attribute, text);
            }
        }
        if (!name.isBlank() && !other.isBlank()) {
            data.put(
                    Attribute.ADDRESS,
                    Value.block(Map.of("streetAddress", name + " 7", "locality", other, "country", "AT")));
        }
        data.texts(Attribute.EMAILS, number + "@mail.org").texts(Attribute.PHONES, number);
        Features features = normalizer.features(data.build());
        byte[] bytes = new FeaturesCodec(terms).encode(features);
        Features decoded = new FeaturesCodec(new TermTable()).decode(bytes);
        assertThat(decoded).isEqualTo(features);
        assertThat(decoded.hash()).isEqualTo(features.hash());
    }

    @Provide
    Arbitrary<String> numbers() {
        return Arbitraries.strings().numeric().ofMinLength(7).ofMaxLength(12);
    }

    @Test
    void bytesOfAnotherVersionAreRefused() {
        var codec = new FeaturesCodec(terms);
        assertThat(FeaturesCodec.isCurrent(new byte[] {99})).isFalse();
        assertThatThrownBy(() -> codec.decode(new byte[] {99})).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> codec.decode(new byte[] {Features.VERSION, 1}))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
