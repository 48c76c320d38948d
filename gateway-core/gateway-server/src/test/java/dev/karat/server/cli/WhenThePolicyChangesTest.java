package dev.karat.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom gateway.yaml trusts is changed: seen before, applied on purpose, and never by a mere start. */
class WhenThePolicyChangesTest {
    private static final String ROWS = """
            system,id,givenName,familyName,email,phone
            erp,1,Ada,Lovelace,ada@plan.test,+493012345678
            shop,1,Ada,Byron,ada@plan.test,+493012345678
            erp,2,Grace,Hopper,grace@plan.test,+442071234567
            """;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private Path routes = Path.of("");
    private Path data = Path.of("");
    private int starts;

    @BeforeEach
    void load() throws IOException {
        routes = Files.createDirectory(folder.resolve("routes"));
        data = folder.resolve("data");
        Path rows = Files.writeString(folder.resolve("rows.csv"), ROWS);
        trust(80, 60);
        assertThat(karat("load", rows)).isZero();
        assertThat(familyName()).isEqualTo("Lovelace");
    }

    private void trust(int erp, int shop) throws IOException {
        Files.writeString(routes.resolve("gateway.yaml"), """
                version: 1
                gateway: { environment: test, country: DE }
                systems:
                  erp: { connector: files, connection: { url: "file:/nowhere", folder: none }, trust: %d }
                  shop:
                    connector: shopify
                    connection: { shop: acme, url: "http://127.0.0.1:9", token: env:PATH }
                    trust: %d
                targets:
                  shop: { phase: observe, mode: update, fields: { give: [familyName] } }
                """.formatted(erp, shop));
    }

    private int karat(Object... arguments) {
        var line = new ArrayList<String>();
        Arrays.stream(arguments).map(String::valueOf).forEach(line::add);
        line.addAll(List.of("--data", data.toString(), "--routes", routes.toString()));
        if (!line.get(0).equals("audit")) {
            line.addAll(List.of("--connectors", GatewayUnderTest.CONNECTORS.toString()));
        }
        return Karat.run(new PrintWriter(out, true), new PrintWriter(err, true), line.toArray(String[]::new));
    }

    /** Opens the store to write, as every start does: here with one more record. */
    private int start() throws IOException {
        Path more = folder.resolve("more-" + ++starts + ".csv");
        Files.writeString(more, "system,id,givenName,familyName\nerp,more-%d,Alan,Turing\n".formatted(starts));
        return karat("load", more);
    }

    private JsonNode result() throws IOException {
        List<String> lines = out.toString().lines().toList();
        return Output.JSON.readTree(lines.get(lines.size() - 1));
    }

    private String familyName() {
        try (var store = Stores.sqliteToRead(data.resolve("karat.db"))) {
            String id = store.record(new RecordKey("erp", "customer", "1"))
                    .orElseThrow()
                    .goldenId();
            CustomerData golden =
                    store.goldens(List.of(String.valueOf(id))).get(0).profile().data();
            return String.valueOf(golden.text(Attribute.FAMILY_NAME));
        }
    }

    @Test
    void nothingHappensUntilItIsApplied() throws IOException {
        trust(40, 60);

        assertThat(start()).isEqualTo(2);
        assertThat(err.toString()).contains("POLICY_CHANGED", "trust of erp: 80 -> 40", "karat plan");
        assertThat(karat("audit")).isEqualTo(2);
        assertThat(familyName()).isEqualTo("Lovelace");
    }

    @Test
    void thePlanTellsWhatItWouldChangeAndApplyingDoesJustThat() throws IOException {
        trust(40, 60);

        assertThat(karat("plan")).isZero();
        JsonNode plan = result();
        assertThat(plan.path("changed").asInt()).isEqualTo(1);
        assertThat(plan.path("merged").asInt()).isZero();
        assertThat(plan.path("values").path("familyName").asInt()).isEqualTo(1);
        assertThat(familyName()).isEqualTo("Lovelace");

        assertThat(karat("apply", plan.path("change").asText())).isZero();
        assertThat(familyName()).isEqualTo("Lovelace");

        assertThat(start()).isZero();
        assertThat(familyName()).isEqualTo("Byron");
        assertThat(karat("audit")).isZero();
        assertThat(karat("plan")).isZero();
        assertThat(result().path("change").isNull()).isTrue();
    }

    @Test
    void theShopIsToldToBeGivenWhatTheOtherSystemSays() throws IOException {
        trust(60, 80);
        assertThat(karat("plan")).isZero();
        assertThat(result().path("targets").path("shop").path("updates").asInt())
                .isZero();
        assertThat(karat("apply", result().path("change").asText())).isZero();
        assertThat(start()).isZero();
        trust(80, 60);

        assertThat(karat("plan")).isZero();

        assertThat(result().path("targets").path("shop").path("updates").asInt())
                .isEqualTo(1);
        assertThat(result().path("targets").path("shop").path("creations").asInt())
                .isZero();
    }

    @Test
    void aPlanOfSomethingElseIsNotApplied() throws IOException {
        trust(40, 60);
        assertThat(karat("plan")).isZero();
        String change = result().path("change").asText();
        trust(30, 60);

        assertThat(karat("apply", change)).isEqualTo(2);

        assertThat(err.toString()).contains("PLAN_OUTDATED");
        assertThat(start()).isEqualTo(2);
    }

    @Test
    void aSystemThatNobodyKnewChangesNothing() throws IOException {
        Path file = routes.resolve("gateway.yaml");
        Files.writeString(
                file,
                Files.readString(file)
                        .replace(
                                "targets:",
                                "  mailing: { connector: shopify, connection: { shop: other, token: env:PATH } }\ntargets:"));

        assertThat(start()).isZero();

        assertThat(karat("plan")).isZero();
        assertThat(result().path("change").isNull()).isTrue();
    }
}
