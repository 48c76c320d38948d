package dev.karat.engine.match;

import static dev.karat.engine.match.People.decisive;
import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.engine.normalize.Features;
import dev.karat.engine.resolve.StreamResolver;
import java.util.Objects;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class IdentifierBearersTest {
    private static final int MAX = 3;
    private static final MatchModel MODEL = People.ruledBy(decisive(Comparison.TAX_ID, MAX));
    private static final String PLACEHOLDER = "80517362";
    private static final String[] GIVEN = {"Anna", "Robert", "Mehmet", "Ingrid", "Li", "Maria"};

    private final StreamResolver stream = new StreamResolver(MODEL);

    private void put(int record, Features features) {
        stream.put(record, People.key(record), features);
    }

    private static Features bearer(int person) {
        return People.identified(GIVEN[person], "Novak" + person, "197" + person + "-02-03", PLACEHOLDER, "");
    }

    private boolean together(int record, int other) {
        return stream.customer(record) == stream.customer(other);
    }

    @Nested
    class WhenAnIdentifierBecomesAPlaceholder {
        @Test
        void itJoinsNobodyFromTheBearerOnThatIsOneTooMany() {
            for (int person = 0; person < MAX; person++) {
                put(person, bearer(person));
            }
            assertThat(together(0, 1)).isTrue();
            put(MAX, bearer(MAX));
            assertThat(together(0, 1)).isFalse();
            assertThat(together(1, MAX)).isFalse();
        }

        @Test
        void itJoinsAgainOnceEnoughOfThemAreGoneOrSayOtherwise() {
            for (int person = 0; person < MAX + 2; person++) {
                put(person, bearer(person));
            }
            stream.remove(MAX);
            assertThat(together(0, 1)).isFalse();
            put(MAX + 1, People.identified("Li", "Novak", "1980-02-03", "4093817", ""));
            assertThat(together(0, 1)).isTrue();
        }

        @Test
        void evenRecordsThatSayTheSameArePartedWhereNothingElseJoinsThem() {
            Features same = People.identified("Anna", "", "", PLACEHOLDER, "");
            put(0, same);
            put(1, same);
            assertThat(together(0, 1)).isTrue();
            for (int person = 1; person <= MAX; person++) {
                put(10 + person, bearer(person));
            }
            assertThat(together(0, 1)).isFalse();
            stream.remove(11);
            assertThat(together(0, 1)).isTrue();
        }

        @Test
        void anotherValueBesideItIsNoContradictionEither() {
            Features anna = People.identified("Anna", "Novak", "1980-02-03", PLACEHOLDER, "");
            Features other = People.identified("Anna", "Novak", "1980-02-03", "4093817", "");
            var links = new LinkGraph(MODEL);
            links.put(0, anna);
            links.put(1, other);
            var scorer = new PairScorer(MODEL);
            double before = scorer.weight(features(links, 0), features(links, 1));
            for (int person = 1; person <= MAX; person++) {
                links.put(10 + person, bearer(person));
            }
            assertThat(scorer.weight(features(links, 0), features(links, 1))).isGreaterThan(before);
        }

        @Test
        void theExplanationSaysSo() {
            var links = new LinkGraph(MODEL);
            for (int person = 0; person <= MAX; person++) {
                links.put(person, bearer(person));
            }
            MatchExplanation why = new PairScorer(MODEL).explain(features(links, 0), features(links, 1));
            assertThat(why.score().decision()).isNotEqualTo(MatchDecision.LINK);
            assertThat(why.lines())
                    .contains(new MatchExplanation.Line(
                            "taxId", "crowded", 0, "Tax id: a value that more than 3 customers bear is not used"));
        }
    }

    @Nested
    class WhenOnePersonHasManyRecords {
        @Test
        void theyAreOneBearerHoweverManyTheyAre() {
            for (int record = 0; record < 4 * MAX; record++) {
                put(record, People.identified("Anna", "Novak" + record, "1980-02-03", PLACEHOLDER, ""));
            }
            assertThat(together(0, 4 * MAX - 1)).isTrue();
        }
    }

    @Nested
    class WhenOrganisationsShareAnIdentifier {
        @Test
        void theirNamesCount() {
            for (int firm = 0; firm <= MAX; firm++) {
                put(firm, firm("Firm" + firm));
                put(10 + firm, firm("Firm" + firm));
                assertThat(together(0, firm)).isEqualTo(firm == 0 || firm < MAX);
            }
        }

        private Features firm(String name) {
            return People.features(CustomerData.builder()
                    .text(Attribute.KIND, "organization")
                    .text(Attribute.NAME, name)
                    .text(Attribute.TAX_ID, PLACEHOLDER)
                    .build());
        }
    }

    private static Features features(LinkGraph links, int record) {
        return Objects.requireNonNull(links.features(record));
    }
}
