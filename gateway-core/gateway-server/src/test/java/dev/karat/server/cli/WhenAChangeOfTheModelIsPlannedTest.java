package dev.karat.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.match.Comparison;
import dev.karat.engine.match.IdentifierRule;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.match.ModelJson;
import dev.karat.server.AuditLines;
import dev.karat.server.GatewayUnderTest;
import dev.karat.store.Stores;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code karat plan} and {@code apply} where another model joins some customers and parts others. */
class WhenAChangeOfTheModelIsPlannedTest {
    private static final String ROWS = """
            system,id,givenName,familyName,email,phone,taxId
            erp,1,Ada,Lovelace,ada@plan.test,+493012345678,
            shop,1,Ada,Lovelace,ada@plan.test,+4915112345678,
            erp,2,Grace,Hopper,grace@plan.test,,80517362
            shop,2,Mehmet,Yilmaz,mehmet@plan.test,,80517362
            erp,3,Emmy,Noether,emmy@plan.test,+493087654321,
            """;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private int karat(Object... arguments) {
        var line = new ArrayList<String>();
        Arrays.stream(arguments).map(String::valueOf).forEach(line::add);
        line.addAll(List.of("--data", folder.resolve("data").toString(), "--routes", folder.toString()));
        line.addAll(List.of("--connectors", GatewayUnderTest.CONNECTORS.toString()));
        return Karat.run(new PrintWriter(out, true), new PrintWriter(err, true), line.toArray(String[]::new));
    }

    private JsonNode result() throws IOException {
        List<String> lines = out.toString().lines().toList();
        return Output.JSON.readTree(lines.get(lines.size() - 1));
    }

    private void gateway(String matching) throws IOException {
        Files.writeString(folder.resolve("gateway.yaml"), """
                version: 1
                gateway: { environment: test, country: DE }
                %s
                systems:
                  erp: { connector: files, connection: { url: "file:/nowhere", folder: none }, trust: 80 }
                  shop:
                    connector: shopify
                    connection: { shop: acme, url: "http://127.0.0.1:9", token: env:PATH }
                    trust: 60
                targets:
                  shop: { phase: observe, mode: mirror, fields: { give: [givenName, familyName] } }
                """.formatted(matching));
    }

    /** One that believes nothing but a tax id. */
    private static MatchModel taxIds() {
        MatchModel standard = MatchModel.standard();
        return ModelJson.named(new MatchModel(
                "tax-ids",
                1 - 1e-15,
                0.1,
                standard.keyCap(),
                standard.guards(),
                List.of(new IdentifierRule(Comparison.TAX_ID, true, 20, List.of())),
                standard.person(),
                standard.organization(),
                standard.frequencies()));
    }

    private String customer(String system, String id) {
        try (var store = Stores.sqliteToRead(folder.resolve("data/karat.db"))) {
            return String.valueOf(store.record(new RecordKey(system, "customer", id))
                    .orElseThrow()
                    .goldenId());
        }
    }

    @Test
    void itTellsHowManyAndApplyingJoinsAndPartsJustThose() throws IOException {
        Files.writeString(folder.resolve("tax-ids.json"), ModelJson.write(taxIds()));
        gateway("matching: { model: tax-ids.json }");
        Path rows = Files.writeString(folder.resolve("rows.csv"), ROWS);
        assertThat(karat("load", rows)).as("%s", err).isZero();
        assertThat(customer("shop", "1")).isNotEqualTo(customer("erp", "1"));
        assertThat(customer("shop", "2")).isEqualTo(customer("erp", "2"));

        gateway("");
        assertThat(karat("plan")).as("%s", err).isZero();

        JsonNode plan = result();
        assertThat(plan.path("profiles").asInt()).isEqualTo(4);
        assertThat(plan.path("merged").asInt()).isEqualTo(1);
        assertThat(plan.path("split").asInt()).isEqualTo(1);
        assertThat(plan.at("/targets/shop/deletions").asInt()).isZero();
        assertThat(out.toString())
                .contains("matching model: ", "Of 4 profiles 1 would go into others, 1 would be split off");

        String change = plan.path("change").asText();
        try (var audit = new AuditLines()) {
            assertThat(karat("apply", change)).isZero();
            assertThat(audit.of(List.of("apply-policy")))
                    .as("also where no gateway runs")
                    .containsExactly("by=local action=apply-policy user=" + System.getProperty("user.name") + " change="
                            + change);
        }
        assertThat(customer("shop", "2")).as("until the next start").isEqualTo(customer("erp", "2"));
        Path more = Files.writeString(folder.resolve("more.csv"), "system,id,givenName\nerp,4,Alan\n");
        assertThat(karat("load", more)).as("%s", err).isZero();
        assertThat(customer("shop", "1")).isEqualTo(customer("erp", "1"));
        assertThat(customer("shop", "2")).isNotEqualTo(customer("erp", "2"));
    }
}
