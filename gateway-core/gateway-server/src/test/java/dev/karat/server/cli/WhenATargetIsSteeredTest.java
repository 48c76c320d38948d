package dev.karat.server.cli;

import static dev.karat.server.GatewayUnderTest.person;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.engine.delivery.DeliveryItem;
import dev.karat.engine.delivery.DeliveryOutcome;
import dev.karat.engine.delivery.WriteGate;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.policy.Phase;
import dev.karat.server.AuditLines;
import dev.karat.server.GatewayUnderTest;
import dev.karat.server.GatewayUnderTest.Login;
import dev.karat.store.Stores;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operator opens the till, whose brake lets two updates through, over the command line, REST and JMX. */
class WhenATargetIsSteeredTest {
    private static final String PATH = "/api/targets/till";

    private final GatewayUnderTest gateway = GatewayUnderTest.shared();
    private final Hub hub = gateway.bean(Hub.class);
    private final AuditLines audit = new AuditLines();
    private StringWriter out = new StringWriter();

    @AfterEach
    void close() {
        audit.close();
    }

    private int karat(Object... arguments) {
        out = new StringWriter();
        var all = new Object[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--data";
        all[arguments.length + 1] = gateway.data();
        return Karat.run(
                new PrintWriter(out, true),
                new PrintWriter(new StringWriter(), true),
                Arrays.stream(all).map(String::valueOf).toArray(String[]::new));
    }

    private JsonNode lastLine() throws JsonProcessingException {
        List<String> lines = out.toString().lines().toList();
        return Output.JSON.readTree(lines.get(lines.size() - 1));
    }

    private static <T> T done(CompletableFuture<T> commit) {
        return commit.orTimeout(30, TimeUnit.SECONDS).join();
    }

    /** The ERP has numbers that end so, and the till old ones. */
    private void erp(String ending) {
        for (int number = 0; number < 5; number++) {
            gateway.ingest("erp", "till" + number, customer(number, "+49301200" + number + ending));
        }
    }

    private static CustomerData customer(int number, String phone) {
        String name = List.of("Abel", "Bohr", "Curie", "Dirac", "Euler").get(number);
        return person("Till" + name, name, name.toLowerCase(Locale.ROOT) + "@till.test", phone);
    }

    /** What its route would do; the till takes everything. */
    private int deliver() {
        int written = 0;
        for (int round = 0; round < 6; round++) {
            while (done(hub.plan("till"))) {
                // Page by page.
            }
            List<DeliveryItem> items = done(hub.take("till", 100));
            List<DeliveryOutcome> outcomes = items.stream()
                    .<DeliveryOutcome>map(item ->
                            new DeliveryOutcome.Applied(item.id(), item.key().externalId(), held(item), null, false))
                    .toList();
            done(hub.settle("till", items, outcomes));
            written += items.size();
        }
        return written;
    }

    /** The till has room for one number. */
    private static CustomerData held(DeliveryItem item) {
        return CustomerData.builder()
                .texts(Attribute.PHONES, item.desired().texts(Attribute.PHONES).get(0))
                .build();
    }

    private Object mbean(String attribute) throws JMException {
        return ManagementFactory.getPlatformMBeanServer()
                .getAttribute(new ObjectName("dev.karat:type=Target,name=till"), attribute);
    }

    private String because() {
        return gateway.get(PATH + "/preview", Login.OPERATOR.token())
                .json()
                .at("/changes/0/obstacles")
                .toString();
    }

    @Test
    void whoGrantsAPhaseOrAppliesAPolicyIsNoted() {
        assertThat(karat("phase", "till", "Observe")).isZero();
        assertThat(karat("phase", "till", "open")).isNotZero();
        assertThat(gateway.put(PATH + "/phase", Login.OPERATOR.token(), "{\"phase\":\"observe\"}")
                        .status())
                .isEqualTo(204);
        String change = "{\"change\":\"0123456789abcdef\"}";
        assertThat(gateway.post("/api/policy/apply", gateway.adminToken(), change)
                        .status())
                .isEqualTo(202);
        assertThat(gateway.post("/api/policy/apply", Login.OPERATOR.token(), change)
                        .status())
                .isEqualTo(403);

        assertThat(audit.of(List.of("phase", "apply-policy")))
                .containsExactly(
                        "by=admin action=phase target=till phase=OBSERVE",
                        "by=operator action=phase target=till phase=OBSERVE",
                        "by=admin action=apply-policy change=0123456789abcdef");
    }

    @Test
    void itIsStoppedAndResumedByItselfAndWithAllOthers() throws JsonProcessingException, JMException {
        String id = gateway.ingest("till", "stop1", person("Lise", "Meitner", "lise@till.test", "+493011088881"));
        gateway.ingest("erp", "stop1", person("Lise", "Meitner", "lise@till.test", "+493012088882"));
        while (done(hub.plan("till"))) {
            // Page by page.
        }
        done(hub.grant("till", Phase.LIVE));
        try {
            assertThat(hub.gate().isOpen("till")).isTrue();

            assertThat(karat("stop-writes", "till", "--reason", "the till is moved"))
                    .isZero();
            assertThat(lastLine().toString()).isEqualTo("{\"ok\":true,\"stopped\":true,\"targets\":[\"till\"]}");
            assertThat(hub.gate().isOpen("till")).isFalse();
            assertThat(hub.gate().isStopped()).as("the others go on").isFalse();
            assertThat(done(hub.take("till", 100))).isEmpty();
            assertThat(mbean("Stopped")).isEqualTo(true);
            assertThat(because()).contains("STOPPED", "Waits: writes to till are stopped");
            assertThat(karat("status")).isEqualTo(1);
            assertThat(out.toString())
                    .contains(
                            "Target till: LIVE", ", stopped", "Attention: Writes to till are stopped by an operator.");

            assertThat(karat("stop-writes", "--reason", "drill")).isZero();
            assertThat(karat("stop-writes", "till", "--resume", "--reason", "moved"))
                    .isZero();
            assertThat(hub.gate().isOpen("till")).as("all writes are stopped").isFalse();
            assertThat(because()).contains("Waits: all writes are stopped");
            assertThat(karat("stop-writes", "--resume", "--reason", "drill is over"))
                    .isZero();
            assertThat(lastLine().toString()).isEqualTo("{\"ok\":true,\"stopped\":false,\"targets\":[]}");
            assertThat(hub.gate().isOpen("till")).isTrue();
            assertThat(hub.gate().phase("till")).as("what it was granted stays").isEqualTo(Phase.LIVE);

            assertThat(karat("stop-writes", "nowhere", "--reason", "a slip")).isEqualTo(2);
            assertThat(gateway.post(PATH + "/writes/stop", Login.VIEWER.token(), "{\"reason\":\"no\"}")
                            .status())
                    .isEqualTo(403);
            assertThat(gateway.post(PATH + "/writes/stop", Login.OPERATOR.token(), "{}")
                            .status())
                    .isEqualTo(400);
            assertThat(audit.of(List.of("stop-writes", "resume-writes")))
                    .as("each once, and no attempt that was refused")
                    .containsExactly(
                            "by=admin action=stop-writes target=till reason=the till is moved",
                            "by=admin action=stop-writes target=all reason=drill",
                            "by=admin action=resume-writes target=till reason=moved",
                            "by=admin action=resume-writes target=all reason=drill is over");
        } finally {
            done(hub.resumeWrites(null));
            done(hub.resumeWrites("till"));
            done(hub.grant("till", Phase.OBSERVE));
            done(hub.erase(id, "test"));
        }
    }

    @Test
    void whereNoGatewayRunsTheNextOneStartsStopped(@TempDir Path empty) throws IOException {
        var quiet = new PrintWriter(new StringWriter(), true);
        String[] stop = {"stop-writes", "--reason", "look first", "--data", empty.toString()};
        assertThat(Karat.run(quiet, quiet, stop)).as("there is no database").isEqualTo(2);
        Path database = empty.resolve("karat.db");
        Stores.sqlite(database).close();

        assertThat(Karat.run(quiet, quiet, stop)).isZero();

        try (var store = Stores.sqlite(database)) {
            assertThat(new WriteGate(Map.of(), store).isStopped()).isTrue();
        }
        assertThat(audit.of(List.of("stop-writes")))
                .containsExactly("by=local action=stop-writes user=" + System.getProperty("user.name")
                        + " target=all reason=look first");
    }

    @Test
    void itIsOpenedByAPlanHeldAndTakenBack() throws JsonProcessingException, JMException {
        for (int number = 0; number < 5; number++) {
            gateway.ingest("till", "till" + number, customer(number, "+4930110000" + number));
        }
        erp("00");
        assertThat(deliver()).as("in observe").isZero();

        assertThat(karat("preview", "target", "till")).isZero();
        long plan = lastLine().path("plan").asLong();
        assertThat(lastLine().path("updates").asInt()).isEqualTo(5);
        assertThat(out.toString()).contains("karat go-live till --canary 20 --plan " + plan);

        assertThat(karat("go-live", "till", "--canary", 2, "--plan", plan - 1)).isNotZero();
        assertThat(karat("go-live", "till", "--canary", 2, "--plan", plan, "--wait", "1ms"))
                .as("nobody delivered yet")
                .isEqualTo(1);
        assertThat(deliver()).isEqualTo(2);
        assertThat(karat("go-live", "till")).isZero();
        assertThat(lastLine().path("written").asInt()).isEqualTo(2);
        assertThat(lastLine().at("/check/same").asInt()).isEqualTo(2);
        assertThat(gateway.post(PATH + "/go-live", Login.VIEWER.token(), "{\"wave\":100}")
                        .status())
                .isEqualTo(403);
        assertThat(gateway.post(PATH + "/go-live", Login.OPERATOR.token(), "{\"wave\":0}")
                        .status())
                .isEqualTo(400);
        assertThat(karat("go-live", "till", "--wave", "all", "--wait", "1ms")).isEqualTo(1);
        assertThat(deliver()).isEqualTo(3);
        assertThat(karat("go-live", "till")).isZero();
        assertThat(mbean("BrakeState")).isEqualTo("ARMED");

        erp("11");
        assertThat(deliver()).isZero();

        assertThat(karat("brake", "till")).isEqualTo(1);
        long run = lastLine().at("/brake/run").asLong();
        assertThat(lastLine().at("/brake/waiting/updates").asInt()).isEqualTo(5);
        assertThat(lastLine().at("/brake/cause").asText())
                .isEqualTo("One run may have 2 updates (5 customers are known there), and this one would have 5");
        assertThat(out.toString()).doesNotContain("+49", "@");
        assertThat(karat("status")).isEqualTo(1);
        assertThat(out.toString()).contains("Attention: The brake holds run " + run + " of till");
        assertThat(mbean("BrakeState")).isEqualTo("HOLDING");
        assertThat(mbean("BrakeRun")).isEqualTo(run);
        assertThat(mbean("HeldUpdates")).isEqualTo(5L);
        assertThat(gateway.get(PATH + "/preview", Login.OPERATOR.token())
                        .json()
                        .at("/counts/held")
                        .asInt())
                .isEqualTo(5);

        assertThat(karat("brake", "till", "--approve", run))
                .as("without a reason")
                .isEqualTo(2);
        assertThat(karat("brake", "till", "--approve", run + 1, "--reason", "other"))
                .isNotZero();
        assertThat(karat("brake", "till", "--approve", run, "--reason", "spring"))
                .isZero();
        assertThat(deliver()).isEqualTo(5);
        assertThat(karat("brake", "till")).isZero();

        assertThat(karat("revert", "till", "--run", run, "--dry-run", "--reason", "mistake"))
                .isZero();
        assertThat(lastLine().path("records").asInt()).isEqualTo(5);
        assertThat(deliver()).isZero();
        assertThat(karat("revert", "till", "--run", run, "--reason", "mistake")).isZero();
        assertThat(deliver()).as("five are more than two").isZero();
        assertThat(karat("brake", "till")).isEqualTo(1);
        long reverting = lastLine().at("/brake/run").asLong();
        var refused =
                gateway.post(PATH + "/brake/" + reverting + "/reject", Login.STEWARD.token(), "{\"reason\":\"no\"}");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(gateway.post(
                                PATH + "/brake/" + reverting + "/approve",
                                Login.OPERATOR.token(),
                                "{\"reason\":\"back\"}")
                        .status())
                .isEqualTo(204);
        assertThat(deliver()).isEqualTo(5);

        assertThat(audit.of(List.of("go-live", "approve-run", "reject-run", "revert", "revert-dry-run")))
                .as("each step once, with who and why, and none that was refused")
                .containsExactly(
                        "by=admin action=go-live target=till plan=" + plan + " canary=2",
                        "by=admin action=go-live target=till wave=100%",
                        "by=admin action=approve-run target=till run=" + run + " reason=spring",
                        "by=admin action=revert-dry-run target=till run=" + run
                                + " records=5 skipped={} reason=mistake",
                        "by=admin action=revert target=till run=" + run + " records=5 skipped={} reason=mistake",
                        "by=operator action=approve-run target=till run=" + reverting + " reason=back");
    }
}
