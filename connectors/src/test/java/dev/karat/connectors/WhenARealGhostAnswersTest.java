package dev.karat.connectors;

import static dev.karat.connectors.RealVendor.address;
import static dev.karat.connectors.RealVendor.shown;
import static dev.karat.connectors.VendorUnderTest.ana;
import static dev.karat.connectors.VendorUnderTest.item;
import static dev.karat.connectors.VendorUnderTest.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.camel.connector.write.ConsentItem;
import dev.karat.camel.connector.write.WriteItem.Operation;
import dev.karat.camel.connector.write.WriteOutcome.Applied;
import dev.karat.camel.connector.write.WriteOutcome.Rejected;
import dev.karat.connectors.RealVendor.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * The connector against a Ghost 5 with SQLite at GHOST_URL, such as {@code http://127.0.0.1:18310}, and the key
 * GHOST_ADMIN_KEY; skipped where there is none.
 */
@EnabledIfEnvironmentVariable(named = "GHOST_ADMIN_KEY", matches = ".+")
class WhenARealGhostAnswersTest {
    private static final String URL = System.getenv().getOrDefault("GHOST_URL", "http://127.0.0.1:18310");

    private final RealVendor ghost =
            new RealVendor("ghost", Map.of("url", URL, "adminKey", String.valueOf(System.getenv("GHOST_ADMIN_KEY"))));

    private String create(String email) {
        return ghost.applied(upsert(null, ana("Silva", email))).externalId();
    }

    private JsonNode consent(String id, String status) {
        SortedMap<String, String> block =
                new TreeMap<>(Map.of("channel", "email", "purpose", "marketing", "status", status));
        var item = new ConsentItem("item", id, List.of(block), record -> true);
        var outcome = ghost.connector.consent("customer", item);
        assertThat(outcome).isInstanceOf(Applied.class);
        return shown((Applied) outcome);
    }

    private List<SortedMap<String, String>> consents(JsonNode row) {
        return ghost.canonical(row).blocks(Attribute.CONSENTS);
    }

    @Test
    void acceptsATokenOfItsKeyAndNoOther() {
        assertThat(ghost.connector.check().clockSkew()).isNotNull();
        var stranger = new RealVendor("ghost", Map.of("url", URL, "adminKey", "0".repeat(24) + ":" + "0".repeat(64)));
        assertThat(Assertions.catchThrowableOfType(GatewayException.class, () -> stranger.connector.check())
                        .code())
                .isEqualTo(ErrorCode.VENDOR_UNAUTHORIZED);
    }

    @Test
    void readsEveryMemberInPagesAndThenOnlyWhatChanged() {
        var created = new ArrayList<String>();
        for (int i = 0; i < 120; i++) {
            created.add(create(address()));
        }
        Run all = ghost.read("customers", null);
        assertThat(all.pages()).isGreaterThanOrEqualTo(2);
        assertThat(all.ids()).containsAll(created);
        String one = created.get(0);
        ghost.applied(upsert(one, ana("Lima", "any@example.test")));
        Run later = ghost.read("customers", all.cursor());
        assertThat(later.ids()).contains(one);
        assertThat(ghost.read("customers", later.cursor()).cursor()).isEqualTo(later.cursor());
    }

    @Test
    void createsOnceThenFindsAndChanges() {
        String email = "O'Brien_" + address();
        Applied created = ghost.applied(upsert(null, ana("Silva", email)));
        assertThat(created.created()).isTrue();
        assertThat(shown(created).path("subscribed").asBoolean(true)).isFalse();
        assertThat(consents(shown(created))).isEmpty();

        Applied found = ghost.applied(upsert(null, ana("Lima", email.toLowerCase(java.util.Locale.ROOT))));
        assertThat(found.created()).isFalse();
        assertThat(found.externalId()).isEqualTo(created.externalId());
        assertThat(shown(found).path("name").asText()).isEqualTo("Ana Lima");

        CustomerData nameless = CustomerData.builder()
                .clear(Attribute.GIVEN_NAME)
                .clear(Attribute.FAMILY_NAME)
                .build();
        assertThat(shown(ghost.applied(upsert(created.externalId(), nameless)))
                        .path("name")
                        .isNull())
                .isTrue();
    }

    @Test
    void entersConsentsAndReadsThemInTheFeed() {
        String silent = create(address());
        assertThat(consents(consent(silent, "denied"))).isEmpty();
        String id = create(address());
        Run before = ghost.read("subscriptions", null);
        assertThat(before.ids()).doesNotContain(silent, id);

        assertThat(consents(consent(id, "granted")))
                .singleElement()
                .satisfies(granted ->
                        assertThat(granted).containsEntry("status", "granted").doesNotContainKey("at"));
        JsonNode left = consent(id, "denied");
        assertThat(consents(left))
                .singleElement()
                .satisfies(denied ->
                        assertThat(denied).containsEntry("status", "denied").containsEntry("evidence", "api"));
        assertThat(ghost.read("subscriptions", before.cursor()).rows())
                .anySatisfy(row -> assertThat(consents(row)).isEqualTo(consents(left)));
    }

    @Test
    void reportsWhatIsRefused() {
        assertThat(ghost.write(upsert(null, ana("Silva", "no-address")))).isInstanceOfSatisfying(Rejected.class, no -> {
            assertThat(no.code()).isEqualTo(ErrorCode.VENDOR_REFUSED);
            assertThat(no.message()).contains("Invalid Email").doesNotContain("no-address");
        });
    }

    @Test
    void deletesOnceAndCountsWhatIsGoneForDeleted() {
        CustomerData ana = ana("Silva", address());
        String id = create(ana.texts(Attribute.EMAILS).get(0));
        ghost.applied(item(Operation.DELETE, id, ana));
        assertThat(ghost.connector.record("customers", id)).isEmpty();
        ghost.applied(item(Operation.DELETE, id, ana));
        assertThat(ghost.write(upsert(id, ana)))
                .isInstanceOfSatisfying(
                        Rejected.class, no -> assertThat(no.code()).isEqualTo(ErrorCode.VENDOR_NOT_FOUND));
    }
}
