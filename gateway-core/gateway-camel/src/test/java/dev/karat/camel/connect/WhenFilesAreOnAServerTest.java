package dev.karat.camel.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.karat.api.error.ErrorCode;
import dev.karat.camel.system.ConnectionHealth;
import dev.karat.testkit.twin.SftpTwin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.component.file.remote.RemoteFileEndpoint;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WhenFilesAreOnAServerTest {
    private static final String HEADER = "id,last_name\n";

    @TempDir
    Path data;

    private @Nullable SftpTwin running;

    @BeforeEach
    void start() {
        running = SftpTwin.start(data.resolve("server"), 0);
    }

    @AfterEach
    void stop() {
        twin().close();
    }

    private SftpTwin twin() {
        return Objects.requireNonNull(running);
    }

    private FilesGateway gateway(String knownHosts, String password) throws IOException {
        return new FilesGateway(
                data,
                List.of(
                        "url: sftp://" + twin().host() + ":" + twin().port() + "/export",
                        "user: " + SftpTwin.USER,
                        "password: file:" + Files.writeString(data.resolve("password"), password),
                        "knownHosts: " + Files.writeString(data.resolve("known_hosts"), knownHosts),
                        "settle: 0ms"),
                List.of());
    }

    private String password() {
        return twin().credentials().getOrDefault("password", "");
    }

    @Test
    void readsThemOverSftpFromAHostThatIsKnown() throws IOException {
        String rows = IntStream.range(0, 1_100)
                .mapToObj(id -> id + ",Number" + id + "\n")
                .collect(Collectors.joining());
        twin().drop("export/a.csv", HEADER + rows);
        twin().drop("export/b.csv", "Number,Name\n");
        try (var gateway = gateway(twin().knownHostsLine(), password()).reading()) {
            await().untilAsserted(() -> assertThat(twin().all())
                    .containsExactly(
                            "export/.done/20260301-080000000-a.csv", "export/.error/20260301-080000000-b.csv"));
            assertThat(gateway.store.counts().records()).isEqualTo(1_100);
        }
    }

    @Test
    void refusesAHostThatIsNotKnown() throws IOException {
        twin().drop("export/a.csv", HEADER + "1,Ada\n");
        String other = twin().knownHostsLine().replace("[127.0.0.1]", "[127.0.0.2]");
        try (var gateway = gateway(other, password()).reading()) {
            await().untilAsserted(
                            () -> assertThat(gateway.erp().health().state()).isEqualTo(ConnectionHealth.State.FAILED));
            assertThat(gateway.erp().health().lastError()).isEqualTo(ErrorCode.CONFIG_INVALID);
            assertThat(twin().all()).containsExactly("export/a.csv");
        }
    }

    @Test
    void saysThatALoginIsRefused() throws IOException {
        try (var gateway = gateway(twin().knownHostsLine(), "wrong").reading()) {
            await().untilAsserted(
                            () -> assertThat(gateway.erp().health().state()).isEqualTo(ConnectionHealth.State.FAILED));
            assertThat(gateway.erp().health().lastError()).isEqualTo(ErrorCode.VENDOR_UNAUTHORIZED);
        }
    }

    @Test
    void waitsForAServerThatIsAway() throws IOException {
        try (var gateway = gateway(twin().knownHostsLine(), password())) {
            twin().close();
            gateway.reading();
            await().untilAsserted(() ->
                    assertThat(gateway.erp().health().state()).isEqualTo(ConnectionHealth.State.BACKING_OFF));
            assertThat(gateway.erp().health().lastError()).isEqualTo(ErrorCode.VENDOR_UNAVAILABLE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"#bean", "a+b%20c&d=e?f", "{{env:HOME}}", "RAW(x)", "${x}"})
    void takesAPasswordAsItIsAndShowsItNowhere(String password) throws Exception {
        try (var gateway = gateway("", password)) {
            gateway.context.start();
            var endpoint = (RemoteFileEndpoint<?>) DeclaredEndpoint.create(gateway.context, gateway.erp(), "inbox");
            assertThat(endpoint.getConfiguration().getPassword()).isEqualTo(password);
            assertThat(endpoint.toString() + endpoint.getEndpointUri() + endpoint.getEndpointKey())
                    .doesNotContain(password);
            assertThat(gateway.context.getEndpoints()).doesNotContain(endpoint);
        }
    }
}
