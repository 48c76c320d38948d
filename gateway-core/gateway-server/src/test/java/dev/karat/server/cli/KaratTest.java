package dev.karat.server.cli;

import static dev.karat.server.GatewayUnderTest.person;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.engine.ingest.IngestItem;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.Setting;
import dev.karat.server.GatewayUnderTest;
import dev.karat.server.RefusedDelivery;
import dev.karat.store.Stores;
import dev.karat.testkit.store.Batch;
import dev.karat.testkit.store.Rows;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The command line, as scripts and people use it. */
class KaratTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private int karat(Object... arguments) {
        return Karat.run(
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                Arrays.stream(arguments).map(String::valueOf).toArray(String[]::new));
    }

    private JsonNode lastLine() throws JsonProcessingException {
        List<String> lines = out.toString().lines().toList();
        return Output.JSON.readTree(lines.get(lines.size() - 1));
    }

    @Test
    void tellsItsVersion() {
        assertThat(karat("--version")).isZero();
        assertThat(out.toString().lines().reduce("", (before, line) -> line)).isEqualTo("karat 0.1.0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "init",
                "run",
                "validate",
                "train",
                "load",
                "status",
                "check",
                "why",
                "how",
                "history",
                "customer",
                "preview",
                "go-live",
                "brake",
                "revert",
                "phase",
                "stop-writes",
                "dead-letters",
                "connectors",
                "new-connector",
                "backup",
                "restore",
                "audit"
            })
    void explainsEveryCommand(String command) {
        assertThat(karat(command, "--help")).isZero();
        assertThat(out.toString()).contains("Usage: karat " + command);
    }

    /** The list of commands shows the first line only, and picocli formats it: a lone percent sign is an error. */
    @Test
    void tellsOfEveryCommandInWholeSentences() {
        for (CommandLine command : new CommandLine(new Karat()).getSubcommands().values()) {
            String[] lines = command.getCommandSpec().usageMessage().description();
            assertThat(lines[0]).as(command.getCommandName()).endsWith(".");
            assertThat(lines)
                    .allSatisfy(line -> assertThatCode(() -> String.format(Locale.ROOT, line))
                            .doesNotThrowAnyException());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "fly",
                "status --nonsense",
                "init",
                "init --with",
                "init --with erp --add shopify",
                "phase",
                "stop-writes",
                "stop-writes shop",
                "check",
                "preview",
                "preview target",
                "backup",
                "restore",
                "restore x --finish",
                "dead-letters",
                "dead-letters list --limit x"
            })
    void refusesWhatItDoesNotUnderstand(String line) {
        assertThat(karat((Object[]) line.split(" "))).isEqualTo(2);
        assertThat(err.toString()).isNotBlank();
    }

    @Nested
    class WhenNoGatewayRuns {
        @Test
        void statusIsANegativeFinding() throws JsonProcessingException {
            assertThat(karat("status", "--data", folder)).isEqualTo(1);
            assertThat(lastLine().path("ok").asBoolean()).isFalse();
        }

        @Test
        void anOperationSaysHowToStartOne() {
            assertThat(karat("phase", "shop", "live", "--data", folder)).isEqualTo(2);
            assertThat(err.toString()).contains("NOT_RUNNING", "fix:").doesNotContain("at dev.karat");
        }

        @Test
        void theRestOfACrashedOneDoesNotMislead() throws IOException {
            Files.writeString(
                    folder.resolve("gateway.json"),
                    "{\"url\":\"http://127.0.0.1:1\",\"port\":1,\"pid\":"
                            + ProcessHandle.current().pid() + ",\"tokenFile\":\""
                            + Files.writeString(folder.resolve("token"), "x") + "\"}");

            assertThat(karat("status", "--data", folder)).isEqualTo(1);
            assertThat(lastLine().path("running").asBoolean()).isFalse();
        }

        @Test
        void oneWithAnotherModelThanTheStoredOneDoesNotStart() throws IOException {
            Path data = Files.createDirectory(folder.resolve("data"));
            try (var store = Stores.sqlite(data.resolve("karat.db"))) {
                var made = new Setting(Setting.Scope.GATEWAY, "match-model", "own-7 0123456789abcdef", 1);
                store.commit(Batch.of().settings(made).build());
            }
            assertThat(karat(
                            "run",
                            "src/test/resources/routes",
                            "--connectors",
                            "../../connectors",
                            "--data",
                            data,
                            "--port",
                            0))
                    .isEqualTo(2);
            assertThat(err.toString()).contains("MODEL_CHANGED", "own-7", "default-1", "karat plan");
        }

        @Test
        void theBackupIsTakenFromTheFile() throws IOException {
            Path data = Files.createDirectory(folder.resolve("data"));
            Stores.sqlite(data.resolve("karat.db")).close();
            Path copy = folder.resolve("copy.db");

            assertThat(karat("backup", copy, "--data", data)).isZero();
            assertThat(lastLine().path("bytes").asLong()).isEqualTo(Files.size(copy));
            assertThat(karat("backup", copy, "--data", data)).isEqualTo(2);
        }

        @Test
        void thereIsNothingToBackUpInAnEmptyFolder() {
            assertThat(karat("backup", folder.resolve("copy.db"), "--data", folder))
                    .isEqualTo(2);
            assertThat(folder.resolve("copy.db")).doesNotExist();
        }
    }

    @Nested
    class WhenAGatewayRuns {
        private final Path data = GatewayUnderTest.shared().data();

        @Test
        void statusAsksItAndFindsTheBrokenFile() throws JsonProcessingException {
            assertThat(karat("status", "--data", data)).isEqualTo(1);
            assertThat(out.toString())
                    .contains(
                            "Connection erp: RUNNING",
                            "Attention: Route file",
                            "is broken: ROUTE_SPLITS_INGEST. Hand the whole");
            assertThat(lastLine().path("running").asBoolean()).isTrue();
        }

        @Test
        void aPhaseIsGranted() {
            assertThat(karat("phase", "shop", "PREVIEW", "--data", data)).isZero();
            assertThat(GatewayUnderTest.shared().store().setting(Setting.Scope.PHASE, "shop"))
                    .isPresent();
            assertThat(karat("phase", "nowhere", "live", "--data", data)).isEqualTo(2);
            assertThat(err.toString()).contains("TARGET_UNKNOWN");
        }

        @Test
        void aResyncIsBegunShownPausedAndCancelled() {
            assertThat(karat("resync", "shop", "--data", data)).isZero();
            karat("status", "--data", data);
            assertThat(out.toString()).contains("resync RUNNING (0 of ");
            assertThat(karat("resync", "shop", "--pause", "--data", data)).isZero();
            assertThat(karat("resync", "shop", "--pause", "--data", data)).isEqualTo(2);
            assertThat(karat("resync", "shop", "--cancel", "--data", data)).isZero();
            assertThat(karat("resync", "shop", "--where", ".kind ==", "--data", data))
                    .isEqualTo(2);
            assertThat(err.toString()).contains("There is no resync of shop to pause", "The where expression");
            assertThat(karat("resync", "shop", "--field", "shoeSize", "--data", data))
                    .isEqualTo(2);
            assertThat(err.toString()).contains("A field is one of ");
            assertThat(karat("resync", "shop", "--field", "emails,birthDate", "--where", "true", "--data", data))
                    .isZero();
            assertThat(karat("resync", "shop", "--cancel", "--data", data)).isZero();
        }

        @Test
        void deadLettersAreListedAndTriedAgain() throws JsonProcessingException {
            assertThat(karat("dead-letters", "list", "--data", data, "--limit", 5))
                    .isZero();
            assertThat(lastLine().path("letters").isArray()).isTrue();
            var refused = RefusedDelivery.of(GatewayUnderTest.shared(), "k1", "k1");

            assertThat(karat("dead-letters", "list", refused.letter(), "--data", data))
                    .isZero();
            assertThat(out.toString())
                    .contains("VENDOR_REFUSED", "The address is not allowed", "delivery " + refused.goldenId())
                    .contains("fix VENDOR_REFUSED: The vendor refuses the values; its message says which.");

            assertThat(karat("dead-letters", "replay", refused.letter(), "--data", data, "--dry-run"))
                    .isZero();
            assertThat(lastLine().path("results").toString()).isEqualTo("{\"RETRIED\":1}");
            assertThat(refused.state().status()).isEqualTo(DeliveryState.Status.REJECTED);

            assertThat(karat("dead-letters", "replay", "--data", data, "--system", "shop", "--code", "vendor_refused"))
                    .isZero();
            assertThat(lastLine().path("replayed").asInt()).isPositive();
            assertThat(refused.state().status()).isEqualTo(DeliveryState.Status.PENDING);
        }

        @Test
        void aReplayThatFailsIsANegativeFinding() throws JsonProcessingException {
            GatewayUnderTest.shared()
                    .ingest(new IngestItem.Unreadable(
                            "shop-us",
                            "customer",
                            null,
                            ErrorCode.RECORD_WITHOUT_KEY,
                            "The record has no id",
                            "page 1",
                            "{}".getBytes(StandardCharsets.UTF_8)));

            assertThat(karat("dead-letters", "replay", "--data", data, "--system", "shop-us", "--dry-run"))
                    .isEqualTo(1);
            assertThat(out.toString()).contains("SECRET_MISSING", "0 would be done with, 1 failing");
            assertThat(lastLine().path("ok").asBoolean()).isFalse();
        }

        @Test
        void whyTellsTheWeightsOfAPairAndHowTheStepsOfAProfile() throws JsonProcessingException {
            var gateway = GatewayUnderTest.shared();
            gateway.ingest("erp", "y1", person("Rosalind", "Franklin", "rosalind.y1@letters.test", "+493012347001"));
            String id = gateway.ingest(
                    "shop", "y1", person("Rosalind", "Franklin", "rosalind.y1@letters.test", "+493012347002"));

            assertThat(karat("why", "erp:y1", "shop:y1", "--data", data)).isZero();
            assertThat(out.toString())
                    .contains(
                            "erp:y1 and shop:y1 are one customer, " + id,
                            "Brought together by:",
                            "E-mail: the same",
                            "LINK",
                            "Model default-1: links from");
            assertThat(lastLine().path("together").asBoolean()).isTrue();

            assertThat(karat("how", id, "--data", data)).isZero();
            assertThat(out.toString())
                    .contains("Customer " + id + ": 2 records", "1. erp:y1 and shop:y1: linked")
                    .doesNotContain("Rosalind", "Franklin");
            assertThat(lastLine().path("steps")).hasSize(1);

            assertThat(karat("why", "erp:y1", "shop:nobody", "--data", data)).isEqualTo(2);
            assertThat(err.toString()).contains("NOT_FOUND: There is no record shop:nobody");
        }

        @Test
        void anAuditLooksAtItsDatabaseWhileItRuns() throws JsonProcessingException {
            GatewayUnderTest.shared()
                    .ingest("erp", "a1", person("Maria", "Mitchell", "maria.a1@letters.test", "+493012348001"));

            assertThat(karat("audit", "--data", data, "--routes", "src/test/resources/routes"))
                    .as("%s", out)
                    .isZero();
            assertThat(lastLine().path("ok").asBoolean()).isTrue();
            assertThat(lastLine().path("differing").asLong()).isZero();
            assertThat(lastLine().path("profiles").asLong()).isPositive();
        }

        @Test
        void historyTellsWhatHappenedWithoutValues() throws JsonProcessingException {
            var gateway = GatewayUnderTest.shared();
            gateway.ingest("erp", "h9", person("Hertha", "Ayrton", "hertha.h9@letters.test", "+493012349001"));
            String id =
                    gateway.ingest("erp", "h9", person("Hertha", "Marks", "hertha.h9@letters.test", "+493012349001"));

            assertThat(karat("history", id, "--data", data)).isZero();
            assertThat(out.toString())
                    .contains("Customer " + id + ": live", "v2  updated: familyName (by erp:customer:h9)")
                    .contains("record erp:h9 replaced by erp:customer:h9")
                    .doesNotContain("Marks", "Ayrton");
            assertThat(lastLine().path("changes")).hasSize(2);
            assertThat(karat("history", "nobody", "--data", data)).isEqualTo(2);
            assertThat(err.toString()).contains("NOT_FOUND");
        }

        @Test
        void aCustomerIsToldInLinesThatFitAScreen() throws JsonProcessingException {
            var gateway = GatewayUnderTest.shared();
            var refused = RefusedDelivery.of(gateway, "k9:x", "k9");

            assertThat(karat("customer", "erp:k9:x", "--data", data)).isZero();

            List<String> lines = out.toString().lines().toList();
            assertThat(lines.subList(0, lines.size() - 1))
                    .contains("Values", "Records", "Targets", "Dead letters", "Events")
                    .anyMatch(line -> line.matches("  familyName +Somervillek9:x"))
                    .anyMatch(line -> line.matches(" +of erp:k9:x, shop:k9 \\(only\\), said at .+Z"))
                    .anyMatch(line -> line.matches("    k9 +rejected since .+ Refused; tried again .+"))
                    .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(CustomerText.WIDTH));
            assertThat(lastLine().path("ok").asBoolean()).isTrue();
            assertThat(lastLine().path("id").asText()).isEqualTo(refused.goldenId());

            out.getBuffer().setLength(0);
            assertThat(karat("customer", refused.goldenId(), "--data", data)).isZero();
            assertThat(lastLine().path("values").isEmpty()).isFalse();
            assertThat(karat("customer", "erp:nobody", "--data", data)).isEqualTo(2);
            assertThat(err.toString()).contains("NOT_FOUND");
        }

        @Test
        void aPreviewTellsHowMuchThenExamplesAndWritesAllOfItIntoAFile() throws IOException {
            var gateway = GatewayUnderTest.shared();
            gateway.ingest("erp", "pvc1", person("Tatjana", "Ehrenfest", "=tatjana.pvc1@new.test", "+493012392001"));
            var refused = RefusedDelivery.of(gateway, "pvc2", "pvc2");
            Path csv = folder.resolve("shop.csv");

            assertThat(karat("preview", "target", "shop", "--data", data, "--csv", csv))
                    .isZero();

            assertThat(out.toString())
                    .startsWith("Target shop: observe, closed")
                    .contains(" records to create", " refused by the vendor", "All changes are in " + csv)
                    .containsPattern("\nPlan \\d+ \\(\\d+ creates, \\d+ updates, 0 deletes, \\d+ clears\\) until ")
                    .contains("    ! Waits: shop is in OBSERVE, which writes nothing");
            assertThat(out.toString().lines().filter(line -> line.startsWith("    emails: ")))
                    .hasSizeBetween(2, PreviewText.EXAMPLES);
            JsonNode last = lastLine();
            assertThat(last.path("ok").asBoolean()).isTrue();
            assertThat(last.path("complete").asBoolean()).isTrue();
            assertThat(last.path("creates").asInt()).isPositive();
            assertThat(last.path("refused").asInt())
                    .isEqualTo(last.at("/obstacles/REFUSED").asInt())
                    .isPositive();
            List<String> rows = Files.readAllLines(csv);
            assertThat(rows.get(0)).isEqualTo("customer,record,field,before,after,notNow");
            assertThat(rows)
                    .hasSizeGreaterThanOrEqualTo(1 + last.path("creates").asInt())
                    .contains(gateway.goldenId("erp", "pvc1") + ",new,emails,,'=tatjana.pvc1@new.test,PHASE BASELINE")
                    .contains(refused.goldenId() + ",pvc2,emails,pvc2@old.letters.test,pvc2@letters.test,REFUSED");
            try (var files = Files.list(folder)) {
                assertThat(files).containsExactly(csv);
            }
        }

        @Test
        void aPreviewOfNoTargetLeavesNoFile() {
            assertThat(karat("preview", "target", "nowhere", "--data", data, "--csv", folder.resolve("x.csv")))
                    .isEqualTo(2);
            assertThat(err.toString()).contains("TARGET_UNKNOWN");
            assertThat(folder).isEmptyDirectory();
        }

        @Test
        void theBackupGoesThroughIt() throws IOException {
            Path copy = folder.resolve("copy.db");

            assertThat(karat("backup", copy, "--data", data)).isZero();
            assertThat(lastLine().path("bytes").asLong()).isEqualTo(Files.size(copy));
        }

        @Test
        void aSecondOneOnTheSameFolderIsRefused() {
            assertThat(karat(
                            "run",
                            "src/test/resources/routes",
                            "--connectors",
                            "../../connectors",
                            "--data",
                            data,
                            "--port",
                            0))
                    .isEqualTo(2);
            assertThat(err.toString()).contains("DATA_IN_USE").doesNotContain("\tat ");
        }
    }

    @Nested
    class WhenADatabaseIsAudited {
        private Path data;

        @BeforeEach
        void storeAProfileThatNoRecordGives() throws IOException {
            data = Files.createDirectory(folder.resolve("data"));
            try (var store = Stores.sqlite(data.resolve("karat.db"))) {
                store.commit(Batch.of(Rows.record(1, Rows.key("erp", "1"), "01GOLDEN", Rows.person("Anna")))
                        .goldens(Rows.golden("01GOLDEN", 1, 1, Rows.person("Anne")))
                        .build());
            }
        }

        @Test
        void whatDiffersIsNamedByItsGoldenIdOnly() throws JsonProcessingException {
            assertThat(karat("audit", "--data", data, "--routes", "src/test/resources/routes"))
                    .isEqualTo(1);
            assertThat(lastLine().path("ok").asBoolean()).isFalse();
            assertThat(lastLine().path("differing").asLong()).isEqualTo(1);
            assertThat(lastLine().at("/findings/profile_differs/ids/0").asText())
                    .isEqualTo("01GOLDEN");
            assertThat(out.toString()).doesNotContain("Anna", "Anne");
        }

        @Test
        void aFolderWithoutADatabaseIsAMistake() {
            assertThat(karat("audit", "--data", folder.resolve("none"), "--routes", "src/test/resources/routes"))
                    .isEqualTo(2);
            assertThat(err.toString()).contains("NOT_FOUND");
        }
    }

    @Test
    void aBrokenConnectorIsANegativeFindingThatHidesNoOther() throws IOException {
        Files.writeString(Files.createDirectory(folder.resolve("acme")).resolve("connector.yaml"), "id: [");

        assertThat(karat("connectors", "--connectors", folder)).isEqualTo(1);
        assertThat(out.toString()).contains("acme", "broken", "YAML_SYNTAX");
        assertThat(lastLine().path("ok").asBoolean()).isFalse();
    }
}
