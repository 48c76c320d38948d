package dev.karat.engine.survivorship;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.MissingNode;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.api.model.Stamp;
import dev.karat.api.model.Value;
import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.policy.MatchingPolicy;
import dev.karat.engine.policy.SurvivorshipPolicy;
import dev.karat.engine.policy.SurvivorshipPolicy.AttributeRules;
import dev.karat.engine.policy.SurvivorshipPolicy.Rule;
import dev.karat.engine.policy.SystemPolicy;
import dev.karat.engine.store.StoredRecord;
import dev.karat.engine.survivorship.ValueExplanation.Claim;
import dev.karat.engine.survivorship.ValueExplanation.Lost;
import dev.karat.engine.survivorship.ValueExplanation.Reason;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which value survives, and what is said against the others. */
class WhenValuesCompeteTest {
    private static final long SECOND = 1_000_000;

    private static GatewayPolicy policy(SurvivorshipPolicy survivorship) {
        Map<String, SystemPolicy> systems = new HashMap<>();
        Map.of("erp", 80, "shop", 60, "crm", 60)
                .forEach((name, trust) ->
                        systems.put(name, SystemPolicy.of(name, "files", MissingNode.getInstance(), trust)));
        return new GatewayPolicy(
                "test",
                "DE",
                ZoneId.of("UTC"),
                "EUR",
                systems,
                MatchingPolicy.STANDARD,
                survivorship,
                Map.of(),
                Map.of());
    }

    private static GatewayPolicy by(List<String> prefer, Rule... rules) {
        var names = new AttributeRules(List.of(rules), prefer);
        return policy(new SurvivorshipPolicy(List.of(Rule.TRUST), Map.of(Attribute.FAMILY_NAME, names)));
    }

    private static StoredRecord record(String system, String id, long at, CustomerData data) {
        return new StoredRecord(
                at,
                new RecordKey(system, "customer", id),
                new Stamp(0, Stamp.NO_TOKEN, at * SECOND, "h"),
                false,
                data,
                Set.of(),
                new byte[0],
                null,
                null,
                new byte[0]);
    }

    private static CustomerData named(String name) {
        return CustomerData.builder().text(Attribute.FAMILY_NAME, name).build();
    }

    private static ValueExplanation name(GatewayPolicy policy, StoredRecord... records) {
        return new GoldenBuilder(policy)
                .explain(Arrays.asList(records)).stream()
                        .filter(one -> one.attribute() == Attribute.FAMILY_NAME)
                        .findFirst()
                        .orElseThrow();
    }

    private static String loser(Lost lost) {
        return lost.claim().source().system() + " " + lost.reason();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "TRUST    | shop is trusted less (60) than erp (80)",
                "RECENT   | It is of 1970-01-01T00:00:05Z, that of erp:1 of 1970-01-01T00:00:09Z",
                "COMPLETE | It says less than that of erp:1",
                "FREQUENT | Fewer records hold it (1) than what survives (2)",
            })
    void theRuleThatDecidesIsSaidAgainstTheLoser(Rule rule, String because) {
        ValueExplanation told = name(
                by(List.of(), rule),
                record("shop", "7", 5, named("Weiss")),
                record("erp", "1", 9, named("Weißmann")),
                record("erp", "2", 3, named("Weißmann")));

        assertThat(told.value()).isEqualTo(Value.text("Weißmann"));
        assertThat(told.held()).extracting(claim -> claim.source().id()).containsExactly("1", "2");
        assertThat(told.rule()).isEqualToIgnoringCase(rule.name());
        assertThat(told.lost()).singleElement().satisfies(lost -> {
            assertThat(lost.claim().source().id()).isEqualTo("7");
            assertThat(lost.reason().name()).isEqualTo(rule.name());
            assertThat(lost.because()).isEqualTo(because);
        });
    }

    @Test
    void eachLoserIsToldWhatSpokeAgainstIt() {
        ValueExplanation told = name(
                by(List.of("shop"), Rule.TRUST, Rule.RECENT),
                record("erp", "1", 9, named("Erp")),
                record("shop", "7", 5, named("Shop")),
                record("shop", "8", 2, named("Older")));

        assertThat(told.value()).isEqualTo(Value.text("Shop"));
        assertThat(told.lost()).extracting(WhenValuesCompeteTest::loser).containsExactly("shop RECENT", "erp PREFER");
        assertThat(told.lost().get(1).because()).isEqualTo("shop is preferred to erp here");
    }

    private static GatewayPolicy ownedByShop(Attribute attribute) {
        return policy(new SurvivorshipPolicy(
                List.of(Rule.TRUST),
                Map.of(attribute, new AttributeRules(List.of(Rule.TRUST), List.of("erp"), "shop"))));
    }

    @Test
    void theOwnersValueWinsOverTrustAndPreference() {
        ValueExplanation told = name(
                ownedByShop(Attribute.FAMILY_NAME),
                record("erp", "1", 9, named("Erp")),
                record("shop", "7", 5, named("Shop")));

        assertThat(told.value()).isEqualTo(Value.text("Shop"));
        assertThat(told.rule()).isEqualTo("owner");
        assertThat(told.lost()).extracting(WhenValuesCompeteTest::loser).containsExactly("erp OWNER");
        assertThat(told.lost().get(0).because()).isEqualTo("It belongs to shop here");
    }

    @Test
    void ofAddressesOnlyTheOwnersCount() {
        CustomerData erp = CustomerData.builder()
                .texts(Attribute.EMAILS, "erp@example.test")
                .build();
        CustomerData shop = CustomerData.builder()
                .texts(Attribute.EMAILS, "shop@example.test")
                .build();

        List<ValueExplanation> told = new GoldenBuilder(ownedByShop(Attribute.EMAILS))
                .explain(List.of(record("erp", "1", 9, erp), record("shop", "7", 5, shop)));

        assertThat(told).singleElement().satisfies(emails -> {
            assertThat(emails.value()).isEqualTo(Value.texts(List.of("shop@example.test")));
            assertThat(emails.lost()).extracting(WhenValuesCompeteTest::loser).containsExactly("erp OWNER");
        });
    }

    @Test
    void anOwnerThatSaysNothingLeavesItToTheOthers() {
        ValueExplanation told = name(
                ownedByShop(Attribute.FAMILY_NAME),
                record("erp", "1", 9, named("Erp")),
                record("crm", "7", 5, named("Crm")));

        assertThat(told.value()).isEqualTo(Value.text("Erp"));
        assertThat(told.lost()).extracting(WhenValuesCompeteTest::loser).containsExactly("crm PREFER");
    }

    @Test
    void whereNoRuleTellsTwoApartTheirNamesDo() {
        ValueExplanation told = name(
                by(List.of(), Rule.TRUST), record("shop", "7", 5, named("Shop")), record("crm", "2", 9, named("Crm")));

        assertThat(told.rule()).isEqualTo("key");
        assertThat(told.lost()).extracting(WhenValuesCompeteTest::loser).containsExactly("shop KEY");
        assertThat(told.lost().get(0).because()).contains("crm:2", "whose name comes first");
    }

    @Test
    void whatARecordHoldsAndDoesNotSayNeverCounted() {
        ValueExplanation told = name(
                by(List.of(), Rule.TRUST),
                record("erp", "1", 1, named("Karat's")).withEvidence(Set.of(Attribute.FAMILY_NAME), new byte[0]),
                record("erp", "2", 2, named("Gone")).gone(),
                record(
                        "erp",
                        "3",
                        3,
                        CustomerData.builder().clear(Attribute.FAMILY_NAME).build()),
                record("shop", "7", 4, named("Said")));

        assertThat(told.value()).isEqualTo(Value.text("Said"));
        assertThat(told.rule()).isEqualTo("only");
        assertThat(told.lost()).extracting(Lost::reason).containsExactly(Reason.ECHO, Reason.DELETED, Reason.CLEARED);
    }

    @Test
    void whatOnlyRepeatsTheValueHasNotLost() {
        StoredRecord echo =
                record("erp", "1", 1, named("Said")).withEvidence(Set.of(Attribute.FAMILY_NAME), new byte[0]);

        assertThat(name(by(List.of(), Rule.TRUST), echo, record("shop", "7", 4, named("Said")))
                        .lost())
                .isEmpty();
    }

    @Test
    void aValueThatNobodySaysIsNone() {
        ValueExplanation told = name(
                by(List.of(), Rule.TRUST), record("erp", "2", 2, named("Gone")).gone());

        assertThat(told.value()).isNull();
        assertThat(told.rule()).isEqualTo("none");
        assertThat(told.held()).isEmpty();
    }

    @Nested
    class Consents {
        private final GatewayPolicy policy = by(List.of(), Rule.TRUST);

        private StoredRecord consent(String system, long at, String status, String when, String evidence) {
            var block = new TreeMap<>(Map.of("channel", "email", "purpose", "marketing", "status", status));
            if (!when.isEmpty()) {
                block.put("at", when);
            }
            if (!evidence.isEmpty()) {
                block.put("evidence", evidence);
            }
            return record(
                    system,
                    "1",
                    at,
                    CustomerData.builder()
                            .put(Attribute.CONSENTS, new Value.Blocks(List.of(block)))
                            .build());
        }

        private Lost lost(StoredRecord... records) {
            List<ValueExplanation> told = new GoldenBuilder(policy).explain(Arrays.asList(records));
            assertThat(told).hasSize(1);
            assertThat(told.get(0).lost()).hasSize(1);
            return told.get(0).lost().get(0);
        }

        @Test
        void theLatestOfProvenActsCounts() {
            Lost lost = lost(
                    consent("erp", 9, "granted", "2026-01-02T00:00:00Z", "form"),
                    consent("shop", 5, "denied", "2026-03-04T00:00:00Z", "link"));

            assertThat(loser(lost)).isEqualTo("erp LATER_ACT");
            assertThat(lost.because()).contains("2026-01-02", "shop:1 at 2026-03-04");
        }

        @Test
        void withoutEvidenceTheStrictestDoes() {
            Lost lost = lost(
                    consent("erp", 9, "granted", "2026-05-06T00:00:00Z", "form"),
                    consent("shop", 5, "denied", "2026-03-04T00:00:00Z", ""));

            assertThat(loser(lost)).isEqualTo("erp STRICTER");
            assertThat(lost.because()).contains("less strict than that of shop:1", "not every act");
        }
    }

    /** What is told and what is stored are one decision, whatever the records and the rules. */
    @Test
    void theExplanationIsTheProfile() {
        var random = new Random(11);
        for (int round = 0; round < 500; round++) {
            GatewayPolicy policy = policy(new SurvivorshipPolicy(
                    shuffled(random),
                    Map.of(Attribute.FAMILY_NAME, new AttributeRules(shuffled(random), List.of("shop")))));
            List<StoredRecord> records = randomRecords(random);
            var builder = new GoldenBuilder(policy);

            GoldenProfile built = builder.build(records);
            List<ValueExplanation> told = builder.explain(records);

            var data = CustomerData.builder();
            told.stream()
                    .filter(one -> one.value() != null)
                    .forEach(one -> data.put(one.attribute(), Objects.requireNonNull(one.value())));
            assertThat(data.build()).isEqualTo(built.data());
            for (Provenance stored : built.provenance()) {
                ValueExplanation one = told.stream()
                        .filter(each -> each.attribute() == stored.attribute())
                        .findFirst()
                        .orElseThrow();
                assertThat(one.rule()).isEqualTo(stored.rule());
                assertThat(one.held().stream().map(Claim::source).distinct().toList())
                        .isEqualTo(stored.sources());
                if (stored.attribute() != Attribute.CONSENTS) {
                    assertThat(one.lost().stream()
                                    .filter(lost -> !Set.of(Reason.ECHO, Reason.DELETED, Reason.CLEARED)
                                            .contains(lost.reason()))
                                    .map(lost -> new Provenance.Loser(
                                            lost.claim().source(), lost.claim().value()))
                                    .toList())
                            .isEqualTo(stored.losers());
                }
            }
        }
    }

    private static List<Rule> shuffled(Random random) {
        var rules = new ArrayList<>(List.of(Rule.values()));
        java.util.Collections.shuffle(rules, random);
        return rules.subList(0, 1 + random.nextInt(rules.size()));
    }

    private static List<StoredRecord> randomRecords(Random random) {
        var records = new ArrayList<StoredRecord>();
        for (int i = 0; i < 1 + random.nextInt(5); i++) {
            var data = CustomerData.builder();
            for (Attribute attribute : List.of(Attribute.FAMILY_NAME, Attribute.GIVEN_NAME, Attribute.KIND)) {
                if (random.nextBoolean()) {
                    data.text(attribute, "x".repeat(1 + random.nextInt(3)));
                }
            }
            data.texts(Attribute.EMAILS, "a" + random.nextInt(3) + "@example.test");
            String system = List.of("erp", "shop", "crm").get(random.nextInt(3));
            StoredRecord record = record(system, "" + i, random.nextInt(4), data.build());
            records.add(
                    random.nextInt(6) == 0
                            ? record.gone()
                            : record.withEvidence(
                                    random.nextInt(4) == 0 ? EnumSet.of(Attribute.FAMILY_NAME) : Set.of(),
                                    new byte[0]));
        }
        return records;
    }
}
