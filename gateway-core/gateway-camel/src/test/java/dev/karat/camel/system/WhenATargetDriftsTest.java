package dev.karat.camel.system;

import static dev.karat.camel.GatewayFixture.AT_ONCE;
import static dev.karat.camel.GatewayFixture.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.api.model.Attribute;
import dev.karat.camel.GatewayFixture;
import dev.karat.camel.system.DriftCheck.Difference;
import dev.karat.engine.delivery.FieldChange;
import dev.karat.engine.store.CommitBatch.DeliveryKey;
import dev.karat.engine.store.DeliveryState.Status;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody changes records at a target, and nobody reads them. */
class WhenATargetDriftsTest {
    private static final String CUSTOMERS = "/admin/api/2026-07/customers/";

    private GatewayFixture gateway;
    private DriftCheck check;

    @BeforeEach
    void open(@TempDir Path folder) {
        gateway = new GatewayFixture(folder);
        gateway.take(
                row("1", "Ada", "Lovelace", "ada@example.test", "2026-02-01T10:00:00Z"),
                row("2", "Grace", "Hopper", "grace@example.test", "2026-02-01T10:00:00Z"),
                row("3", "Alan", "Turing", "alan@example.test", "2026-02-01T10:00:00Z"));
        gateway.goLive();
        gateway.route(routes -> routes.from("golden:deliver?target=shop&" + AT_ONCE)
                .routeId("shop-out")
                .to("connector:write?system=shop"));
        await().until(() -> gateway.store.deliveryCounts("shop").getOrDefault(Status.SETTLED, 0L) == 3);
        check = new DriftCheck(gateway.systems.get("shop"), gateway.store, gateway.hub.preview("shop"));
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    private void staff(String method, String erpId, String field, String value) {
        ObjectNode body = new ObjectMapper().createObjectNode();
        body.putObject("customer").put(field, value);
        gateway.shop.asStaff(method, path(erpId), method.equals("PUT") ? body : null);
    }

    private String path(String erpId) {
        return CUSTOMERS + gateway.delivery(erpId).externalId() + ".json";
    }

    private List<Difference> differences() throws InterruptedException {
        var found = new ArrayList<Difference>();
        for (DeliveryKey key : check.choose(0, 1)) {
            assertThat(check.compare(key, () -> false, found::add)).isTrue();
        }
        return found;
    }

    @Test
    void nothingDiffersAtFirst() throws InterruptedException {
        assertThat(check.choose(0, 1)).hasSize(3);
        assertThat(differences()).isEmpty();
    }

    @Test
    void tellsTheFieldThatDiffersAndWritesNothing() throws InterruptedException {
        staff("PUT", "2", "last_name", "Murray");
        long changes = gateway.shop.log().changes();

        assertThat(differences()).singleElement().satisfies(difference -> {
            assertThat(difference.externalId()).isEqualTo(gateway.delivery("2").externalId());
            assertThat(difference.gone()).isFalse();
            assertThat(difference.fields()).extracting(FieldChange::attribute).containsExactly(Attribute.FAMILY_NAME);
        });
        assertThat(gateway.shop.log().changes()).isEqualTo(changes);
        assertThat(gateway.delivery("2").status()).isEqualTo(Status.SETTLED);
    }

    @Test
    void tellsWhatIsGone() throws InterruptedException {
        staff("DELETE", "3", "", "");
        assertThat(differences()).singleElement().matches(Difference::gone);
    }

    @Test
    void leavesOutWhatWaitsToBeWritten() throws InterruptedException {
        List<DeliveryKey> before = check.choose(0, 1);
        gateway.sql("UPDATE delivery SET status = 'PENDING', next_attempt_at = 9000000000000000");

        var found = new ArrayList<Difference>();
        for (DeliveryKey key : before) {
            assertThat(check.compare(key, () -> false, found::add)).isFalse();
        }
        assertThat(found).isEmpty();
    }

    @Test
    void aSampleIsDrawnFromAll() {
        var seen = new java.util.HashSet<DeliveryKey>();
        for (long seed = 0; seed < 50; seed++) {
            List<DeliveryKey> one = check.choose(1, seed);
            assertThat(one).hasSize(1);
            seen.addAll(one);
        }
        assertThat(seen).hasSize(3);
    }
}
