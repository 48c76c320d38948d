package dev.karat.hub;

import static dev.karat.hub.HubFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.engine.delivery.ConsentReach;
import dev.karat.engine.delivery.DeliveryItem.Kind;
import dev.karat.engine.hub.PolicyPlan;
import dev.karat.engine.hub.PolicyPlan.Writes;
import dev.karat.engine.hub.TargetBinding;
import dev.karat.engine.match.Comparison;
import dev.karat.engine.match.IdentifierRule;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.policy.TargetPolicy;
import dev.karat.engine.policy.TargetPolicy.Mode;
import dev.karat.engine.policy.TargetPolicy.Withdrawal;
import dev.karat.engine.store.StoredChange;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The profiles were made by a model that believes nothing but a tax id. The standard model joins Ada's two records, and
 * parts Grace from Mehmet, whose tax id was typed into her record. Mailing is a mirror of who has a mail address.
 */
class WhenAChangeOfTheModelIsPlannedTest {
    private static final MatchModel STANDARD = MatchModel.standard();
    private static final MatchModel TAX_IDS = new MatchModel(
            "tax-ids",
            1 - 1e-15,
            0.1,
            STANDARD.keyCap(),
            STANDARD.guards(),
            List.of(new IdentifierRule(Comparison.TAX_ID, true, 20, List.of())),
            STANDARD.person(),
            STANDARD.organization(),
            STANDARD.frequencies());

    private HubFixture hub;

    @BeforeEach
    void begin(@TempDir Path folder) {
        hub = new HubFixture(folder.resolve("karat.db"));
        hub.wanted = WhenAChangeOfTheModelIsPlannedTest::hasMail;
        hub.restart(WhenAChangeOfTheModelIsPlannedTest::policy, ConsentReach.NONE);
        hub.restart(TAX_IDS);
        hub.hub.pinPolicy(false);
        hub.ingest(
                hub.version("erp", "1", 1, HubFixture.person("Ada", "Lovelace", "ada@plan.test", "+493012345678")),
                hub.version("shop", "7", 1, HubFixture.person("Ada", "Lovelace", "ada@plan.test", "+4915112345678")),
                hub.version("erp", "2", 1, taxed("Grace", "Hopper").build()),
                hub.version(
                        "shop",
                        "8",
                        1,
                        taxed("Mehmet", "Yilmaz")
                                .texts(Attribute.EMAILS, "mehmet@plan.test")
                                .build()),
                hub.version("erp", "3", 1, HubFixture.person("Emmy", "Noether", "emmy@plan.test", "+493087654321")));
        hub.goLive("mailing");
        hub.rest();
        assertThat(id("erp", "1")).isNotEqualTo(id("shop", "7"));
        assertThat(id("erp", "2")).isEqualTo(id("shop", "8"));
        assertThat(hub.target("mailing").rows).hasSize(4);
    }

    @AfterEach
    void close() {
        hub.close();
    }

    private static boolean hasMail(CustomerData profile) {
        return !profile.texts(Attribute.EMAILS).isEmpty();
    }

    private static CustomerData.Builder taxed(String given, String family) {
        return CustomerData.builder()
                .text(Attribute.GIVEN_NAME, given)
                .text(Attribute.FAMILY_NAME, family)
                .text(Attribute.TAX_ID, "80517362");
    }

    private static TargetPolicy policy(TargetPolicy target) {
        boolean mirror = target.system().equals("mailing");
        return new TargetPolicy(
                target.system(),
                target.phase(),
                mirror ? Mode.MIRROR : Mode.UPDATE,
                null,
                target.give(),
                false,
                false,
                target.canary(),
                TargetPolicy.Brake.OPEN,
                Set.of(),
                mirror ? Withdrawal.DELETE : Withdrawal.KEEP,
                mirror ? Withdrawal.DELETE : Withdrawal.KEEP,
                TargetPolicy.Consents.NONE);
    }

    private String id(String system, String id) {
        return hub.profile(system, id).orElseThrow().id();
    }

    /** By the policy of the fixture, whose model is the standard one. */
    private PolicyPlan.Result plan() {
        var binding = new TargetBinding(
                "customer", FakeTarget::shown, WhenAChangeOfTheModelIsPlannedTest::hasMail, "", ConsentReach.NONE);
        return PolicyPlan.of(
                hub.store, hub.hub.policy(), Map.of("shop", binding, "mailing", binding), Map.of(), hub.clock);
    }

    @Test
    void itTellsMergesSplitsAndWhatAMirrorCreatesAndDeletes() {
        PolicyPlan.Result plan = plan();

        assertThat(plan.differences()).singleElement().asString().contains("tax-ids", "default-1");
        assertThat(plan.profiles()).isEqualTo(4);
        assertThat(plan.merged()).as("Ada of the shop goes into Ada of the ERP").isEqualTo(1);
        assertThat(plan.split()).as("Mehmet becomes a customer").isEqualTo(1);
        assertThat(plan.changed()).as("Ada has two numbers, Grace no address").isEqualTo(2);
        assertThat(plan.values()).isEqualTo(Map.of(Attribute.PHONES, 1L, Attribute.EMAILS, 1L));
        assertThat(plan.writes().get("mailing"))
                .as("Mehmet is new there, Grace has no address any more")
                .isEqualTo(new Writes(1, 0, 1));
        assertThat(plan.writes().get("shop")).as("Ada's number").isEqualTo(new Writes(0, 1, 0));
    }

    @Test
    void planningChangesNothing() {
        long before = hub.store.lastChange();
        Set<String> state = hub.state();

        plan();

        assertThat(hub.store.lastChange()).isEqualTo(before);
        assertThat(hub.state()).isEqualTo(state);
    }

    @Test
    void applyingItDoesJustThat() {
        PolicyPlan.Result plan = plan();
        long before = hub.store.lastChange();
        String grace = id("erp", "2");
        hub.targets.values().forEach(target -> target.kinds.clear());
        await(hub.hub.applyPolicy(plan.change()));

        hub.restart(STANDARD);
        hub.hub.pinPolicy(false);

        List<StoredChange> changes = hub.store.changes(before, 100);
        assertThat(changes)
                .filteredOn(change -> change.type() == StoredChange.Type.MERGED)
                .hasSize(Math.toIntExact(plan.merged()));
        assertThat(changes)
                .filteredOn(change ->
                        change.type() == StoredChange.Type.CREATED || change.type() == StoredChange.Type.UNMERGED)
                .hasSize(Math.toIntExact(plan.split()));
        var values = new HashMap<Attribute, Long>();
        List<StoredChange> updated = changes.stream()
                .filter(change -> change.type() == StoredChange.Type.UPDATED)
                .filter(change -> !change.attributes().isEmpty())
                .toList();
        updated.forEach(change -> change.attributes().forEach(attribute -> values.merge(attribute, 1L, Long::sum)));
        assertThat(updated).hasSize(Math.toIntExact(plan.changed()));
        assertThat(values).isEqualTo(plan.values());
        assertThat(id("shop", "7")).isEqualTo(id("erp", "1"));
        assertThat(id("erp", "2")).isEqualTo(grace).isNotEqualTo(id("shop", "8"));

        hub.goLive("shop");
        hub.deliver("shop");
        hub.deliver("mailing");

        assertThat(written("mailing")).isEqualTo(plan.writes().get("mailing"));
        assertThat(written("shop")).isEqualTo(plan.writes().get("shop"));
        assertThat(hub.audit().counts()).isEmpty();
        assertThat(plan().differences()).as("nothing is left to apply").isEmpty();
    }

    private Writes written(String target) {
        List<Kind> kinds = hub.target(target).kinds;
        return new Writes(count(kinds, Kind.CREATE), count(kinds, Kind.UPDATE), count(kinds, Kind.DELETE));
    }

    private static long count(List<Kind> kinds, Kind kind) {
        return kinds.stream().filter(kind::equals).count();
    }
}
