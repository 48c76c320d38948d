package dev.karat.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.store.CustomerDataJson;
import dev.karat.engine.store.Store;
import dev.karat.engine.store.StoredGolden;
import dev.karat.engine.store.StoredRecord;
import dev.karat.server.DataDirectory;
import dev.karat.server.GatewayUnderTest;
import dev.karat.store.Stores;
import dev.karat.testkit.data.CrmCsv;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadCommandTest {
    private static final Path ROUTES =
            Path.of("src/test/resources/routes").toAbsolutePath().normalize();

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private static String[] line(Path data, Object... arguments) {
        var line = new ArrayList<>(List.of("load"));
        Arrays.stream(arguments).map(String::valueOf).forEach(line::add);
        line.addAll(List.of("--data", data.toString(), "--routes", ROUTES.toString()));
        line.addAll(List.of("--connectors", GatewayUnderTest.CONNECTORS.toString()));
        return line.toArray(String[]::new);
    }

    private int load(Path data, Object... arguments) {
        return Karat.run(new PrintWriter(out, true), new PrintWriter(err, true), line(data, arguments));
    }

    private JsonNode result() throws IOException {
        List<String> lines = out.toString().lines().toList();
        return Output.JSON.readTree(lines.get(lines.size() - 1));
    }

    private Path entries(long count) throws IOException {
        Path file = folder.resolve("entries.csv");
        CrmCsv.write(file, 11, count);
        return file;
    }

    @Test
    void makesTheProfilesThatTheStreamWouldHaveMade() throws IOException {
        Path file = entries(3_000);
        assertThat(load(folder.resolve("once"), file, "--system", "erp")).isZero();
        JsonNode atOnce = result();
        assertThat(atOnce.path("records").asLong()).isEqualTo(3_000);
        assertThat(atOnce.path("resumedAt").asLong()).isZero();

        // Something is there already, so that the file goes page by page.
        Path first = folder.resolve("first.csv");
        Files.write(first, Files.readAllLines(file).subList(0, 101));
        assertThat(load(folder.resolve("paged"), first, "--system", "erp")).isZero();
        assertThat(load(folder.resolve("paged"), file, "--system", "erp")).isZero();
        assertThat(result().path("resumedAt").asLong()).isEqualTo(100);
        assertThat(result().path("profiles").asLong())
                .isEqualTo(atOnce.path("profiles").asLong());

        assertThat(state(folder.resolve("paged"))).isEqualTo(state(folder.resolve("once")));
    }

    @Test
    void goesOnWhereItWasKilledAndStoresNothingTwice() throws Exception {
        Path file = entries(20_000);
        Path data = folder.resolve("killed");
        killAfterTwoCommits(data, file);
        long before = records(data);
        assertThat(before).isPositive();

        assertThat(load(data, file, "--system", "erp")).isZero();
        assertThat(result().path("resumedAt").asLong()).isEqualTo(before);
        assertThat(result().path("records").asLong()).isEqualTo(20_000);
        assertThat(records(data)).isEqualTo(20_000);

        assertThat(load(folder.resolve("whole"), file, "--system", "erp")).isZero();
        assertThat(state(data)).isEqualTo(state(folder.resolve("whole")));
    }

    @Test
    void storesNothingWhenAllIsThere() throws IOException {
        Path file = entries(500);
        Path data = folder.resolve("twice");
        assertThat(load(data, file, "--system", "erp")).isZero();
        Set<String> state = state(data);

        assertThat(load(data, file, "--system", "erp")).isZero();
        assertThat(result().path("resumedAt").asLong()).isEqualTo(500);
        assertThat(state(data)).isEqualTo(state);
    }

    @Test
    void takesTheSystemOfEachRowAndNoUnknownOne() throws IOException {
        Path file = folder.resolve("systems.csv");
        Files.writeString(file, """
                system,id,givenName,familyName,email
                erp,1,Ada,Lovelace,ada@load.test|countess@load.test
                shop,1,Ada,Lovelace,ada@load.test
                """);
        Path data = folder.resolve("systems");
        assertThat(load(data, file)).isZero();
        assertThat(result().path("profiles").asLong()).isEqualTo(1);
        assertThat(state(data)).singleElement().asString().contains("erp:customer:1", "shop:customer:1", "countess@");

        Files.writeString(file, "system,id,givenName,familyName\nerp,2,Alan,Turing\nnowhere,3,Alan,Turing\n");
        assertThat(load(folder.resolve("unknown"), file)).isEqualTo(2);
        assertThat(err.toString()).contains("SYSTEM_UNKNOWN: systems.csv:3: there is no system nowhere");
        assertThat(records(folder.resolve("unknown"))).isZero();
        assertThat(load(data, file, "--system", "elsewhere")).isEqualTo(2);
    }

    /** So that who reads a customer later finds all of them on a page or two. */
    @Test
    void storesTheRecordsOfACustomerSideBySideAsOfWhenTheyCame() throws IOException {
        Path file = folder.resolve("mixed.csv");
        Files.writeString(file, """
                id,givenName,familyName,email
                1,Ada,Lovelace,ada@load.test
                2,Alan,Turing,alan@load.test
                3,Ada,Lovelace-King,ada@load.test
                4,Alan,Turing,alan@load.test
                """);
        Path data = folder.resolve("mixed");
        assertThat(load(data, file, "--system", "erp")).isZero();
        try (Store store = Stores.sqliteToRead(DataDirectory.database(data))) {
            List<StoredRecord> records = store.records(List.of(1L, 2L, 3L, 4L));
            assertThat(records).extracting(record -> record.key().id()).containsExactly("1", "3", "2", "4");
            assertThat(records.get(2).at()).isLessThan(records.get(1).at());
        }
        assertThat(state(data)).anyMatch(customer -> customer.contains("Lovelace-King"));
    }

    @Test
    void goesThroughTheGatewayThatRuns() throws IOException {
        GatewayUnderTest gateway = GatewayUnderTest.shared();
        Path file = folder.resolve("running.csv");
        Files.writeString(
                file,
                "id,givenName,familyName,email\nload-1,Emmy,Noether,emmy@load.test\nload-2,Emmy,Noether,emmy@load.test\n");
        assertThat(load(gateway.data(), file, "--system", "erp")).isZero();
        assertThat(result().path("records").asLong()).isEqualTo(2);

        StoredRecord one = stored(gateway, "load-1");
        assertThat(one.goldenId())
                .isNotNull()
                .isEqualTo(stored(gateway, "load-2").goldenId());
        assertThat(load(gateway.data(), file, "--system", "erp")).isZero();
        assertThat(result().path("resumedAt").asLong()).isEqualTo(2);
    }

    private static StoredRecord stored(GatewayUnderTest gateway, String id) {
        return gateway.store().record(new RecordKey("erp", "customer", id)).orElseThrow();
    }

    /** Kills the process when it has handed over its second commit: the first one is on disk then. */
    private static void killAfterTwoCommits(Path data, Path file) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                Karat.class.getName()));
        command.addAll(List.of(line(data, file, "--system", "erp")));
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var lines = new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            int commits = 0;
            for (String line = lines.readLine(); line != null && commits < 2; line = lines.readLine()) {
                commits += line.startsWith("Stored ") ? 1 : 0;
            }
            assertThat(commits).isEqualTo(2);
        } finally {
            process.toHandle().destroyForcibly();
            process.waitFor();
        }
    }

    private static long records(Path data) {
        try (var store = Stores.sqlite(data.resolve("karat.db"))) {
            return store.counts().records();
        }
    }

    /** Which records are one customer, and the values of each: equal for equal states, whatever the ids. */
    private static Set<String> state(Path data) {
        try (var store = Stores.sqlite(data.resolve("karat.db"))) {
            Map<String, Set<String>> keys = new HashMap<>();
            store.scan(record -> keys.computeIfAbsent(String.valueOf(record.goldenId()), id -> new TreeSet<>())
                    .add(record.key().toString()));
            var state = new TreeSet<String>();
            for (StoredGolden golden : store.liveGoldens(null, 1_000_000)) {
                state.add(keys.remove(golden.id())
                        + " "
                        + CustomerDataJson.write(golden.profile().data()));
            }
            assertThat(keys).isEmpty();
            return state;
        }
    }
}
