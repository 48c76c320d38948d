package dev.karat.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.karat.api.error.ErrorCode;
import dev.karat.camel.probe.Finding;
import dev.karat.camel.probe.ProbeReport;
import dev.karat.camel.probe.SystemProbe;
import dev.karat.connectors.TestTables.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The way from a table through the engine and back, as route files have it. */
class WhenAnErpIsOnlyADatabaseTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String MORNING = "2026-05-04 08:00:00";

    @TempDir
    private Path folder;

    private TestTables shop() throws IOException {
        TestTables shop = TestTables.create(Engine.SQLITE, Files.createDirectories(folder.resolve("shop")));
        shop.run("insert into customers (id, first_name, last_name, email, phone, birth_date, changed_at) values"
                + " (1, 'Maria', 'Lima', 'maria.lima@example.org', '+493012345678', '1980-03-02', '" + MORNING + "')");
        return shop;
    }

    @ParameterizedTest
    @EnumSource
    void aCustomerOfTheShopGetsARowOfTheErpAndIsOneWithIt(Engine engine) throws IOException {
        TestTables erp = TestTables.create(engine, folder);
        erp.enter(1, 3, MORNING);
        try (var gateway = new DatabaseGateway(
                folder,
                erp.settings("changedColumn", "changed_at", "emailColumn", "email", "versionColumn", "version"),
                shop().settings("changedColumn", "changed_at"))) {
            await().atMost(PATIENCE).until(() -> gateway.isRead("erp") && gateway.isRead("shop"));
            gateway.open();
            await().atMost(PATIENCE)
                    .until(() -> erp.value("select count(*) from customers").equals("4"));
            String row = erp.value("select id from customers where email = 'maria.lima@example.org'");
            erp.run("update customers set changed_at = '2026-05-04 09:00:00' where id = " + row);
            await().atMost(PATIENCE).until(() -> gateway.holds("erp", row));
            assertThat(gateway.golden("erp", row)).isEqualTo(gateway.golden("shop", "1"));
            assertThat(erp.value("select version from customers where id = " + row))
                    .as("what was written is an echo")
                    .isEqualTo("1");
        }
    }

    @ParameterizedTest
    @EnumSource
    void rowsThatAreGoneWereDeletedUnlessTheyAreTooMany(Engine engine) throws IOException {
        TestTables erp = TestTables.create(engine, folder);
        erp.enter(1, 30, MORNING);
        try (var gateway = new DatabaseGateway(
                folder, erp.settings("changedColumn", "changed_at", "snapshot", true), shop().settings())) {
            await().atMost(PATIENCE).until(() -> gateway.isRead("erp"));
            erp.run("delete from customers where id = 7");
            gateway.clock.advance(Duration.ofHours(2));
            await().atMost(PATIENCE).until(() -> !gateway.holds("erp", "7"));
            assertThat(gateway.holds("erp", "8")).isTrue();

            erp.run("delete from customers where id > 15");
            gateway.clock.advance(Duration.ofHours(2));
            var health = gateway.systems.get("erp").health();
            await().atMost(PATIENCE).until(() -> health.lastError() == ErrorCode.FILE_SHRANK);
            assertThat(gateway.holds("erp", "30")).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aConnectionIsLookedAtForPeople(Engine engine) throws IOException {
        TestTables erp = TestTables.create(engine, folder);
        erp.enter(1, 3, MORNING);
        try (var gateway = new DatabaseGateway(
                folder,
                erp.settings("changedColumn", "changed_at", "emailColumn", "email"),
                shop().settings("changedColumn", "changedAt"))) {
            ProbeReport good = new SystemProbe(gateway.systems.get("erp"), true, DefaultCamelContext::new).run();
            assertThat(good.findings())
                    .noneMatch(finding -> finding.state() == Finding.State.FAILED
                            && !finding.part().equals("clock"));
            assertThat(good.findings())
                    .extracting(Finding::part)
                    .contains("credential", "stream customers", "look-up by emails")
                    .doesNotContain("look-up by customerNumber");
            assertThat(good.streams().get(0).total()).isEqualTo(3);
            ProbeReport wrong = new SystemProbe(gateway.systems.get("shop"), false, DefaultCamelContext::new).run();
            assertThat(wrong.findings())
                    .anySatisfy(finding -> assertThat(finding.message()).contains("no column changedAt"));
        }
    }
}
