package dev.karat.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.server.GatewayClient;
import dev.karat.server.KaratProcess;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mapping took the fax for the telephone: what it read is corrected from what was kept, with files long gone. */
class WhenAMappingIsCorrectedIT {
    private static final String MAPPING = """
            entity: customer
            fields:
              - { to: givenName, from: /first_name }
              - { to: familyName, from: /last_name }
              - { to: emails, from: /email, via: email }
              - { to: phones, from: /%s, via: phone }
            """;

    @TempDir
    private Path home;

    private final StringWriter out = new StringWriter();

    private KaratProcess start() throws IOException {
        return KaratProcess.start(home.resolve("routes"), home.resolve("data"), Map.of());
    }

    private JsonNode karat(String... arguments) throws IOException {
        var line = new ArrayList<>(List.of(arguments));
        line.addAll(List.of(
                "--data=" + home.resolve("data"),
                "--routes=" + home.resolve("routes"),
                "--connectors=" + KaratProcess.ROOT.resolve("connectors")));
        var writer = new PrintWriter(out, true);
        assertThat(Karat.run(writer, writer, line.toArray(String[]::new)))
                .as("%s", out)
                .isZero();
        List<String> lines = out.toString().lines().toList();
        return Output.JSON.readTree(lines.get(lines.size() - 1));
    }

    private void map(String phone) throws IOException {
        Files.writeString(home.resolve("routes/erp.yaml"), MAPPING.formatted(phone));
    }

    private static String phone(GatewayClient gateway, String id) {
        String golden = gateway.get("/api/customers/by-record?system=erp&id=" + id)
                .path("id")
                .asText();
        return gateway.get("/api/customers/" + golden).at("/data/phones/0").asText();
    }

    @Test
    void itIsPlannedAndAppliedWhileTheGatewayRunsAndCarriedOutAtTheNextStart() throws IOException {
        Path inbox = Files.createDirectories(home.resolve("inbox"));
        Files.createDirectories(home.resolve("routes"));
        Files.createDirectories(home.resolve("data"));
        Files.writeString(home.resolve("routes/gateway.yaml"), """
                version: 1
                gateway: { country: DE }
                systems:
                  erp:
                    connector: files
                    connection: { url: "file:%s", settle: 200ms }
                    mapping: { customers: erp.yaml }
                    poll: 500ms
                """.formatted(inbox));
        Files.writeString(home.resolve("routes/erp.camel.yaml"), """
                - route:
                    id: erp-customers-in
                    from:
                      uri: kamelet:files-customer-source
                      parameters: { system: erp }
                      steps:
                        - to: golden:ingest
                """);
        map("fax");
        Path part = Files.writeString(home.resolve("one.part"), """
                id,first_name,last_name,email,phone,fax
                1,Ada,Lovelace,ada@example.test,030 1111111,030 9999999
                2,Grace,Hopper,grace@example.test,030 2222222,030 8888888
                """);
        Files.move(part, inbox.resolve("one.csv"));
        try (KaratProcess before = start()) {
            GatewayClient gateway = before.client();
            Awaitility.await()
                    .atMost(KaratProcess.PATIENCE)
                    .until(() -> gateway.get("/api/status").at("/store/records").asInt() == 2);
            assertThat(phone(gateway, "1")).isEqualTo("+49309999999");
            map("phone");

            JsonNode plan = karat("plan");
            assertThat(out.toString()).contains("mapping of erp/customer: phones", "2 records of erp/customer");
            assertThat(plan.at("/records/erp~1customer/changed").asInt()).isEqualTo(2);
            assertThat(plan.path("changed").asInt()).isEqualTo(2);
            karat("apply", plan.path("change").asText());

            assertThat(phone(gateway, "1")).isEqualTo("+49309999999");
            before.kill();
        }
        try (KaratProcess after = start()) {
            GatewayClient gateway = after.client();

            assertThat(phone(gateway, "1")).isEqualTo("+49301111111");
            assertThat(phone(gateway, "2")).isEqualTo("+49302222222");
            assertThat(karat("plan").path("change").isNull()).isTrue();
        }
    }
}
