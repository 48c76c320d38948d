package dev.karat.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.karat.camel.check.Findings;
import dev.karat.camel.check.GatewayCheck;
import dev.karat.camel.init.ChosenSystem;
import dev.karat.camel.init.GatewayFolder;
import dev.karat.camel.init.Variable;
import dev.karat.engine.config.Secrets;
import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.policy.Phase;
import dev.karat.engine.policy.PolicyReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody names the systems of a business, and gets files that need nothing but credentials. */
class WhenAGatewayIsBegunTest {

    @TempDir
    Path folder = Path.of("");

    static List<String> ids() {
        return VendorsOnDisk.ids();
    }

    private static List<ChosenSystem> systems(String names) {
        return Stream.of(names.split(","))
                .map(name -> ChosenSystem.of(name, VendorsOnDisk.CONNECTORS))
                .toList();
    }

    private GatewayFolder begin(String names) {
        var gateway = new GatewayFolder(folder);
        gateway.create(systems(names));
        return gateway;
    }

    private void isClean(GatewayFolder gateway) {
        Findings found = GatewayCheck.of(gateway.routes(), VendorsOnDisk.CONNECTORS, new Secrets(name -> null));
        assertThat(found.problems()).isEmpty();
        assertThat(found.notices()).extracting(notice -> notice.code().name()).containsOnly("SECRET_MISSING");
    }

    private GatewayPolicy policy(GatewayFolder gateway) {
        return PolicyReader.read(gateway.routes().resolve(PolicyReader.FILE)).orThrow();
    }

    private String text(String file) throws IOException {
        return Files.readString(folder.resolve(file));
    }

    private static List<String> found(String pattern, String text) {
        return Pattern.compile(pattern, Pattern.MULTILINE)
                .matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("ids")
    void everyConnectorCanBeTheOnlyOne(String id) throws IOException {
        GatewayFolder gateway = begin(id);
        isClean(gateway);
        assertThat(policy(gateway).targets().values())
                .allSatisfy(target -> assertThat(target.phase()).isEqualTo(Phase.OBSERVE));
        assertThat(found("^([A-Z_]+)=$", text(".env.example")))
                .as("exactly what the file refers to")
                .containsExactlyElementsOf(found("env:([A-Z_]+)$", text("routes/gateway.yaml")))
                .isNotEmpty();
    }

    /** The one that most use: a system that is given all of it can sign in. */
    @ParameterizedTest
    @MethodSource("ids")
    void theVariablesAreEnoughForACredential(String id) {
        ChosenSystem system = ChosenSystem.of(id, VendorsOnDisk.CONNECTORS);
        Map<String, String> given = new TreeMap<>();
        system.connector().spec().connection().path("properties").properties().forEach(setting -> {
            if (setting.getValue().has("default")) {
                given.put(setting.getKey(), "preset");
            }
        });
        system.variables().stream().map(Variable::setting).forEach(setting -> given.put(setting, "given"));
        var kinds = system.connector().spec().auth();
        assertThat(kinds.isEmpty()
                        || kinds.stream()
                                .anyMatch(kind ->
                                        kind.needs().stream().allMatch(template -> template.render(given) != null)))
                .as("%s is enough", given.keySet())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "erp,shop=shopify,mailing=mailchimp,support=zendesk",
                "erp=odoo,shop=shopify,mailing=brevo",
                "erp=odoo,shop=shopify,mailing=brevo,crm=salesforce",
                "shop-eu=shopify,shop-us=shopify,sap-business-partner,tryton,mailbox=mail,hubspot"
            })
    void theSystemsOfABusinessFitTogether(String names) {
        GatewayFolder gateway = begin(names);
        isClean(gateway);
        assertThat(policy(gateway).systems()).hasSize(names.split(",").length);
    }

    @Test
    void aSystemStartsWithWhatSuitsItsKind() throws IOException {
        GatewayPolicy policy = policy(begin("erp,shopify,mailchimp,files"));
        assertThat(policy.systems().get("erp"))
                .extracting("connector", "trust", "required")
                .containsExactly("files", 80, true);
        assertThat(policy.systems().get("mailchimp"))
                .extracting("connector", "trust", "required")
                .containsExactly("mailchimp", 30, false);
        assertThat(text("routes/gateway.yaml"))
                .contains(
                        "erp: { phase: observe, mode: update, fields: { give: [emails, phones], owns: [customerNumber, taxId] } }",
                        "shopify: { phase: observe, mode: update, fields: { give: [phones, address] } }",
                        "mailchimp: { phase: observe, mode: update, fields: { give: [givenName, familyName] } }")
                .as("a field has one owner")
                .contains("files: { phase: observe, mode: update, fields: { give: [emails, phones] } }");
        assertThat(folder.resolve("routes/1-inbound/erp-customers.camel.yaml")).exists();
        assertThat(folder.resolve("routes/3-outbound/mailchimp-customers.camel.yaml"))
                .content()
                .contains("kamelet:mailchimp-customer-sink?system=mailchimp");
        assertThat(folder.resolve("routes/README.md")).content().contains("karat check SYSTEM");
    }

    @Test
    void everyListOfASystemIsRead() {
        begin("support=zendesk,mailbox=mail");
        assertThat(folder.resolve("routes/1-inbound/support-tickets.camel.yaml"))
                .exists();
        assertThat(folder.resolve("routes/1-inbound/mailbox-messages.camel.yaml"))
                .as("comes along with the senders")
                .doesNotExist();
    }

    @Test
    void whatIsThereStays() throws IOException {
        Path route =
                Files.createDirectories(folder.resolve("routes/3-outbound")).resolve("shop-customers.camel.yaml");
        Files.writeString(route, "# mine");
        assertThatThrownBy(() -> begin("shop=shopify")).hasMessageContaining("is there already; nothing was written");
        assertThat(route).hasContent("# mine");
        assertThat(folder.resolve("routes/gateway.yaml")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"shopify,shopify", "Shop=shopify", "shop=shopfiy", "warehouse", "=shopify", ""})
    void namesThatMeanNothingAreRefused(String names) {
        assertThatThrownBy(() -> begin(names)).hasMessageMatching("(?s).*(named|name of|no connector).*");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aFurtherSystemIsAddedToWhatPeopleWrote() throws IOException {
        GatewayFolder gateway = begin("erp=odoo,shop=shopify,mailing=brevo");
        Path file = folder.resolve("routes/gateway.yaml");
        String own = text("routes/gateway.yaml")
                .replace("trust: 60", "trust: 65      # ours")
                .replace("survivorship:", "# Ask Kim before a change here.\nsurvivorship:");
        Files.writeString(file, own);

        gateway.add(systems("crm=salesforce"));

        isClean(gateway);
        assertThat(text("routes/gateway.yaml").lines())
                .containsSubsequence(own.lines().toList());
        assertThat(policy(gateway).systems()).containsKey("crm").hasSize(4);
        assertThat(policy(gateway).targets()).containsKey("crm").hasSize(4);
        assertThat(found("^([A-Z_]+)=$", text(".env.example")))
                .containsExactlyElementsOf(found("env:([A-Z_]+)$", text("routes/gateway.yaml")));
        assertThatThrownBy(() -> gateway.add(systems("crm=hubspot"))).hasMessageContaining("has a system crm already");
    }

    @Test
    void aFileWithAnotherIndentAndNoTargetsIsAddedTo() throws IOException {
        Files.writeString(Files.createDirectories(folder.resolve("routes")).resolve("gateway.yaml"), """
                version: 1
                systems:
                    # the old one

                    erp:
                        connector: files
                        connection: { url: "file:in" }
                # the end""");
        var gateway = new GatewayFolder(folder);
        gateway.add(systems("shop=shopify"));
        assertThat(policy(gateway).systems()).containsOnlyKeys("erp", "shop");
        assertThat(policy(gateway).targets()).containsOnlyKeys("shop");
        assertThat(text("routes/gateway.yaml")).contains("\n    # the old one\n", "\n# the end\n");
    }

    @Test
    void aFileThatLinesCannotBeAddedToIsLeftAlone() throws IOException {
        String flow = "version: 1\nsystems: { erp: { connector: files, connection: { url: \"file:in\" } } }\n";
        Path file = Files.createDirectories(folder.resolve("routes")).resolve("gateway.yaml");
        Files.writeString(file, flow);
        assertThatThrownBy(() -> new GatewayFolder(folder).add(systems("shop=shopify")))
                .hasMessageContaining("Add these yourself")
                .hasMessageContaining("clientSecret: env:SHOP_CLIENT_SECRET");
        assertThat(file).hasContent(flow);
        assertThat(folder.resolve("routes/1-inbound")).doesNotExist();
    }
}
