package dev.karat.camel.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.api.error.ErrorCode;
import dev.karat.camel.connector.Connectors;
import dev.karat.camel.system.ConnectedSystems;
import dev.karat.engine.config.Secrets;
import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.policy.PolicyReader;
import dev.karat.testkit.TestClock;
import dev.karat.testkit.twin.MailTwin;
import dev.karat.testkit.twin.SftpTwin;
import dev.karat.testkit.twin.ShopifyTwin;
import dev.karat.testkit.twin.TwinSettings;
import dev.karat.testkit.twin.VendorTwin;
import dev.karat.testkit.twin.ZendeskTwin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code karat check} says of the clocks, of other transports, and of what is behind them. */
class WhenAConnectionIsTestedTest {
    private static final Path CONNECTORS =
            Path.of("../../connectors").toAbsolutePath().normalize();

    @TempDir
    private Path folder;

    private ProbeReport probe(Clock clock, String system) throws IOException {
        Path file = Files.writeString(folder.resolve("gateway.yaml"), """
                version: 1
                gateway: { environment: test, country: DE, timezone: Europe/Berlin }
                systems:
                  it: %s
                """.formatted(system));
        GatewayPolicy policy = PolicyReader.read(file).orThrow();
        var systems = new ConnectedSystems(policy, Connectors.read(CONNECTORS), Secrets.ofProcess(), clock);
        CamelContext camel = new DefaultCamelContext();
        try {
            return new SystemProbe(systems.get("it"), false, () -> camel).run();
        } finally {
            camel.stop();
        }
    }

    private String secret(String value) throws IOException {
        return "\"file:" + Files.writeString(folder.resolve("secret"), value) + "\"";
    }

    private static Finding about(ProbeReport report, String part) {
        return report.findings().stream()
                .filter(finding -> finding.part().equals(part))
                .findFirst()
                .orElseThrow(() -> new AssertionError(report.findings()));
    }

    private static TestClock fast() {
        return TestClock.at(Instant.now().plus(Duration.ofMinutes(20)));
    }

    private String shop(VendorTwin twin) throws IOException {
        return "{ connector: shopify, connection: { shop: twin, url: \"" + twin.baseUri() + "\", token: "
                + secret(twin.credentials().get("accessToken") + "") + " } }";
    }

    @Test
    void saysThatThisMachinesClockIsAhead() throws IOException {
        try (var twin = ShopifyTwin.start(TwinSettings.of(Clock.systemUTC()))) {
            ProbeReport report = probe(fast(), shop(twin));
            assertThat(report.ok()).isTrue();
            assertThat(about(report, "clock").state()).isEqualTo(Finding.State.NOTICE);
            assertThat(about(report, "clock").message()).contains("ahead of the vendor's");
            assertThat(about(report, "clock").fix()).contains("NTP");
        }
    }

    @Test
    void aClockByWhichTheVendorsCallsWouldBeRefusedIsAFailure() throws IOException {
        try (var twin = ZendeskTwin.start(TwinSettings.of(Clock.systemUTC()))) {
            ProbeReport report = probe(
                    fast(),
                    "{ connector: zendesk, connection: { subdomain: twin, url: \"" + twin.baseUri() + "\", token: "
                            + secret(twin.credentials().get("token") + "") + " } }");
            assertThat(report.ok()).isFalse();
            assertThat(about(report, "clock").code()).isEqualTo(ErrorCode.WEBHOOK_REFUSED);
        }
    }

    @Test
    void aRowFromTheFutureHintsAtTheZone() throws IOException {
        try (var twin = ShopifyTwin.start(TwinSettings.of(fast()))) {
            var customer = new com.fasterxml.jackson.databind.ObjectMapper()
                    .readTree("{\"customer\": {\"first_name\": \"Ana\", \"email\": \"ana@example.org\"}}");
            twin.asStaff("POST", "/admin/api/" + ShopifyTwin.VERSION + "/customers.json", customer);

            ProbeReport report = probe(Clock.systemUTC(), shop(twin));
            assertThat(report.findings()).anySatisfy(finding -> {
                assertThat(finding.part()).isEqualTo("stream customers");
                assertThat(finding.message()).contains("minutes from now");
            });
        }
    }

    @Test
    void logsInToAServerOfFiles() throws IOException {
        try (var twin = SftpTwin.start(folder.resolve("server"), 0)) {
            twin.drop("customers.csv", "id\n1\n");
            Path known = Files.writeString(folder.resolve("known_hosts"), twin.knownHostsLine());
            String system = "{ connector: files, connection: { url: \"sftp://" + twin.host() + ":" + twin.port()
                    + "/\", user: " + SftpTwin.USER + ", knownHosts: " + known + ", password: ";

            ProbeReport good =
                    probe(Clock.systemUTC(), system + secret(twin.credentials().get("password") + "") + " } }");
            assertThat(about(good, "endpoint inbox").message()).contains("login is taken");

            ProbeReport bad = probe(Clock.systemUTC(), system + secret("wrong") + " } }");
            assertThat(about(bad, "endpoint inbox").code()).isEqualTo(ErrorCode.VENDOR_UNAUTHORIZED);
            assertThat(about(bad, "endpoint inbox").fix()).contains("password (file:");
        }
    }

    @Test
    void logsInToAMailbox() throws IOException {
        try (var twin = MailTwin.start(null)) {
            String system = "{ connector: mail, connection: { startTls: false, imap: \"imap://" + twin.host() + ":"
                    + twin.imapPort() + "\", user: " + twin.credentials().get("user") + ", password: ";

            ProbeReport good =
                    probe(Clock.systemUTC(), system + secret(twin.credentials().get("password") + "") + " } }");
            assertThat(about(good, "endpoint mailbox").message()).contains("0 messages that were not read");
            assertThat(about(good, "endpoint notices").state())
                    .as("nobody sends notices")
                    .isEqualTo(Finding.State.NOTICE);

            ProbeReport bad = probe(Clock.systemUTC(), system + secret("wrong") + " } }");
            assertThat(about(bad, "endpoint mailbox").code()).isEqualTo(ErrorCode.VENDOR_UNAUTHORIZED);
        }
    }
}
