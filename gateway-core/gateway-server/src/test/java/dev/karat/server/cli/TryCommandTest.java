package dev.karat.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.camel.connector.Connectors;
import dev.karat.camel.system.ConnectedSystems;
import dev.karat.camel.system.SystemPages;
import dev.karat.engine.config.Secrets;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.hub.HubLimits;
import dev.karat.engine.ingest.RecordPage;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.policy.PolicyReader;
import dev.karat.engine.store.Store;
import dev.karat.store.Stores;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What would become of a record, before anybody lets it in. */
class TryCommandTest {
    private static final Path CONNECTORS = Path.of("../../connectors");

    private static final String POLICY = """
            version: 1
            gateway: { environment: test, country: DE }
            systems:
              erp: { connector: files, connection: { url: "file:/tmp" }, trust: 80 }
              shop: { connector: files, connection: { url: "file:/tmp" }, trust: 60 }
            targets:
              shop: { fields: { give: [givenName, familyName, phones] } }
            """;

    private static final String OF_ERP = """
            {"id": "E1", "first_name": "Jürgen", "last_name": "Groß", "email": "juergen.gross@grossmetall.de",
             "phone": "030 1234567", "birth_date": "11.12.1978", "changed_at": "2026-05-04T13:05:06Z"}
            """;
    private static final String OF_SHOP = """
            {"id": "S1", "first_name": "Juergen", "last_name": "Gross", "email": "juergen.gross@grossmetall.de",
             "birth_date": "1978-12-11", "changed_at": "2026-05-04T13:05:06Z"}
            """;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private Path data;
    private Path file;

    @BeforeEach
    void writeTheFiles() throws IOException {
        data = folder.resolve("data");
        file = Files.writeString(folder.resolve("record.json"), OF_SHOP);
        Files.writeString(folder.resolve(PolicyReader.FILE), POLICY);
    }

    private int tryIt(Object... more) {
        Object[] first = {"try", "files", file, "--connectors", CONNECTORS, "--data", data};
        return Karat.run(
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                Stream.concat(Arrays.stream(first), Arrays.stream(more))
                        .map(String::valueOf)
                        .toArray(String[]::new));
    }

    private JsonNode lastLine() throws JsonProcessingException {
        return Output.JSON.readTree(out.toString().lines().reduce("", (before, line) -> line));
    }

    @Test
    void withoutAnythingStoredItIsANewProfile() throws JsonProcessingException {
        assertThat(tryIt()).isZero();

        JsonNode result = lastLine();
        assertThat(result.path("ok").asBoolean()).isTrue();
        assertThat(result.path("record").path("system").asText()).isEqualTo("files");
        assertThat(result.path("record").path("data").path("familyName").asText())
                .isEqualTo("Gross");
        assertThat(result.path("keys")).isNotEmpty();
        assertThat(result.path("candidates")).isEmpty();
        assertThat(result.path("decision").path("becomes").asText()).isEqualTo("a new profile");
        assertThat(result.path("golden").path("data").path("birthDate").asText())
                .isEqualTo("1978-12-11");
        assertThat(result.path("wouldDeliver")).isEmpty();
        assertThat(data).doesNotExist();
    }

    @Test
    void itMeetsWhatARunningGatewayHoldsAndChangesNothingThere() throws JsonProcessingException {
        try (Store store = Stores.sqlite(data.resolve("karat.db"));
                Hub hub = gatewayWithTheRecordOfTheErp(store)) {
            assertThat(tryIt("--routes", folder, "--system", "shop")).isZero();

            assertThat(hub.store().counts().records()).isEqualTo(1);
            assertThat(hub.store().counts().changeSeqMax()).isEqualTo(1);
        }
        JsonNode result = lastLine();
        JsonNode candidate = result.path("candidates").path(0);
        assertThat(candidate.path("id").asText()).isEqualTo("E1");
        assertThat(candidate.path("decision").asText()).isEqualTo("LINK");
        assertThat(candidate.path("because").findValuesAsText("comparison")).contains("email", "birthDate");
        assertThat(candidate.path("keys").toString()).contains("EMAIL");
        assertThat(candidate.path("keptApartBy").isNull()).isTrue();
        assertThat(result.path("decision").path("becomes").asText()).isEqualTo("part of a profile");
        assertThat(result.path("golden").path("records")).hasSize(2);
        assertThat(result.path("golden").path("data").path("familyName").asText())
                .isEqualTo("Groß");
        JsonNode write = result.path("wouldDeliver").path(0);
        assertThat(write.path("target").asText()).isEqualTo("shop");
        assertThat(write.path("externalId").asText()).isEqualTo("S1");
        assertThat(write.path("phase").asText()).isEqualTo("observe");
        assertThat(write.path("values").path("phones").path(0).asText()).isEqualTo("+49301234567");
        assertThat(out.toString()).contains("Decision: part of a profile", "shop: record S1");
    }

    private Hub gatewayWithTheRecordOfTheErp(Store store) throws JsonProcessingException {
        var policy = PolicyReader.read(folder.resolve(PolicyReader.FILE)).orThrow();
        var clock = Clock.systemUTC();
        var systems = new ConnectedSystems(policy, Connectors.read(CONNECTORS), Secrets.ofProcess(), clock);
        var hub = new Hub(
                store,
                policy,
                MatchModel.standard(),
                systems.bindings(),
                HubLimits.STANDARD,
                "a test key of 16 bytes or more".getBytes(StandardCharsets.UTF_8),
                clock,
                new Random(7));
        var page = new RecordPage("erp", "customers", List.of(Output.JSON.readTree(OF_ERP)), "test");
        hub.ingest(new SystemPages(systems, 100_000).items(page)).join();
        return hub;
    }

    @Test
    void aRecordForTheDeadLettersIsANegativeFinding() throws IOException {
        Files.writeString(file, "{\"first_name\": \"Nobody\"}");

        assertThat(tryIt()).isEqualTo(1);
        assertThat(lastLine().path("ok").asBoolean()).isFalse();
        assertThat(lastLine().path("decision").path("code").asText()).isEqualTo("RECORD_WITHOUT_KEY");
    }

    @Test
    void whatIsNoRecordIsRefusedWithItsPlace() throws IOException {
        Files.writeString(file, "{\n\"id\": 1,\n");
        assertThat(tryIt()).isEqualTo(2);
        Files.writeString(file, "[1, 2]");
        assertThat(tryIt()).isEqualTo(2);
        assertThat(tryIt("--routes", folder, "--system", "nowhere")).isEqualTo(2);
        assertThat(err.toString()).contains("record.json:3", "does not hold one record", "fix:");
    }
}
