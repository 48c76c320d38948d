package dev.karat.engine.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.Value;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class NormalizerTest {
    private final Normalizer normalizer = new Normalizer(new TermTable(), "US");

    private Features of(Attribute attribute, String text) {
        return normalizer.features(CustomerData.builder().text(attribute, text).build());
    }

    private Features address(Map<String, String> components) {
        return normalizer.features(CustomerData.builder()
                .put(Attribute.ADDRESS, Value.block(components))
                .build());
    }

    private static @Nullable String text(@Nullable Term term) {
        return term == null ? null : term.text();
    }

    @Nested
    class WhenAPersonIsNamed {
        @Test
        void foldsAccentsAndApostrophes() {
            assertThat(text(of(Attribute.FAMILY_NAME, "Müller").family())).isEqualTo("muller");
            assertThat(text(of(Attribute.FAMILY_NAME, "O’Hara").family())).isEqualTo("ohara");
            assertThat(text(of(Attribute.FAMILY_NAME, "Łódzki-Groß").family())).isEqualTo("lodzki gross");
        }

        @Test
        void splitsANameInOnePiece() {
            Features whole = of(Attribute.NAME, "Ludwig van Beethoven");
            assertThat(text(whole.given())).isEqualTo("ludwig");
            assertThat(text(whole.family())).isEqualTo("vanbeethoven");
            Features turned = of(Attribute.NAME, "Jones, Keeley Ann");
            assertThat(text(turned.given())).isEqualTo("keeley");
            assertThat(text(turned.middle())).isEqualTo("ann");
            assertThat(text(turned.family())).isEqualTo("jones");
        }

        @Test
        void readsChineseNamesFamilyFirst() {
            Features features = of(Attribute.NAME, "王杰");
            assertThat(text(features.family())).isEqualTo("王");
            assertThat(text(reading(features.family()))).isEqualTo("wang");
            assertThat(text(reading(features.given()))).isEqualTo("jie");
        }

        private static @Nullable Term reading(@Nullable Term term) {
            return Objects.requireNonNull(term).reading();
        }

        @Test
        void readsJapaneseNamesAsJapanese() {
            Features features = of(Attribute.NAME, "鈴木 花子");
            assertThat(text(features.family())).isEqualTo("suzuki");
            assertThat(text(features.given())).isEqualTo("hanako");
        }

        @Test
        void anAddressInThePlaceOfANameIsNone() {
            assertThat(of(Attribute.NAME, "ann.lind@example.edu").family()).isNull();
        }

        @Test
        void transliteratesCyrillic() {
            assertThat(text(of(Attribute.FAMILY_NAME, "Павлов").family())).isEqualTo("pavlov");
        }

        @Test
        void keepsElderAndYoungerApart() {
            assertThat(of(Attribute.FAMILY_NAME, "Smith Sr.").generation()).isEqualTo(1);
            assertThat(of(Attribute.FAMILY_NAME, "Smith, Jr").generation()).isEqualTo(2);
            assertThat(text(of(Attribute.FAMILY_NAME, "Smith Jr").family())).isEqualTo("smith");
        }

        @Test
        void knowsShortForms() {
            Term robert =
                    Objects.requireNonNull(of(Attribute.GIVEN_NAME, "Robert").given());
            Term bob = Objects.requireNonNull(of(Attribute.GIVEN_NAME, "Bob").given());
            assertThat(robert.isNicknameOf(bob)).isTrue();
        }

        @Test
        void dropsTitles() {
            assertThat(text(of(Attribute.GIVEN_NAME, "Dr. Eva").given())).isEqualTo("eva");
        }
    }

    @Nested
    class WhenAValueIsAPlaceholder {
        @Test
        void itYieldsNothing() {
            var data = CustomerData.builder()
                    .text(Attribute.FAMILY_NAME, "N/A")
                    .text(Attribute.GIVEN_NAME, "unknown")
                    .text(Attribute.BIRTH_DATE, "1900-01-01")
                    .text(Attribute.NATIONAL_ID, "000000000")
                    .texts(Attribute.EMAILS, "test@test.com", "noreply@example.com")
                    .texts(Attribute.PHONES, "0000000000", "123456789")
                    .build();
            assertThat(normalizer.features(data).isEmpty()).isTrue();
            assertThat(normalizer.features(data).birthDate()).isZero();
        }
    }

    @Nested
    class WhenAnAddressIsWrittenDifferently {
        @Test
        void streetWordsAndDirectionsAgree() {
            Features full = address(Map.of("streetAddress", "1515 North Adela Lane"));
            Features brief = address(Map.of("streetAddress", "1515 N. Adela Ln"));
            assertThat(full.street()).isEqualTo(brief.street());
            assertThat(full.house()).isEqualTo(brief.house());
        }

        @Test
        void germanAndEnglishOrderAgree() {
            Features german = address(Map.of("streetAddress", "Ansbacher Straße 23"));
            Features english = address(Map.of("streetAddress", "23 Ansbacher Street"));
            assertThat(german.street()).isEqualTo(english.street());
            assertThat(german.house()).isEqualTo(english.house());
            assertThat(text(address(Map.of("streetAddress", "Hauptstr. 7")).street()))
                    .isEqualTo("haupt");
        }

        @Test
        void anAddressInOneLineIsTakenApart() {
            Features line = address(Map.of("streetAddress", "12 Main St, Springfield, IL 62701"));
            assertThat(text(line.house())).isEqualTo("12");
            assertThat(text(line.postcode())).isEqualTo("62701");
            assertThat(text(line.locality())).isEqualTo("springfield");
        }

        @Test
        void suitesAreNoHouseNumbers() {
            Features suite = address(Map.of("streetAddress", "Suite 900, 1450 N City Rd", "locality", "Arlington"));
            assertThat(text(suite.house())).isEqualTo("1450");
        }
    }

    @Nested
    class WhenAnOrganisationIsNamed {
        @Test
        void legalFormsGo() {
            assertThat(of(Attribute.ORGANIZATION, "Acme Trading G.m.b.H.").organizations())
                    .isEqualTo(of(Attribute.ORGANIZATION, "ACME Trading GmbH").organizations());
        }

        @Test
        void aNameWithALegalFormIsAnOrganisation() {
            assertThat(of(Attribute.NAME, "Sonnberg Solar GmbH").kind()).isEqualTo(Kind.ORGANIZATION);
            assertThat(of(Attribute.NAME, "Eva Sonnberg").kind()).isEqualTo(Kind.PERSON);
        }
    }

    @Test
    void severalValuesAreComparedInAnyOrder() {
        var one = CustomerData.builder()
                .texts(Attribute.EMAILS, "a1@x.org", "b2@y.org")
                .build();
        var other = CustomerData.builder()
                .texts(Attribute.EMAILS, "b2@y.org", "a1@x.org")
                .build();
        assertThat(normalizer.features(one)).isEqualTo(normalizer.features(other));
    }

    @Test
    void aMegabyteInACellCostsLittle() {
        String huge = "a b|".repeat(250_000);
        var data = CustomerData.builder()
                .text(Attribute.FAMILY_NAME, huge)
                .text(Attribute.ORGANIZATION, huge)
                .text(Attribute.NATIONAL_ID, huge)
                .text(Attribute.BIRTH_DATE, huge)
                .texts(Attribute.EMAILS, huge)
                .texts(Attribute.PHONES, huge)
                .put(Attribute.ADDRESS, Value.block(Map.of("streetAddress", huge, "postalCode", huge)))
                .build();
        Features features = normalizer.features(data);
        assertThat(new FeaturesCodec(new TermTable()).encode(features)).hasSizeLessThan(20_000);
    }
}
