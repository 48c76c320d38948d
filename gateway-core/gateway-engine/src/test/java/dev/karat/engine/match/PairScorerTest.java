package dev.karat.engine.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.engine.normalize.Features;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PairScorerTest {
    private final PairScorer scorer = new PairScorer(MatchModel.standard());

    private MatchDecision decide(Features a, Features b) {
        return scorer.score(a, b).decision();
    }

    @Property(tries = 100)
    void theOrderOfTheTwoNeverMatters(@ForAll long seed) {
        List<Features> two = People.world(seed, 8);
        assertThat(scorer.weight(two.get(0), two.get(7))).isEqualTo(scorer.weight(two.get(7), two.get(0)));
    }

    @Property(tries = 100)
    void theLinesOfAnExplanationAddUp(@ForAll long seed) {
        List<Features> two = People.world(seed, 8);
        MatchExplanation why = scorer.explain(two.get(0), two.get(7));
        double sum =
                why.lines().stream().mapToDouble(MatchExplanation.Line::weight).sum();
        assertThat(sum).isCloseTo(why.score().weight(), within(1e-9));
    }

    @Nested
    class WhenTwoRecordsShareNameAndBirthDate {
        @Test
        void theyAreOneCustomer() {
            Features shop = People.person("Robert", "Lindqvist", "1978-12-11", "", "");
            Features support = People.person("Bob", "Lindqvist", "1978-12-11", "", "");
            assertThat(decide(shop, support)).isEqualTo(MatchDecision.LINK);
        }

        @Test
        void aMistypedDateDoesNotPartThem() {
            Features one = People.person("Robert", "Lindqvist", "1978-12-11", "bob@lindqvist.se", "");
            Features other = People.person("Robert", "Lindqvst", "1978-11-12", "bob@lindqvist.se", "");
            assertThat(decide(one, other)).isEqualTo(MatchDecision.LINK);
        }
    }

    @Nested
    class WhenTwoRecordsShareAHousehold {
        @Test
        void addressAndFamilyNameAloneDoNotJoinThem() {
            Features anna = People.person("Anna", "Novak", "1980-02-03", "", "12 Main Street");
            Features john = People.person("John", "Novak", "1978-07-09", "", "12 Main Street");
            assertThat(decide(anna, john)).isEqualTo(MatchDecision.DISTINCT);
            Features unnamed = People.person("", "Novak", "", "", "12 Main Street");
            assertThat(decide(anna, unnamed)).isNotEqualTo(MatchDecision.LINK);
        }

        @Test
        void twinsAreTwo() {
            Features anna = People.person("Anna", "Novak", "1980-02-03", "", "12 Main Street");
            Features john = People.person("John", "Novak", "1980-02-03", "", "12 Main Street");
            assertThat(decide(anna, john)).isNotEqualTo(MatchDecision.LINK);
        }

        @Test
        void fatherAndSonAreTwo() {
            Features father = People.person("John", "Novak Sr", "", "jn@novak.cz", "12 Main Street");
            Features son = People.person("John", "Novak Jr", "", "jn@novak.cz", "12 Main Street");
            assertThat(decide(father, son)).isEqualTo(MatchDecision.DISTINCT);
            assertThat(scorer.conflicts(father, son)).isTrue();
        }
    }

    @Nested
    class WhenTwoDecisiveIdentifiersDisagree {
        private static final IdentifierRule NATIONAL = People.decisive(Comparison.NATIONAL_ID, 20);
        private static final IdentifierRule TAX = People.decisive(Comparison.TAX_ID, 20);

        private final Features one = People.identified("Anna", "Novak", "1980-02-03", "7204915", "1860372");
        private final Features sameNationalId = People.identified("Anna", "Novak", "1980-02-03", "2593048", "1860372");
        private final Features sameTaxId = People.identified("Anna", "Novak", "1980-02-03", "7204915", "5937106");

        @Test
        void theFirstOfTheRulesDecides() {
            var scorer = new PairScorer(People.ruledBy(NATIONAL, TAX));
            assertThat(scorer.score(one, sameNationalId).decision()).isEqualTo(MatchDecision.LINK);
            assertThat(scorer.conflicts(one, sameNationalId)).isFalse();
            assertThat(scorer.score(one, sameTaxId).decision()).isEqualTo(MatchDecision.DISTINCT);
            assertThat(scorer.conflicts(one, sameTaxId)).isTrue();
        }

        @Test
        void theOtherOrderDecidesTheOtherWay() {
            var scorer = new PairScorer(People.ruledBy(TAX, NATIONAL));
            assertThat(scorer.score(one, sameNationalId).decision()).isEqualTo(MatchDecision.DISTINCT);
            assertThat(scorer.score(one, sameTaxId).decision()).isEqualTo(MatchDecision.LINK);
        }

        @Test
        void theExplanationSaysThatTheFirstDecided() {
            MatchExplanation why = new PairScorer(People.ruledBy(NATIONAL, TAX)).explain(one, sameTaxId);
            assertThat(why.lines())
                    .filteredOn(line -> line.comparison().equals("rule"))
                    .singleElement()
                    .satisfies(line -> assertThat(line.text()).contains("comes before the one that is the same"));
            assertThat(why.lines().stream()
                            .mapToDouble(MatchExplanation.Line::weight)
                            .sum())
                    .isCloseTo(why.score().weight(), within(1e-9));
        }
    }

    @Test
    void aPersonIsNeverAnOrganisation() {
        Features person = People.person("Anna", "Novak", "", "shop@novak.cz", "");
        Features company = People.features(CustomerData.builder()
                .text(Attribute.NAME, "Novak GmbH")
                .texts(Attribute.EMAILS, "shop@novak.cz")
                .build());
        assertThat(decide(person, company)).isEqualTo(MatchDecision.DISTINCT);
    }

    @Test
    void aCommonNameAloneProvesNothing() {
        assertThat(decide(People.person("Anna", "Novak", "", "", ""), People.person("Anna", "Novak", "", "", "")))
                .isNotEqualTo(MatchDecision.LINK);
    }

    @Test
    void aSharedFunctionMailboxProvesNothing() {
        Features anna = People.person("Anna", "", "", "info@city.gov", "");
        Features john = People.person("John", "", "", "info@city.gov", "");
        assertThat(decide(anna, john)).isEqualTo(MatchDecision.DISTINCT);
    }

    @Test
    void anExplanationHoldsNoPersonalValues() {
        Features one = People.person("Robert", "Lindqvist", "1978-12-11", "bob@lindqvist.se", "44 Hill Road");
        assertThat(scorer.explain(one, one).toString().toLowerCase(Locale.ROOT))
                .doesNotContain("robert", "lindqvist", "1978", "hill", "bob@");
    }
}
