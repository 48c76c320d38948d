package dev.karat.server.cli;

import static dev.karat.server.GatewayUnderTest.person;
import static dev.karat.server.cli.EngineAlone.await;
import static dev.karat.server.cli.EngineAlone.golden;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.model.CustomerData;
import dev.karat.engine.change.Subscription;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.ingest.IngestOutcome;
import dev.karat.engine.policy.Phase;
import dev.karat.engine.store.Lease;
import dev.karat.engine.store.Setting.Scope;
import dev.karat.engine.store.Store;
import dev.karat.server.GatewayUnderTest;
import dev.karat.store.Stores;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup is worth what its restore is. */
class RestoreCommandTest {
    private static final String ROUTES = "src/test/resources/routes";
    private static final CustomerData ADA = person("Ada", "Lovelace", "ada@post.test", "+493012345678");
    private static final CustomerData GRACE = person("Grace", "Hopper", "grace@post.test", "+493012345679");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private final EngineAlone engine = new EngineAlone(Path.of(ROUTES));

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

    private int restore(Object... arguments) {
        return karat(Stream.concat(Stream.of("restore", "--routes", ROUTES), Arrays.stream(arguments))
                .toArray());
    }

    private void onHub(Path data, Consumer<Hub> work) {
        engine.on(data, held -> Stores.sqlite(held.database()), work);
    }

    @Test
    void aBackupThatWasWrittenWhileTheGatewayTookRecordsComesBackWhole() throws Exception {
        var gateway = GatewayUnderTest.shared();
        Path backup = folder.resolve("backup.db");
        var stop = new AtomicBoolean();
        var started = new CountDownLatch(1);
        var writer = CompletableFuture.runAsync(() -> {
            for (int i = 0; !stop.get(); i++) {
                gateway.ingest(
                        "erp", "w" + i, person("Walter", "W" + i, "walter.w" + i + "@post.test", "+4930700" + i));
                started.countDown();
            }
        });
        started.await();
        assertThat(karat("backup", backup, "--data", gateway.data())).isZero();
        stop.set(true);
        writer.get();
        long profiles;
        try (Store copy = Stores.sqliteToRead(backup)) {
            profiles = copy.counts().profiles();
        }

        Path data = folder.resolve("data");
        assertThat(restore(backup, "--data", data)).as("%s", err).isZero();

        assertThat(lastLine().path("profiles").asLong()).isEqualTo(profiles).isPositive();
        assertThat(lastLine().path("replaced").isNull()).isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("karat.db"))))
                .isEqualTo("rw-------");
        try (Stream<Path> files = Files.list(data)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder("karat.db", "lock");
        }
        assertThat(karat("audit", "--data", data, "--routes", ROUTES))
                .as("%s", out)
                .isZero();
        assertThat(lastLine().path("profiles").asLong()).isEqualTo(profiles);
    }

    @Nested
    class WhenCustomersWereErasedAndTargetsOpenedAfterTheBackup {
        private Path data = Path.of("");
        private Path backup = Path.of("");
        private String shared = "";

        @BeforeEach
        void backUpAndGoOn() {
            data = folder.resolve("data");
            backup = folder.resolve("backup.db");
            onHub(data, hub -> {
                engine.ingest(hub, "erp", "1", ADA);
                engine.ingest(hub, "shop", "1", ADA);
                engine.ingest(hub, "erp", "2", GRACE);
                shared = golden(hub, "erp", "1");
                await(hub.grant("shop", Phase.LIVE));
                await(hub.baselineCompleted("shop"));
                var begun = Subscription.beginning(0).next(0, List.of(), null);
                await(hub.tell("crm", begun, List.of(), Lease.ALONE));
                hub.store().backup(backup);
                await(hub.erase(golden(hub, "erp", "2"), "request 1"));
                // What was one customer at the backup are two since, and one of them is erased.
                engine.ingest(hub, "shop", "1", person("Mary", "Shelley", "mary@post.test", "+4915112345678"));
                assertThat(golden(hub, "shop", "1")).isNotEqualTo(shared);
                await(hub.erase(golden(hub, "shop", "1"), "request 2"));
            });
        }

        @Test
        void nothingIsReplacedUnasked() throws IOException {
            byte[] before = Files.readAllBytes(data.resolve("karat.db"));

            assertThat(restore(backup, "--data", data)).isEqualTo(2);

            assertThat(err.toString()).contains("RESTORE_REFUSED", "--replace");
            assertThat(data.resolve("karat.db")).hasBinaryContent(before);
        }

        @Test
        void targetsAreClosedAndErasedCustomersStayErased() throws IOException {
            assertThat(restore(backup, "--data", data, "--replace"))
                    .as("%s", err)
                    .isZero();

            JsonNode result = lastLine();
            assertThat(result.path("ok").asBoolean()).isTrue();
            assertThat(result.path("targetsClosed").toString()).isEqualTo("[\"shop\"]");
            assertThat(result.path("subscribersStopped").toString()).isEqualTo("[\"crm\"]");
            assertThat(result.path("erasuresCarried").asInt()).isPositive();
            assertThat(result.path("erasedAgain").asInt()).isEqualTo(2);
            assertThat(result.path("records").asInt()).isEqualTo(1);
            assertThat(Path.of(result.path("replaced").asText())).exists();
            assertThat(karat("audit", "--data", data, "--routes", ROUTES))
                    .as("%s", out)
                    .isZero();
            assertThat(Files.readString(data.resolve("karat.db"), StandardCharsets.ISO_8859_1))
                    .contains("ada@post.test")
                    .doesNotContain("grace@post.test", "Hopper");
            onHub(data, hub -> {
                assertThat(hub.gate().phase("shop")).isEqualTo(Phase.OBSERVE);
                assertThat(hub.baseline().isComplete("shop")).isFalse();
                assertThat(hub.subscription("crm").orElseThrow().stopped()).isEqualTo("restored from a backup");
                assertThat(golden(hub, "erp", "1")).isEqualTo(shared);
                assertThat(engine.ingest(hub, "erp", "2", GRACE)).containsExactly(IngestOutcome.ERASED);
                assertThat(engine.ingest(hub, "shop", "1", ADA)).containsExactly(IngestOutcome.ERASED);
            });
        }

        @Test
        void aBrokenDatabaseIsReplacedTooAndItIsSaidThatErasuresAreUnknown() throws IOException {
            Files.writeString(data.resolve("karat.db"), "broken ".repeat(1000));

            assertThat(restore(backup, "--data", data, "--replace"))
                    .as("%s", err)
                    .isZero();

            assertThat(lastLine().path("erasuresKnown").asBoolean()).isFalse();
            assertThat(lastLine().path("records").asInt()).isEqualTo(3);
            assertThat(err.toString()).contains("Erase them again");
        }

        @Test
        void aDatabaseThatWasPutBackByItsOwnToolsIsFinished() throws IOException {
            Path other = Files.createDirectory(folder.resolve("other"));
            Files.copy(backup, other.resolve("karat.db"));

            assertThat(restore("--finish", "--data", other)).as("%s", err).isZero();

            assertThat(lastLine().path("targetsClosed").toString()).isEqualTo("[\"shop\"]");
            try (Store store = Stores.sqliteToRead(other.resolve("karat.db"))) {
                assertThat(store.settings(Scope.PHASE, 9)).isEmpty();
                assertThat(store.settings(Scope.BASELINE, 9)).isEmpty();
            }
        }
    }

    @Test
    void whatIsNoBackupIsRefusedAndLeavesNothing() throws IOException {
        Path letter = Files.writeString(folder.resolve("letter.txt"), "Dear Anna, ".repeat(1000));
        Path data = folder.resolve("data");

        for (Path file : List.of(letter, folder.resolve("none.db"), folder)) {
            assertThat(restore(file, "--data", data)).as("%s", file).isEqualTo(2);
        }

        assertThat(err.toString()).contains("RESTORE_REFUSED").doesNotContain("INTERNAL");
        assertThat(data.resolve("karat.db")).doesNotExist();
        assertThat(letter).content().startsWith("Dear Anna, ");
    }

    @Test
    void aFolderOnWhichAGatewayRunsIsRefused() throws IOException {
        Path backup = Files.createFile(folder.resolve("any.db"));

        assertThat(restore(backup, "--data", GatewayUnderTest.shared().data(), "--replace"))
                .isEqualTo(2);

        assertThat(err.toString()).contains("DATA_IN_USE");
    }
}
