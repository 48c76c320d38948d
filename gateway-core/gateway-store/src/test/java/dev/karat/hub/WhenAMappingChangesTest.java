package dev.karat.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.config.YamlDocument;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.hub.HubLimits;
import dev.karat.engine.hub.PolicyPlan;
import dev.karat.engine.hub.TargetBinding;
import dev.karat.engine.ingest.IngestItem;
import dev.karat.engine.ingest.IngestOutcome;
import dev.karat.engine.ingest.RecordReplay.Tally;
import dev.karat.engine.mapping.Mapping;
import dev.karat.engine.mapping.MappingContext;
import dev.karat.engine.mapping.MappingSpec;
import dev.karat.engine.mapping.SourceMapping;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.store.DeadLetter;
import dev.karat.engine.store.Store;
import dev.karat.engine.store.StoredChange;
import dev.karat.engine.store.StoredRecord;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was read by a mapping that was wrong is read anew from what was kept, as if it had been read so from the first. */
class WhenAMappingChangesTest {
    /** Takes the fax for the telephone, and leaves the address for mail out. */
    private static final String WRONG = """
            entity: customer
            fields:
              - { to: givenName, from: /first }
              - { to: familyName, from: /last }
              - { to: phones, from: /fax, via: phone }
            """;

    private static final String RIGHT = """
            entity: customer
            fields:
              - { to: givenName, from: /first }
              - { to: familyName, from: /last, required: true }
              - { to: emails, from: /mail, via: email }
              - { to: phones, from: /phone, via: phone }
            """;

    private static final String ADA = row("Ada", "Lovelace", "ada@example.test", "+493012345678", "+493099999999");
    private static final String ADA_IN_SHOP = row("A.", "Lovelace", "ada@example.test", "+493012345678", "");
    private static final String GRACE = row("Grace", "Hopper", "grace@example.test", "+442071234567", "+493099999999");

    private HubFixture hub = HubFixture.scratch();

    private static String row(String first, String last, String mail, String phone, String fax) {
        return "{\"first\":\"%s\",\"last\":\"%s\",\"mail\":\"%s\",\"phone\":\"%s\",\"fax\":\"%s\"}"
                .formatted(first, last, mail, phone, fax);
    }

    private static SourceMapping mapping(String system, String yaml) {
        YamlDocument document = YamlDocument.parse(system, yaml).orThrow();
        var context = new MappingContext("DE", ZoneOffset.UTC, MappingContext.Blank.UNKNOWN);
        return new SourceMapping(
                system, "customer", new Mapping(MappingSpec.of(document).orThrow()), context, document.root());
    }

    private static Map<String, SourceMapping> reading(String erp, String shop) {
        return Map.of("erp/customer", mapping("erp", erp), "shop/customer", mapping("shop", shop));
    }

    @BeforeEach
    void start() {
        start(hub, reading(WRONG, WRONG), false);
    }

    @AfterEach
    void close() {
        hub.close();
    }

    private static void start(HubFixture hub, Map<String, SourceMapping> mappings, boolean apply) {
        hub.restart(mappings);
        hub.hub.pinPolicy(apply);
    }

    private static PolicyPlan.Result plan(HubFixture hub, Map<String, SourceMapping> mappings) {
        var bindings = Map.of("shop", new TargetBinding("customer", FakeTarget::shown, profile -> true));
        return PolicyPlan.of(hub.store, HubFixture.policy(), bindings, mappings, hub.clock);
    }

    private String id(String system, String id) {
        return hub.profile(system, id).orElseThrow().id();
    }

    private StoredRecord record(String system, String id) {
        return hub.store.record(new RecordKey(system, "customer", id)).orElseThrow();
    }

    private CustomerData golden(String system, String id) {
        return hub.profile(system, id).orElseThrow().profile().data();
    }

    @Test
    void aMereStartReadsOnlyWhatComes() {
        hub.ingest(hub.read("erp", "1", 1, ADA), hub.read("erp", "2", 1, GRACE));

        start(hub, reading(RIGHT, RIGHT), false);
        hub.ingest(hub.read("erp", "2", 2, GRACE));

        assertThat(golden("erp", "1").texts(Attribute.PHONES)).containsExactly("+493099999999");
        assertThat(golden("erp", "2").texts(Attribute.PHONES)).containsExactly("+442071234567");
    }

    @Test
    void thePlanTellsWhatApplyingItDoes() {
        hub.ingest(hub.read("erp", "1", 1, ADA), hub.read("shop", "7", 1, ADA_IN_SHOP), hub.read("erp", "2", 1, GRACE));
        assertThat(hub.store.counts().profiles()).as("nothing links Ada").isEqualTo(3);
        String ada = id("erp", "1");
        long told = hub.store.lastChange();

        PolicyPlan.Result plan = plan(hub, reading(RIGHT, RIGHT));

        assertThat(plan.differences())
                .containsExactly(
                        "mapping of erp/customer: emails, familyName, phones",
                        "mapping of shop/customer: emails, familyName, phones");
        assertThat(plan.reread())
                .containsEntry("erp/customer", new Tally(2, 0))
                .containsEntry("shop/customer", new Tally(1, 0));
        assertThat(List.of(plan.merged(), plan.split(), plan.changed())).containsExactly(1L, 0L, 2L);
        assertThat(plan.values()).containsEntry(Attribute.EMAILS, 2L).containsEntry(Attribute.PHONES, 2L);
        assertThat(plan.writes()).containsEntry("shop", new PolicyPlan.Writes(1, 1, 0));
        assertThat(hub.store.lastChange()).as("a plan changes nothing").isEqualTo(told);

        HubFixture.await(hub.hub.applyPolicy(plan.change()));
        start(hub, reading(RIGHT, RIGHT), false);

        assertThat(id("shop", "7")).isEqualTo(ada).isEqualTo(id("erp", "1"));
        assertThat(golden("erp", "1").texts(Attribute.PHONES)).containsExactly("+493012345678");
        assertThat(hub.store.changes(told, 100))
                .extracting(StoredChange::cause)
                .containsOnly("policy " + plan.change());
        assertThat(plan(hub, reading(RIGHT, RIGHT)).differences()).isEmpty();
    }

    @Test
    void aRecordKeepsItsTimesAndComesAgainAsADuplicate() {
        hub.ingest(hub.read("erp", "1", 1, ADA));
        StoredRecord before = record("erp", "1");

        start(hub, reading(RIGHT, RIGHT), true);

        StoredRecord after = record("erp", "1");
        assertThat(after.data()).isNotEqualTo(before.data());
        assertThat(after.at()).isEqualTo(before.at());
        assertThat(after.stamp().observedAt()).isEqualTo(before.stamp().observedAt());
        assertThat(after.raw()).isEqualTo(before.raw());
        assertThat(hub.ingest(hub.read("erp", "1", 1, ADA))).containsExactly(IngestOutcome.DUPLICATE);
    }

    @Test
    void whatCannotBeReadStaysAndIsADeadLetterOnce() {
        hub.ingest(hub.read("erp", "1", 1, row("Ada", "", "ada@example.test", "", "")));

        assertThat(plan(hub, reading(RIGHT, RIGHT)).reread()).containsEntry("erp/customer", new Tally(0, 1));
        start(hub, reading(RIGHT, RIGHT), true);
        start(hub, reading(RIGHT, RIGHT), true);

        assertThat(golden("erp", "1").text(Attribute.GIVEN_NAME)).isEqualTo("Ada");
        assertThat(hub.store.deadLetters("erp", 10)).singleElement().satisfies(letter -> {
            assertThat(letter.code()).isEqualTo(ErrorCode.MAPPING_FAILED);
            assertThat(letter.recordId()).isEqualTo("1");
            assertThat(new String(letter.payload(), StandardCharsets.UTF_8)).contains("ada@example.test");
        });
    }

    @Test
    void aMappingThatWasTriedAndTakenBackLeavesNothing() {
        hub.ingest(hub.read("erp", "1", 1, ADA));
        start(hub, reading(RIGHT, WRONG), false);
        hub.ingest(hub.read("erp", "2", 1, GRACE));

        assertThat(plan(hub, reading(WRONG, WRONG)).reread()).containsEntry("erp/customer", new Tally(1, 0));
        start(hub, reading(WRONG, WRONG), true);

        assertThat(golden("erp", "2").texts(Attribute.EMAILS)).isEmpty();
        assertThat(golden("erp", "2").texts(Attribute.PHONES)).containsExactly("+493099999999");
    }

    @Test
    void whatWasNotReadByAMappingStays() {
        hub.ingest(
                hub.version("erp", "1", 1, HubFixture.person("Ada", "Lovelace", "ada@example.test", "+493012345678")));

        start(hub, reading(RIGHT, RIGHT), true);

        assertThat(golden("erp", "1").texts(Attribute.EMAILS)).containsExactly("ada@example.test");
    }

    /** The shop is given what erp says of a customer. */
    private static final class Shop {
        private static final String YAML = """
                entity: customer
                fields:
                  - { to: givenName, from: /first }
                  - { to: familyName, from: /last }
                  - { to: emails, from: /mail, via: email }
                  - { to: phones, from: /phone, via: phone }
                """;

        private static final String ROW =
                "{\"called\":\"Addie\",\"last\":\"Lovelacé\",\"mail\":\"ada@example.test\",\"phone\":\"+493012345678\"}";
        private static final String WRITTEN =
                ROW.replace("{", "{\"first\":\"Ada\",").replace("é", "e");

        /** The same places, of which one is read in another form. */
        private static final String OTHER_FORM =
                YAML.replace("{ to: familyName, from: /last }", "{ to: familyName, from: /last, via: lower }");

        /** It is the same place with another meaning. */
        private static final String OTHER_PLACE =
                YAML.replace("{ to: givenName, from: /first }", "{ to: givenName, from: /called }");

        private Shop() {}
    }

    private void writeIntoTheShop() {
        start(hub, reading(RIGHT, Shop.YAML), true);
        hub.ingest(hub.read("erp", "1", 1, ADA), hub.read("shop", "7", 1, Shop.ROW));
        hub.target("shop").edit("7", record("shop", "7").data());
        assertThat(id("shop", "7")).isEqualTo(id("erp", "1"));
        hub.goLive("shop");
        HubFixture.await(hub.hub.plan("shop"));
        var items = HubFixture.await(hub.hub.take("shop", 10));
        var answers = items.stream().map(hub.target("shop")::write).toList();
        HubFixture.await(hub.hub.settle("shop", items, answers));
        assertThat(items).as("erp is trusted more").hasSize(1);
        assertThat(record("shop", "7").asserted().text(Attribute.FAMILY_NAME)).isNull();
    }

    @Test
    void whatKaratWroteSinceTheRecordWasReadIsNotUndone() {
        writeIntoTheShop();

        start(hub, reading(RIGHT, Shop.OTHER_FORM), true);

        assertThat(record("shop", "7").data().text(Attribute.FAMILY_NAME)).isEqualTo("Lovelace");
        assertThat(record("shop", "7").asserted().text(Attribute.FAMILY_NAME)).isNull();
    }

    @Test
    void whatKaratWroteStaysAnEchoInItsNewFormAndDiesWithItsSource() {
        writeIntoTheShop();
        hub.ingest(hub.read("shop", "7", 2, Shop.WRITTEN));
        assertThat(record("shop", "7").asserted().attributes()).containsExactly(Attribute.EMAILS, Attribute.PHONES);

        start(hub, reading(RIGHT, Shop.OTHER_FORM), true);

        assertThat(record("shop", "7").data().text(Attribute.FAMILY_NAME)).isEqualTo("lovelace");
        assertThat(record("shop", "7").asserted().attributes()).containsExactly(Attribute.EMAILS, Attribute.PHONES);
        hub.ingest(hub.deletion("erp", "1"));
        assertThat(golden("shop", "7").text(Attribute.FAMILY_NAME))
                .as("no zombie")
                .isNull();
    }

    @Test
    void whatTheVendorSaysAtAnotherPlaceIsItsOwnWord() {
        writeIntoTheShop();
        hub.ingest(hub.read("shop", "7", 2, Shop.WRITTEN));

        start(hub, reading(RIGHT, Shop.OTHER_PLACE), true);

        assertThat(record("shop", "7").asserted().text(Attribute.GIVEN_NAME)).isEqualTo("Addie");
        assertThat(record("shop", "7").asserted().text(Attribute.FAMILY_NAME)).isNull();
    }

    @Test
    void brokenOffItGoesOnWhereItWas() {
        int people = 1_200;
        hub.ingest(IntStream.range(0, people)
                .mapToObj(i -> hub.read("erp", "e" + i, 1, row("F" + word(i), "L" + word(i), "", "", "")))
                .toArray(IngestItem[]::new));
        hub.ingest(hub.read("erp", "a", 1, row("Ada", "", "ada@example.test", "", "")));
        Map<String, SourceMapping> right = reading(RIGHT.replace("/first", "/mail"), WRONG);
        String change = plan(hub, right).change();
        HubFixture.await(hub.hub.applyPolicy(change));
        var commits = new AtomicInteger();
        // Notes the mapping, and two of three pages.
        assertThatThrownBy(() -> pinOn(dying(hub.store, 3, commits), right)).hasMessageContaining("is killed");
        assertThat(changedPeople(people)).isEqualTo(999);

        commits.set(0);
        pinOn(dying(hub.store, Integer.MAX_VALUE, commits), right);

        assertThat(changedPeople(people)).isEqualTo(people);
        assertThat(commits.get()).as("one page, and what notes the end").isLessThan(8);
        assertThat(hub.store.deadLetters("erp", 10))
                .extracting(DeadLetter::recordId)
                .containsExactly("a");
        assertThat(plan(hub, right).differences()).isEmpty();
    }

    private static String word(int number) {
        return new Random(number * 7919L)
                .ints(8, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private long changedPeople(int people) {
        return IntStream.range(0, people)
                .filter(i -> golden("erp", "e" + i).get(Attribute.GIVEN_NAME) == null)
                .count();
    }

    private void pinOn(Store store, Map<String, SourceMapping> mappings) {
        try (var other = new Hub(
                store,
                HubFixture.policy(),
                MatchModel.standard(),
                Map.of(),
                mappings,
                HubLimits.STANDARD,
                HubFixture.ERASURE_KEY,
                hub.clock,
                new Random(3))) {
            other.pinPolicy(false);
        }
    }

    /** The same store for a process that dies after so many commits. */
    private static Store dying(Store real, int after, AtomicInteger commits) {
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, of) -> {
                    if (method.getName().equals("toWrite")) {
                        return proxy;
                    }
                    if (method.getName().equals("commit") && commits.incrementAndGet() > after) {
                        throw new GatewayException(ErrorCode.STORE_UNAVAILABLE, "It is killed");
                    }
                    try {
                        return method.invoke(real, of);
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                });
    }

    @Property(tries = 6)
    void theStateIsThatOfRecordsThatWereReadSoFromTheFirst(@ForAll long seed) {
        try (var applied = HubFixture.scratch();
                var fresh = HubFixture.scratch()) {
            start(applied, reading(WRONG, RIGHT), false);
            start(fresh, reading(RIGHT, WRONG), false);
            ingest(applied, new Random(seed));
            ingest(fresh, new Random(seed));

            PolicyPlan.Result plan = plan(applied, reading(RIGHT, WRONG));
            start(applied, reading(RIGHT, WRONG), true);

            assertThat(applied.state()).isEqualTo(fresh.state());
            assertThat(applied.audit().counts()).isEmpty();
            assertThat(plan.profiles() - plan.merged() + plan.split())
                    .as("profiles that the plan foresaw")
                    .isEqualTo(applied.store.counts().profiles());
        }
    }

    /** Five people in two systems, some of whom share what should be their own, some without a telephone. */
    private static void ingest(HubFixture hub, Random random) {
        String[] given = {"Ada", "Grace", "Alan", "Edsger", "Barbara"};
        String[] family = {"Lovelace", "Hopper", "Turing", "Dijkstra", "Liskov"};
        var records = new ArrayList<IngestItem>();
        for (int record = 0; record < 14; record++) {
            int who = random.nextInt(5);
            int mail = random.nextInt(4) == 0 ? random.nextInt(5) : who;
            int fax = random.nextInt(3) == 0 ? random.nextInt(5) : who;
            String phone = random.nextInt(3) == 0 ? "" : "+49301234567" + who;
            records.add(hub.read(
                    List.of("erp", "shop").get(record % 2),
                    "r" + record,
                    1,
                    row(given[who], family[who], "c" + mail + "@example.test", phone, "+49309999990" + fax)));
        }
        hub.ingest(records.toArray(IngestItem[]::new));
    }
}
