package dev.karat.camel.golden;

import static dev.karat.camel.GatewayFixture.AT_ONCE;
import static dev.karat.camel.GatewayFixture.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.karat.api.model.Value;
import dev.karat.camel.GatewayFixture;
import dev.karat.engine.delivery.Preview;
import dev.karat.engine.policy.Phase;
import dev.karat.testkit.twin.ShopifyTwin;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a preview says while the target is closed, and what a vendor's server gets once it is open. */
class WhenATargetIsPreviewedTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DATE = "2026-02-01T10:00:00Z";

    /** Fields of the vendor by canonical name. */
    private static final Map<String, String> FIELDS =
            Map.of("givenName", "first_name", "familyName", "last_name", "emails", "email", "phones", "phone");

    @TempDir
    Path folder;

    private GatewayFixture gateway;

    @BeforeEach
    void open() {
        gateway = new GatewayFixture(folder);
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    private void staffEnters(String given, String family, String email) {
        var customer = JSON.createObjectNode();
        customer.putObject("customer")
                .put("first_name", given)
                .put("last_name", family)
                .put("email", email);
        gateway.shop.asStaff("POST", "/admin/api/" + ShopifyTwin.VERSION + "/customers.json", customer);
    }

    /** What the vendor holds by id. */
    private Map<String, Map<String, String>> held() {
        var held = new TreeMap<String, Map<String, String>>();
        for (JsonNode customer : gateway.shop.all()) {
            var fields = new HashMap<String, String>();
            FIELDS.values().stream()
                    .filter(customer::hasNonNull)
                    .forEach(field -> fields.put(field, customer.path(field).asText()));
            held.put(customer.path("id").asText(), fields);
        }
        return held;
    }

    private List<Preview.Entry> previewed() {
        var entries = new ArrayList<Preview.Entry>();
        Preview preview = gateway.hub.preview("shop");
        Preview.Page page = preview.page(null, 1);
        entries.addAll(page.entries());
        while (page.next() != null) {
            page = preview.page(page.next(), 1);
            assertThat(page.entries()).hasSizeLessThanOrEqualTo(1);
            entries.addAll(page.entries());
        }
        return entries;
    }

    private static void apply(Preview.Entry entry, Map<String, String> fields) {
        entry.changes().forEach(change -> {
            String field = FIELDS.get(change.attribute().path());
            assertThat(change.before()).isEqualTo(fields.containsKey(field) ? Value.text(fields.get(field)) : null);
            if (change.after() instanceof Value.Texts texts) {
                fields.put(field, texts.texts().get(0));
            } else {
                fields.remove(field);
            }
        });
    }

    @Test
    void exactlyWhatWasPreviewedIsWritten() {
        staffEnters("Ada", "Byron", "ada@example.test");
        staffEnters("Grace", "Hopper", "grace@example.test");
        staffEnters("Only", "Here", "only@example.test");
        gateway.route(routes -> routes.from("connector:read?system=shop&initialDelay=0")
                .routeId("shop-in")
                .to("golden:ingest"));
        await().until(() -> gateway.hub.baseline().isComplete("shop"));
        gateway.take(
                row("1", "Ada", "Lovelace", "ada@example.test", DATE),
                row("2", "Grace", "Hopper", "grace@example.test", DATE),
                row("3", "Emmy", "Noether", "emmy@example.test", DATE));
        gateway.route(routes -> routes.from("golden:deliver?target=shop&" + AT_ONCE)
                .routeId("shop-out")
                .to("connector:write?system=shop"));
        await().until(() -> gateway.hub.lag("shop") == 0);
        Map<String, Map<String, String>> expected = held();
        long before = gateway.shop.log().changes();

        List<Preview.Entry> previewed = previewed();

        assertThat(previewed).hasSize(2);
        var created = new ArrayList<Map<String, String>>();
        for (Preview.Entry entry : previewed) {
            Map<String, String> fields = expected.getOrDefault(entry.state().externalId(), new HashMap<>());
            apply(entry, fields);
            if (entry.isCreation()) {
                created.add(fields);
            }
        }
        assertThat(created).hasSize(1);
        assertThat(gateway.shop.log().changes()).isEqualTo(before);

        GatewayFixture.await(gateway.hub.grant("shop", Phase.LIVE));
        await().until(() ->
                gateway.shop.log().changes() == before + 2 && previewed().isEmpty());

        Map<String, Map<String, String>> after = held();
        assertThat(after).containsAllEntriesOf(expected);
        after.keySet().removeAll(expected.keySet());
        assertThat(after.values()).containsExactlyElementsOf(created);
    }
}
