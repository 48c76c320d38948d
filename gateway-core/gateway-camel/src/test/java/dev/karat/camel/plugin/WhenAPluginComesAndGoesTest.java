package dev.karat.camel.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.Attribute;
import dev.karat.camel.routes.RouteFile;
import dev.karat.engine.store.StoredRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.apache.camel.Route;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway runs, and a connector comes, changes, and goes; whoever has nothing to do with it notices nothing. */
class WhenAPluginComesAndGoesTest {
    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init") // before each test
    private PluginGateway gateway;

    @SuppressWarnings("NullAway.Init") // before each test
    private Route other;

    @BeforeEach
    void start() throws IOException {
        gateway = new PluginGateway(folder, "");
        other = route("shop-in");
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private Route route(String id) {
        return Objects.requireNonNull(gateway.context.getRoute(id), id);
    }

    private Path drop() {
        Path plugin = MadePlugin.folder(gateway.folder.resolve("own"), "1.0.0");
        gateway.look();
        return plugin;
    }

    private void isRead(String family) {
        String id = PluginGateway.enter(gateway.own, family);
        await().untilAsserted(() -> assertThat(gateway.record("own", id)).isPresent());
    }

    private void othersDidNotNotice() {
        assertThat(route("shop-in")).isSameAs(other);
        String id = PluginGateway.enter(gateway.shop, "Other");
        await().untilAsserted(() -> assertThat(gateway.record("shop", id)).isPresent());
    }

    @Test
    void comesIntoAGatewayThatRuns() {
        assertThat(gateway.file("own").state()).isEqualTo(RouteFile.State.BROKEN);

        drop();
        assertThat(gateway.plugin().state()).as(gateway.plugin() + "").isEqualTo(PluginStatus.State.LOADED);
        assertThat(gateway.file("own").state()).as(gateway.file("own") + "").isEqualTo(RouteFile.State.LOADED);
        isRead("Silva");
        othersDidNotNotice();
    }

    @Test
    void comesInAnArchiveOfAnyName() {
        Path plugin = MadePlugin.folder(folder.resolve("elsewhere"), "1.0.0");
        MadePlugin.zip(plugin, gateway.folder.resolve("acme connector 1.zip"));
        gateway.look();
        isRead("Silva");
        othersDidNotNotice();
    }

    @Test
    void isNotTakenBeforeItIsWhole() throws IOException {
        Path plugin = MadePlugin.folder(gateway.folder.resolve("own"), "1.0.0");
        gateway.plugins.refresh(PluginHost.NONE);
        assertThat(gateway.plugins.all()).isEmpty();
        MadePlugin.replace(plugin.resolve("connector.yaml"), "version: 1.0.0", "version: 1.0.12");
        gateway.plugins.refresh(PluginHost.NONE);
        assertThat(gateway.plugins.all()).as("it changed in between").isEmpty();
    }

    @Test
    void changesUnderItsRoutes() throws IOException {
        Path plugin = drop();
        isRead("Silva");
        Route before = route("own-in");

        MadePlugin.replace(plugin.resolve("connector.yaml"), "version: 1.0.0", "version: 1.1.0");
        MadePlugin.replace(
                plugin.resolve("mapping/customer.yaml"),
                "{ to: familyName, from: /last_name }",
                "{ to: familyName, from: /last_name }\n  - { to: jobTitle, from: /job_title, direction: in }");
        gateway.look();
        assertThat(gateway.plugin().state()).as(gateway.plugin() + "").isEqualTo(PluginStatus.State.LOADED);
        assertThat(gateway.version()).isEqualTo("1.1.0");
        assertThat(route("own-in")).isNotSameAs(before);
        isRead("Lima");
        othersDidNotNotice();
    }

    @Test
    void changesRecordsByItsJava() {
        Path plugin = MadePlugin.folder(gateway.folder.resolve("own"), "1.0.0");
        MadePlugin.hook(plugin, """
                package acme;

                import java.util.*;

                public class Hook implements dev.karat.api.hook.RecordHook {
                    public String stream() {
                        return "customers";
                    }

                    public Map<String, Object> read(Map<String, Object> record) {
                        if ("Boom".equals(record.get("last_name"))) {
                            throw new IllegalStateException();
                        }
                        record.computeIfPresent("last_name", (key, name) -> name.equals("Silva") ? "da Silva" : name);
                        return record;
                    }
                }
                """);
        gateway.look();
        PluginGateway.enter(gateway.own, "Boom");
        String id = PluginGateway.enter(gateway.own, "Silva");
        await().untilAsserted(() -> assertThat(gateway.record("own", id).map(StoredRecord::data))
                .hasValueSatisfying(
                        data -> assertThat(data.text(Attribute.FAMILY_NAME)).isEqualTo("da Silva")));
        othersDidNotNotice();
    }

    @Test
    void aBrokenChangeLeavesTheFormerVersionAtWork() throws IOException {
        Path plugin = drop();
        MadePlugin.replace(plugin.resolve("connector.yaml"), "version: 1.0.0", "versoin: 1.1.0");
        gateway.look();
        assertThat(gateway.plugin().state()).isEqualTo(PluginStatus.State.LAST_GOOD);
        assertThat(gateway.plugin().code()).isEqualTo(ErrorCode.CONNECTOR_INVALID);
        assertThat(gateway.plugin().message()).startsWith("own/connector.yaml:2: ");
        assertThat(gateway.version()).isEqualTo("1.0.0");
        isRead("Silva");

        MadePlugin.replace(plugin.resolve("connector.yaml"), "versoin: 1.1.0", "version: 1.1.0");
        gateway.look();
        assertThat(gateway.version()).isEqualTo("1.1.0");
        isRead("Lima");
        othersDidNotNotice();
    }

    @Test
    void aChangeThatItsRoutesCannotRunWithIsTakenBack() throws IOException {
        Path plugin = drop();
        MadePlugin.replace(
                plugin.resolve("connector.yaml"),
                "  customers:\n    entity: customer",
                "  clients:\n    entity: client");
        MadePlugin.replace(plugin.resolve("connector.yaml"), "stream: customers", "stream: clients");
        MadePlugin.replace(plugin.resolve("mapping/customer.yaml"), "entity: customer", "entity: client");
        gateway.look();
        assertThat(gateway.plugin().state()).as(gateway.plugin() + "").isEqualTo(PluginStatus.State.LAST_GOOD);
        assertThat(gateway.file("own").state()).isEqualTo(RouteFile.State.LOADED);
        isRead("Silva");
        othersDidNotNotice();
    }

    @Test
    void aConnectorForAnotherGatewayIsRefusedInWords() throws IOException {
        Path plugin = MadePlugin.folder(gateway.folder.resolve("own"), "1.0.0");
        MadePlugin.replace(plugin.resolve("connector.yaml"), "api: 1\n", "api: 2\nnothingThatThisGatewayKnows: true\n");
        gateway.look();
        assertThat(gateway.plugin().code()).isEqualTo(ErrorCode.CONNECTOR_API);
        assertThat(gateway.plugin().message()).contains("newer than this gateway", "has 1.0");
        othersDidNotNotice();
    }

    @Test
    void aBundledConnectorIsNotReplaced() throws IOException {
        Path plugin = MadePlugin.folder(gateway.folder.resolve("own"), "9.0.0");
        MadePlugin.replace(plugin.resolve("connector.yaml"), "id: ownshop", "id: shopify");
        gateway.look();
        assertThat(gateway.plugin().state()).isEqualTo(PluginStatus.State.BROKEN);
        assertThat(gateway.plugin().message()).contains("There is a connector shopify already");
        othersDidNotNotice();
    }

    @Test
    void goesWithItsRoutes() {
        Path plugin = drop();
        isRead("Silva");
        PluginFiles.remove(plugin);
        gateway.look();
        assertThat(gateway.plugins.all()).isEmpty();
        assertThat(gateway.context.getRoute("own-in")).isNull();
        assertThat(gateway.file("own").state()).isEqualTo(RouteFile.State.BROKEN);
        assertThatExceptionOfType(GatewayException.class)
                .isThrownBy(() -> gateway.systems.get("own"))
                .withMessageContaining("is gone");
        assertThat(folder.resolve("work").toFile().list()).isEmpty();
        othersDidNotNotice();
    }

    @Test
    void howATargetIsWrittenChangesOnlyWithAStart() throws IOException {
        gateway.close();
        Path plugin = MadePlugin.folder(
                Files.createDirectories(folder.resolve("second/plugins")).resolve("own"), "1.0.0");
        gateway = new PluginGateway(
                folder.resolve("second"), "targets: { own: { phase: live, fields: { give: [familyName] } } }");
        other = route("shop-in");

        MadePlugin.replace(plugin.resolve("connector.yaml"), "version: 1.0.0", "version: 1.1.0");
        gateway.look();
        assertThat(gateway.version()).as("the same is written").isEqualTo("1.1.0");

        MadePlugin.replace(
                plugin.resolve("mapping/customer.yaml"),
                "{ to: familyName, from: /last_name }",
                "{ to: familyName, from: /last_name }\n  - { to: jobTitle, from: /job_title, direction: in }");
        gateway.look();
        assertThat(gateway.plugin().code()).isEqualTo(ErrorCode.PLUGIN_WAITS);
        assertThat(gateway.plugin().message()).contains("target own");
        othersDidNotNotice();
    }
}
