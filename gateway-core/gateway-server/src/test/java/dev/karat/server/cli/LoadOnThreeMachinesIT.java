package dev.karat.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.engine.store.Store;
import dev.karat.server.GatewayUnderTest;
import dev.karat.store.Stores;
import dev.karat.testkit.data.CrmCsv;
import dev.karat.testkit.store.CustomerState;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same {@code karat load --cluster} three times, as on three machines; the one that writes is killed. */
class LoadOnThreeMachinesIT {
    private static final int RECORDS = 10_000;

    @TempDir
    private Path home;

    private record Loading(Process process, Path out, Path err) {
        boolean says(String text) {
            return read(err).contains(text);
        }

        JsonNode result() throws IOException {
            List<String> lines = read(out).lines().toList();
            return Output.JSON.readTree(lines.get(lines.size() - 1));
        }

        static String read(Path file) {
            try {
                return Files.readString(file);
            } catch (IOException notYet) {
                return "";
            }
        }
    }

    @Test
    void anotherOneGoesOnBehindTheLastCommit() throws Exception {
        Path file = home.resolve("entries.csv");
        CrmCsv.write(file, 11, RECORDS);
        List<Integer> ports = IntStream.range(0, 3).map(i -> freePort()).boxed().toList();
        var loads = new ArrayList<Loading>();
        try (var server = EmbeddedPostgres.builder()
                .setPGStartupWait(Duration.ofMinutes(1))
                .start()) {
            String url = server.getJdbcUrl("postgres", "postgres");
            try {
                for (int i = 0; i < 3; i++) {
                    loads.add(start(i, ports, url, file));
                }
                Loading first = writing(loads);
                Awaitility.await()
                        .atMost(Duration.ofMinutes(4))
                        .until(() -> Loading.read(first.err()).split("Stored ", -1).length > 2);
                first.process().toHandle().destroyForcibly();
                first.process().onExit().join();
                loads.remove(first);
                for (Loading left : loads) {
                    assertThat(left.process().waitFor())
                            .as(Loading.read(left.err()))
                            .isZero();
                    assertThat(left.result().path("records").asLong()).isEqualTo(RECORDS);
                }
                assertThat(loads)
                        .as("one went on, the other one saw that all was stored")
                        .anyMatch(left -> left.says("This process writes") && left.says("Stored "));
            } finally {
                loads.forEach(load -> load.process().destroyForcibly());
            }
            try (Store store = Stores.postgresql(url, "postgres", "", 4);
                    Store plain = plain(file)) {
                assertThat(store.counts().records()).isEqualTo(RECORDS);
                assertThat(CustomerState.of(store)).isEqualTo(CustomerState.of(plain));
            }
        }
    }

    private static Loading writing(List<Loading> loads) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(4))
                .until(() -> loads.stream().anyMatch(load -> load.says("This process writes")));
        return loads.stream()
                .filter(load -> load.says("This process writes"))
                .findFirst()
                .orElseThrow();
    }

    private Loading start(int number, List<Integer> ports, String url, Path file) throws IOException {
        Path data = Files.createDirectories(home.resolve("data" + number));
        Files.writeString(data.resolve("erasure-key"), "the key that all of the machines have\n");
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Karat.class.getName()));
        command.addAll(arguments(data, file));
        command.add("--cluster");
        Path out = home.resolve("out" + number);
        Path err = home.resolve("err" + number);
        var builder = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment()
                .putAll(Map.of(
                        "KARAT_STORE_URL", url,
                        "KARAT_STORE_USER", "postgres",
                        "KARAT_STORE_PASSWORD", "env:TEST_PASSWORD",
                        "TEST_PASSWORD", "postgres",
                        "KARAT_CLUSTER_LEASETTL", "1s",
                        "KARAT_CLUSTER_PORT", ports.get(number).toString(),
                        "KARAT_CLUSTER_MEMBERS", "127.0.0.1:" + ports.get(0) + ",127.0.0.1:" + ports.get(1)));
        return new Loading(builder.start(), out, err);
    }

    private static List<String> arguments(Path data, Path file) {
        return List.of(
                "load",
                file.toString(),
                "--system=erp",
                "--data=" + data,
                "--routes=" + Path.of("src/test/resources/routes").toAbsolutePath(),
                "--connectors=" + GatewayUnderTest.CONNECTORS);
    }

    /** What the same file makes of an embedded database. */
    private Store plain(Path file) {
        Path data = home.resolve("plain");
        var out = new PrintWriter(new StringWriter());
        assertThat(Karat.run(out, out, arguments(data, file).toArray(String[]::new)))
                .isZero();
        return Stores.sqliteToRead(data.resolve("karat.db"));
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw new IllegalStateException(none);
        }
    }
}
