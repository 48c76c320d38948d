package dev.karat.camel.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.karat.api.error.ErrorCode;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.DeliveryState.Status;
import dev.karat.testkit.twin.SftpTwin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WhenFilesAreWrittenTest {
    @TempDir
    Path data;

    private FilesGateway gateway(String mode, String... settings) {
        var connection = new ArrayList<>(List.of(settings));
        if (connection.stream().noneMatch(line -> line.startsWith("url"))) {
            connection.add("url: file:" + data.resolve("erp"));
        }
        return new FilesGateway(
                data, connection, List.of("phase: live", mode, "fields: { give: [familyName, phones, address] }"));
    }

    private static JsonNode customer(String id, String family, String phone) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", id)
                .put("first_name", "Ada")
                .put("last_name", family)
                .put("email", "ada" + id + "@example.org")
                .put("phone", phone);
    }

    private List<String> written(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        } catch (IOException none) {
            return List.of();
        }
    }

    private String content(Path folder, Charset charset) {
        try {
            return Files.readString(folder.resolve(written(folder).get(0)), charset);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private static List<DeliveryState> states(FilesGateway gateway) {
        return gateway.store.deliveries(
                "erp",
                gateway.store.liveGoldens(null, 100).stream()
                        .map(golden -> golden.id())
                        .toList());
    }

    @Test
    void writesOneFileWithTheIdsOfTheSystemAndRests() {
        Path out = data.resolve("erp/out");
        try (var gateway = gateway("mode: update")) {
            gateway.report("erp", customer("1", "Muller", "030 2345671"), customer("2", "Lukasiewicz", "030 2345672"));
            gateway.report("crm", customer("1", "Müller", "030 2345671"), customer("2", "Łukasiewicz", "030 2345672"));
            gateway.delivering();
            await().untilAsserted(() ->
                    assertThat(gateway.store.deliveryCounts("erp")).isEqualTo(Map.of(Status.SETTLED, 2L)));
            assertThat(written(out))
                    .hasSize(1)
                    .first()
                    .asString()
                    .startsWith("customers-")
                    .endsWith(".csv");
            assertThat(content(out, Charset.forName("UTF-8")).lines().toList())
                    .hasSize(3)
                    .anySatisfy(header -> assertThat(header).startsWith("id,").contains(",last_name,"))
                    .anySatisfy(row -> assertThat(row).startsWith("1,").contains("Müller", "+49302345671"))
                    .anySatisfy(row -> assertThat(row).startsWith("2,").contains("Łukasiewicz", "+49302345672"));

            gateway.report("erp", customer("1", "Müller", "030 2345671"), customer("2", "Łukasiewicz", "030 2345672"));
            await().during(Duration.ofMillis(300)).until(() -> written(out).size() == 1);
        }
    }

    @Test
    void createsNothing() {
        try (var gateway = gateway("mode: upsert")) {
            gateway.report("crm", customer("9", "Noether", "030 8765439"));
            gateway.hub.baselineCompleted("erp").join();
            gateway.delivering();
            await().untilAsserted(() -> assertThat(states(gateway))
                    .singleElement()
                    .satisfies(state -> {
                        assertThat(state.status()).isEqualTo(Status.REJECTED);
                        assertThat(state.error()).isEqualTo(ErrorCode.CREATE_NOT_ALLOWED);
                    }));
            assertThat(written(data.resolve("erp/out"))).isEmpty();
        }
    }

    @Test
    void refusesAValueThatTheCharsetOfTheFilesLacks() {
        Path out = data.resolve("erp/out");
        try (var gateway = gateway("mode: update", "charset: windows-1252")) {
            gateway.report("erp", customer("1", "Muller", "030 2345671"), customer("2", "Lukasiewicz", "030 2345672"));
            gateway.report("crm", customer("1", "Müller", "030 2345671"), customer("2", "Łukasiewicz", "030 2345672"));
            gateway.delivering();
            await().untilAsserted(() -> assertThat(gateway.store.deliveryCounts("erp"))
                    .isEqualTo(Map.of(Status.SETTLED, 1L, Status.REJECTED, 1L)));
            assertThat(content(out, Charset.forName("windows-1252")))
                    .contains("Müller")
                    .doesNotContain("ukasiewicz");
        }
    }

    @Test
    void writesOverSftpAndTriesAgainIfTheServerWasAway() throws IOException {
        SftpTwin twin = SftpTwin.start(data.resolve("server"), 0);
        int port = twin.port();
        String[] connection = {
            "url: sftp://127.0.0.1:" + port + "/exchange",
            "user: " + SftpTwin.USER,
            "password: file:"
                    + Files.writeString(
                            data.resolve("password"), twin.credentials().getOrDefault("password", "")),
            "knownHosts: " + Files.writeString(data.resolve("known_hosts"), twin.knownHostsLine())
        };
        twin.close();
        try (var gateway = gateway("mode: update", connection)) {
            gateway.report("erp", customer("1", "Muller", "030 2345671"));
            gateway.report("crm", customer("1", "Müller", "030 2345671"));
            gateway.delivering();
            await().untilAsserted(() -> assertThat(states(gateway))
                    .singleElement()
                    .satisfies(state -> {
                        assertThat(state.status()).isEqualTo(Status.PENDING);
                        assertThat(state.error()).isEqualTo(ErrorCode.VENDOR_UNAVAILABLE);
                    }));
            try (SftpTwin back = SftpTwin.start(data.resolve("server"), port)) {
                gateway.clock.advance(Duration.ofHours(1));
                await().untilAsserted(() -> assertThat(states(gateway))
                        .singleElement()
                        .satisfies(state -> assertThat(state.status()).isEqualTo(Status.SETTLED)));
                assertThat(back.all()).singleElement().asString().startsWith("exchange/out/customers-");
            }
        }
    }
}
