package dev.karat.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.ingest.IngestItem;
import dev.karat.engine.policy.Phase;
import dev.karat.engine.store.Setting;
import dev.karat.server.GatewayUnderTest;
import dev.karat.server.GatewayUnderTest.Login;
import dev.karat.server.RefusedDelivery;
import dev.karat.store.Stores;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators do over REST. */
class OperationTest {
    private final GatewayUnderTest gateway = GatewayUnderTest.shared();

    @Test
    void theStatusShowsWhatNeedsAPerson() {
        var status = gateway.get("/api/status", Login.VIEWER.token()).json();

        assertThat(status.at("/store/reachable").asBoolean()).isTrue();
        assertThat(status.path("model").asText()).isEqualTo("default-1");
        assertThat(status.at("/largeProfiles/count").asInt(-1)).isZero();
        assertThat(status.at("/connections/0/name").asText()).isEqualTo("erp");
        assertThat(status.at("/targets/0/name").asText()).isEqualTo("shop");
        assertThat(status.path("routeFiles").findValuesAsText("state")).containsExactly("LOADED", "BROKEN");
        assertThat(status.path("alerts").toString())
                .contains("1-inbound/shop.camel.yaml:7", "shop-us is FAILED: SECRET_MISSING");
    }

    @Test
    void aGrantedPhaseHoldsAndIsDurable() {
        var answer = gateway.put("/api/targets/shop/phase", Login.OPERATOR.token(), "{\"phase\":\"canary\"}");

        assertThat(answer.status()).isEqualTo(204);
        assertThat(gateway.bean(Hub.class).gate().phase("shop")).isEqualTo(Phase.CANARY);
        assertThat(gateway.store().setting(Setting.Scope.PHASE, "shop")).isPresent();
    }

    @Test
    void aPhaseOrTargetThatDoesNotExistIsRefused() {
        String token = Login.OPERATOR.token();

        assertThat(gateway.put("/api/targets/shop/phase", token, "{\"phase\":\"open\"}")
                        .status())
                .isEqualTo(400);
        assertThat(gateway.put("/api/targets/shop/phase", token, "{}").status()).isEqualTo(400);
        assertThat(gateway.put("/api/targets/nowhere/phase", token, "{\"phase\":\"live\"}")
                        .json()
                        .path("code")
                        .asText())
                .isEqualTo("TARGET_UNKNOWN");
    }

    @Test
    void aResyncIsBegunByAnOperatorAndShowsHowFarItIs() {
        String token = Login.OPERATOR.token();
        gateway.ingest("erp", "resync-1", GatewayUnderTest.person("Re", "Sync", "resync@example.test", "+49301112223"));

        assertThat(gateway.post("/api/targets/shop/resync", Login.VIEWER.token(), "{}")
                        .status())
                .isEqualTo(403);
        assertThat(gateway.post("/api/targets/shop/resync", token, "{\"where\":\".kind ==\"}")
                        .status())
                .isEqualTo(400);
        assertThat(gateway.post("/api/targets/shop/resync", token, "{\"fields\":[\"shoeSize\"]}")
                        .json()
                        .path("detail")
                        .asText())
                .contains("A field is one of ", "birthDate");
        assertThat(gateway.post("/api/targets/nowhere/resync", token, "{}")
                        .json()
                        .path("code")
                        .asText())
                .isEqualTo("TARGET_UNKNOWN");
        assertThat(gateway.post("/api/targets/shop/resync", token, "{\"where\":\"true\"}")
                        .status())
                .isEqualTo(202);
        assertThat(gateway.post("/api/targets/shop/resync", token, "{}").status())
                .as("one at a time")
                .isEqualTo(400);
        assertThat(gateway.post("/api/targets/shop/resync/pause", token, "").status())
                .isEqualTo(204);
        assertThat(resync().path("state").asText()).isEqualTo("PAUSED");
        assertThat(gateway.post("/api/targets/shop/resync/resume", token, "").status())
                .isEqualTo(204);

        // The target has no route here that would do it.
        Hub hub = gateway.bean(Hub.class);
        while (hub.compare("shop").orTimeout(30, TimeUnit.SECONDS).join()) {
            // Page by page.
        }

        assertThat(resync().path("state").asText()).isEqualTo("DONE");
        assertThat(resync().path("by").asText()).isEqualTo("operator");
        assertThat(resync().path("filtered").asBoolean()).isTrue();
        assertThat(resync().path("compared").asLong())
                .isPositive()
                .isEqualTo(resync().path("profiles").asLong());
        assertThat(gateway.post("/api/targets/shop/resync/cancel", token, "").status())
                .isEqualTo(400);
    }

    @Test
    void aDriftCheckIsBegunByAnOperatorAndTellsHowItEnded() {
        String path = "/api/targets/shop/drift";
        assertThat(gateway.post(path, Login.VIEWER.token(), "{\"sample\":10}").status())
                .isEqualTo(403);
        assertThat(gateway.post(path, Login.OPERATOR.token(), "{\"sample\":-1}").status())
                .isEqualTo(400);
        assertThat(gateway.post("/api/targets/nowhere/drift", Login.OPERATOR.token(), "{\"sample\":10}")
                        .json()
                        .path("code")
                        .asText())
                .isEqualTo("TARGET_UNKNOWN");
        assertThat(gateway.get("/api/targets/nowhere/drift", Login.VIEWER.token())
                        .status())
                .isEqualTo(404);

        String phone = "+493011122299";
        gateway.ingest("erp", "drift-1", GatewayUnderTest.person("Dora", "Drift", "dora@new.test", phone));
        String id = gateway.ingest("shop", "drift-1", GatewayUnderTest.person("Dora", "Drift", "dora@old.test", phone));
        new RefusedDelivery(gateway, id, "drift-1").accept();
        assertThat(gateway.post(path, Login.OPERATOR.token(), "{\"sample\":0}").status())
                .isEqualTo(202);

        await().until(() -> !drift().path("state").asText().equals("RUNNING"));
        assertThat(drift().path("by").asText()).isEqualTo("operator");
        assertThat(drift().path("chosen").asLong()).isPositive();
        assertThat(drift().path("error").asText())
                .as("there is no shop at this address")
                .isEqualTo("VENDOR_UNAVAILABLE");
        assertThat(drift().path("differing").asLong()).isZero();
    }

    private JsonNode drift() {
        return gateway.get("/api/targets/shop/drift", Login.VIEWER.token()).json();
    }

    @Test
    void theStatusTellsWhatMayBeAskedOfAnAccount() {
        JsonNode connections =
                gateway.get("/api/status", Login.VIEWER.token()).json().path("connections");
        JsonNode quota = java.util.stream.StreamSupport.stream(connections.spliterator(), false)
                .filter(connection -> connection.path("name").asText().equals("shop"))
                .map(connection -> connection.path("quota"))
                .findFirst()
                .orElseThrow();
        assertThat(quota.path("account").asText())
                .as("the other one has the same address and credential")
                .isEqualTo("erp");
        assertThat(quota.path("limit").asLong()).isPositive();
    }

    private JsonNode resync() {
        return gateway.get("/api/status", Login.VIEWER.token()).json().at("/targets/0/resync");
    }

    @Test
    void stoppedWritesCloseEveryTargetUntilTheyAreResumed() {
        var gate = gateway.bean(Hub.class).gate();

        assertThat(gateway.post("/api/writes/stop", Login.OPERATOR.token(), "{\"reason\":\"drill\"}")
                        .status())
                .isEqualTo(204);
        assertThat(gate.isStopped()).isTrue();
        assertThat(gate.isOpen("shop")).isFalse();

        gateway.post("/api/writes/resume", Login.OPERATOR.token(), "{\"reason\":\"drill is over\"}");
        assertThat(gate.isStopped()).isFalse();
    }

    @Test
    void aDeadLetterIsListedWithoutWhatIsInIt() {
        gateway.ingest(new IngestItem.Unreadable(
                "erp",
                "customer",
                "someone@example.com",
                ErrorCode.RECORD_MALFORMED,
                "A row has too few columns",
                "customers.csv:7",
                "{\"last_name\":\"Secret someone\"}".getBytes(StandardCharsets.UTF_8)));

        var answer = gateway.get("/api/dead-letters?system=erp", Login.OPERATOR.token());

        assertThat(answer.body())
                .contains("RECORD_MALFORMED", "customers.csv:7")
                .doesNotContain("someone", "Secret");
        assertThat(answer.json().at("/letters/0/payloadBytes").asInt()).isEqualTo(30);
        assertThat(gateway.post("/api/dead-letters/replay", Login.OPERATOR.token(), "{\"system\":\"erp\"}")
                        .json()
                        .path("failing")
                        .asInt())
                .isPositive();
    }

    @Test
    void anAnswerHasALimit() {
        assertThat(gateway.get("/api/dead-letters?limit=100000", Login.OPERATOR.token())
                        .status())
                .isEqualTo(400);
        assertThat(gateway.get("/api/dead-letters?limit=many", Login.OPERATOR.token())
                        .json()
                        .path("code")
                        .asText())
                .isEqualTo("REQUEST_INVALID");
    }

    @Test
    void aBackupOpensAsADatabase(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("copy.db");

        var answer = gateway.post("/api/backup", gateway.adminToken(), "{\"file\":\"" + file + "\"}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("bytes").asLong()).isEqualTo(Files.size(file));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (var copy = Stores.sqlite(file)) {
            assertThat(copy.counts().records()).isEqualTo(copy.counts().records());
        }
        assertThat(gateway.get("/api/status", Login.VIEWER.token())
                        .json()
                        .path("lastBackupAt")
                        .asText())
                .isNotBlank();
    }

    @Test
    void aBackupReplacesNoFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("there"), "mine");

        for (String wanted : new String[] {file.toString(), "relative.db", folder + "/missing/copy.db"}) {
            var answer = gateway.post("/api/backup", gateway.adminToken(), "{\"file\":\"" + wanted + "\"}");
            assertThat(answer.json().path("code").asText()).isEqualTo("BACKUP_REFUSED");
        }
        assertThat(file).hasContent("mine");
    }
}
