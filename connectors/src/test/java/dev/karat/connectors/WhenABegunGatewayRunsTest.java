package dev.karat.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.karat.camel.init.ChosenSystem;
import dev.karat.camel.init.GatewayFolder;
import dev.karat.camel.routes.RouteFile;
import dev.karat.engine.policy.Phase;
import dev.karat.testkit.twin.SftpTwin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of common combinations of systems, run on the twins of their vendors. */
class WhenABegunGatewayRunsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Not one of the addresses that are known to be made up, which prove nothing. */
    private static final String EMAIL = "ana@silva-imports.test";

    @TempDir
    Path folder = Path.of("");

    private final Map<String, VendorUnderTest> vendors = new LinkedHashMap<>();
    private final Map<String, String> variables = new HashMap<>();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    private GatewayFolder begin(String names) {
        var gateway = new GatewayFolder(folder);
        gateway.create(systems(names));
        return gateway;
    }

    private static List<ChosenSystem> systems(String names) {
        return Stream.of(names.split(","))
                .map(name -> ChosenSystem.of(name, VendorsOnDisk.CONNECTORS))
                .toList();
    }

    /** Every vendor with one customer, who is the same everywhere. */
    private void open(String system, Vendor vendor) throws IOException {
        VendorUnderTest opened = VendorsOnDisk.open(vendor);
        open.add(opened);
        vendors.put(system, opened);
        Vendor.Step entry = vendor.enter.apply(0);
        String customer = JSON.valueToTree(entry.body()).toString().replace(Vendor.email(0), EMAIL);
        opened.twin.asStaff(entry.method(), entry.path(), JSON.readTree(customer));
        Map<String, String> values = new HashMap<>(opened.twin.credentials());
        values.putAll(vendor.connection.apply(opened.twin));
        connect(system + "=" + vendor.connector, values);
    }

    private void connect(String name, Map<String, String> values) throws IOException {
        BegunGateway.connect(folder.resolve("routes"), systems(name).get(0), values, variables);
    }

    private BegunGateway run() {
        var gateway = new BegunGateway(folder.resolve("routes"), variables);
        assertThat(gateway.files.all())
                .isNotEmpty()
                .allSatisfy(file -> assertThat(file.state()).isEqualTo(RouteFile.State.LOADED));
        return gateway;
    }

    private static void soon(Callable<Boolean> holds) {
        await().atMost(Duration.ofMinutes(1)).until(holds);
    }

    private void everySystemIsReadAndNoneWritten(BegunGateway gateway, int systems) {
        soon(() -> gateway.store.counts().records() == systems);
        assertThat(gateway.store.counts().profiles()).isEqualTo(1);
        for (String name : vendors.keySet()) {
            soon(() -> gateway.hub.baseline().isComplete(name));
            gateway.hub.grant(name, Phase.LIVE).join();
        }
        // Ten times as long as golden:deliver waits between two looks at what is due.
        await().during(Duration.ofSeconds(2))
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> vendors.values().forEach(WhenABegunGatewayRunsTest::isUnwritten));
    }

    /** But for the tokens that were asked for. */
    private static void isUnwritten(VendorUnderTest vendor) {
        assertThat(vendor.twin.log().last())
                .as("changes of %s", vendor)
                .noneMatch(call -> call.changed() && !call.path().contains("oauth"));
    }

    @Test
    void anErpSystemOverSftpAShopAMailingListAndASupportDesk() throws IOException {
        begin("erp,shop=shopify,mailing=mailchimp,support=zendesk");
        open("shop", Vendor.SHOPIFY);
        open("mailing", Vendor.MAILCHIMP);
        open("support", Vendor.ZENDESK);
        var erp = SftpTwin.start(folder.resolve("sftp"), 0);
        open.add(erp);
        erp.drop("customers.csv", "id,first_name,last_name,email,phone\n7,Ana,Silva," + EMAIL + ",+49301234567\n");
        Map<String, String> values = new HashMap<>(erp.credentials());
        values.put("url", "sftp://" + erp.host() + ":" + erp.port() + "/");
        values.put(
                "knownHosts",
                Files.writeString(folder.resolve("known_hosts"), erp.knownHostsLine() + "\n")
                        .toString());
        connect("erp=files", values);
        try (var gateway = run()) {
            everySystemIsReadAndNoneWritten(gateway, 4);
            assertThat(erp.all()).allMatch(name -> name.startsWith(".done/"));
        }
    }

    @Test
    void anErpSystemAShopAndAMailingListAndACrmThatIsAddedLater() throws IOException {
        GatewayFolder files = begin("erp=odoo,shop=shopify,mailing=brevo");
        open("erp", Vendor.ODOO);
        open("shop", Vendor.SHOPIFY);
        open("mailing", Vendor.BREVO);
        try (var gateway = run()) {
            everySystemIsReadAndNoneWritten(gateway, 3);
        }

        files.add(systems("crm=salesforce"));
        open("crm", Vendor.SALESFORCE);
        try (var gateway = run()) {
            everySystemIsReadAndNoneWritten(gateway, 4);
        }

        // Granted it is since; what was missing is the phase in the file.
        Path file = files.routes().resolve("gateway.yaml");
        Files.writeString(file, Files.readString(file).replace("mailing: { phase: observe", "mailing: { phase: live"));
        VendorUnderTest erp = vendor("erp");
        VendorUnderTest mailing = vendor("mailing");
        try (var gateway = run()) {
            erp.clock.advance(Duration.ofMinutes(1));
            erp.rename(erp.idsAtVendor().iterator().next(), "Souza");
            soon(() -> mailing.twin.all().toString().contains("Souza"));
            assertThat(gateway.store.counts().records()).isEqualTo(4);
            isUnwritten(vendor("shop"));
            isUnwritten(vendor("crm"));
        }
    }

    private VendorUnderTest vendor(String system) {
        return Objects.requireNonNull(vendors.get(system));
    }
}
