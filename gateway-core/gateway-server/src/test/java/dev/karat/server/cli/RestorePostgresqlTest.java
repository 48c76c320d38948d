package dev.karat.server.cli;

import static dev.karat.server.GatewayUnderTest.person;
import static dev.karat.server.cli.EngineAlone.await;
import static dev.karat.server.cli.EngineAlone.golden;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.model.CustomerData;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.hub.StoreAudit;
import dev.karat.engine.ingest.IngestOutcome;
import dev.karat.engine.policy.Phase;
import dev.karat.store.Stores;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/operations.md that put a PostgreSQL back, as they stand there, by the tools of the machine. */
class RestorePostgresqlTest {
    private static final Pattern COMMANDS =
            Pattern.compile("\nA database in PostgreSQL is copied.*?```sh\n(.*?)```", Pattern.DOTALL);

    private static final Path ROUTES = Path.of("src/test/resources/routes");
    private static final CustomerData ADA = person("Ada", "Lovelace", "ada@post.test", "+493012345678");
    private static final CustomerData GRACE = person("Grace", "Hopper", "grace@post.test", "+493012345679");

    @TempDir
    private Path folder;

    private final EngineAlone engine = new EngineAlone(ROUTES);

    @Test
    void targetsAreClosedAndErasedCustomersStayErased() throws Exception {
        for (String tool : List.of("bash", "psql", "pg_dump", "pg_restore")) {
            assumeThat(Path.of("/usr/bin", tool)).isExecutable();
        }
        String commands = commands();
        int copied = commands.indexOf('\n') + 1;
        assertThat(commands.substring(0, copied)).startsWith("pg_dump ");
        Path routes = Files.createDirectory(folder.resolve("routes"));
        Files.copy(ROUTES.resolve("gateway.yaml"), routes.resolve("gateway.yaml"));
        try (var server = EmbeddedPostgres.builder()
                .setPGStartupWait(Duration.ofMinutes(1))
                .start()) {
            run(server, "createdb karat && createdb karat_restored");
            onHub(url(server, "karat"), hub -> {
                engine.ingest(hub, "erp", "1", ADA);
                engine.ingest(hub, "shop", "1", ADA);
                engine.ingest(hub, "erp", "2", GRACE);
                await(hub.grant("shop", Phase.LIVE));
                await(hub.baselineCompleted("shop"));
                await(hub.erase(golden(hub, "erp", "1"), "request 1"));
            });

            run(server, commands.substring(0, copied));
            onHub(url(server, "karat"), hub -> await(hub.erase(golden(hub, "erp", "2"), "request 2")));
            String said = run(
                    server,
                    commands.substring(copied).replace("jdbc:postgresql://db.example.com/karat_restored", "$RESTORED"));

            JsonNode result = Output.JSON.readTree(said.substring(said.lastIndexOf("\n{") + 1));
            assertThat(result.path("ok").asBoolean()).as(said).isTrue();
            assertThat(result.path("targetsClosed").toString()).isEqualTo("[\"shop\"]");
            assertThat(result.path("erasedAgain").asInt()).isEqualTo(1);
            assertThat(result.path("records").asInt()).isZero();
            onHub(url(server, "karat_restored"), hub -> {
                assertThat(hub.gate().phase("shop")).isEqualTo(Phase.OBSERVE);
                assertThat(hub.baseline().isComplete("shop")).isFalse();
                assertThat(StoreAudit.of(hub.store(), hub.policy()).counts()).isEmpty();
                for (String system : List.of("erp", "shop")) {
                    assertThat(engine.ingest(hub, system, "1", ADA)).containsExactly(IngestOutcome.ERASED);
                }
                assertThat(engine.ingest(hub, "erp", "2", GRACE)).containsExactly(IngestOutcome.ERASED);
                assertThat(engine.ingest(hub, "erp", "3", person("Mary", "Shelley", "mary@post.test", "+4930123")))
                        .containsExactly(IngestOutcome.COMMITTED);
            });
        }
    }

    private static String commands() throws IOException {
        return COMMANDS.matcher(Files.readString(Path.of("../../docs/operations.md")))
                .results()
                .map(found -> found.group(1))
                .findFirst()
                .orElseThrow();
    }

    private static String url(EmbeddedPostgres server, String database) {
        return server.getJdbcUrl("postgres", database);
    }

    /** Runs commands in the folder of a gateway, with what an administrator has exported. */
    private String run(EmbeddedPostgres server, String commands) throws IOException, InterruptedException {
        Path karat = folder.resolve("karat");
        Files.writeString(
                karat,
                "#!/usr/bin/bash\nexec '%s' -cp '%s' %s \"$@\"\n"
                        .formatted(
                                Path.of(System.getProperty("java.home"), "bin", "java"),
                                System.getProperty("java.class.path"),
                                Karat.class.getName()));
        assertThat(karat.toFile().setExecutable(true)).isTrue();
        var shell = new ProcessBuilder("/usr/bin/bash", "-e", "-o", "pipefail", "-c", commands)
                .directory(folder.toFile())
                .redirectErrorStream(true);
        shell.environment()
                .putAll(Map.of(
                        "PGHOST", "127.0.0.1",
                        "PGPORT", String.valueOf(server.getPort()),
                        "PGUSER", "postgres",
                        "PGPASSWORD", "postgres",
                        "KARAT_STORE_USER", "postgres",
                        "KARAT_STORE_PASSWORD", "env:PGPASSWORD",
                        "RESTORED", url(server, "karat_restored")));
        Process process = shell.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    private void onHub(String url, Consumer<Hub> work) {
        engine.on(folder.resolve("data"), held -> Stores.postgresql(url, "postgres", "postgres", 4), work);
    }
}
