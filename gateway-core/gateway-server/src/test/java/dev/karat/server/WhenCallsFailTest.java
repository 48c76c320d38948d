package dev.karat.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.CustomerData;
import dev.karat.camel.connector.write.WriteItem;
import dev.karat.camel.system.ConnectedSystem;
import dev.karat.camel.system.ConnectedSystems;
import dev.karat.engine.store.LetterSelection;
import dev.karat.engine.store.Store;
import dev.karat.testkit.twin.MailTwin;
import dev.karat.testkit.twin.SftpTwin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Vendors that fail in every way and repeat the credential in what they answer. The secrets of all systems are canaries:
 * none of them is heard in anything that the gateway says.
 */
class WhenCallsFailTest {
    private static final int ROUNDS = SpitefulVendor.WAYS;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    private static Path folder;

    private static final Heard LOG = new Heard();

    @SuppressWarnings("NullAway.Init") // started before the first test
    private static SpitefulVendor vendor;

    @SuppressWarnings("NullAway.Init") // started before the first test
    private static ConfigurableApplicationContext gateway;

    /** All that is logged, by anybody, with its stack traces. */
    private static final class Heard extends AppenderBase<ILoggingEvent> {
        final Queue<String> lines = new ConcurrentLinkedQueue<>();

        @Override
        protected void append(ILoggingEvent event) {
            IThrowableProxy thrown = event.getThrowableProxy();
            lines.add(event.getLoggerName() + " [" + event.getThreadName() + "] " + event.getFormattedMessage()
                    + (thrown == null ? "" : "\n" + ThrowableProxyUtil.asString(thrown)));
        }
    }

    @BeforeAll
    static void start() throws IOException {
        vendor = new SpitefulVendor();
        Path routes = Files.createDirectories(folder.resolve("routes"));
        Path keys = Files.createDirectories(folder.resolve("keys"));
        SftpTwin files = SftpTwin.start(folder.resolve("sftp"), 0);
        MailTwin mail = MailTwin.start(null);
        vendor.alsoClose(files, mail);
        Path hosts = Files.writeString(folder.resolve("known_hosts"), files.knownHostsLine());
        var yaml = new StringBuilder("version: 1\ngateway: { environment: test, country: DE }\nsystems:\n");
        systems(files, mail, hosts).forEach((name, settings) -> {
            yaml.append("  ")
                    .append(name)
                    .append(": { poll: 100ms, limits: { requests: 10000, per: 1s }, ")
                    .append(settings)
                    .append(" } }\n");
            if (!name.equals("tokens")) {
                route(routes, name);
            }
        });
        yaml.append("targets:\n  shop: { phase: live, fields: { give: [givenName] } }\n");
        yaml.append("subscribers:\n  crm: { url: \"" + vendor.url() + "/hook\", secrets: [\"file:"
                + keys.resolve("hook") + "\"] }\n");
        for (String name : List.of("shop", "mailing", "support", "desk", "tokens", "erp", "inbox", "hook")) {
            Files.writeString(keys.resolve(name), SpitefulVendor.CANARY + "-" + name + "-us1");
        }
        Files.writeString(routes.resolve("gateway.yaml"), yaml.toString().replace("KEYS", keys + ""));

        LOG.start();
        gateway = new SpringApplication(GatewayApplication.class)
                .run(
                        "--karat.data=" + folder.resolve("data"),
                        "--karat.routes=" + routes,
                        "--karat.connectors=" + GatewayUnderTest.CONNECTORS,
                        "--server.port=0");
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.addAppender(LOG);
        ((Logger) LoggerFactory.getLogger("dev.karat")).setLevel(Level.TRACE);
        ((Logger) LoggerFactory.getLogger("org.apache.camel")).setLevel(Level.DEBUG);
    }

    private static Map<String, String> systems(SftpTwin files, MailTwin mail, Path hosts) {
        var systems = new LinkedHashMap<String, String>();
        String url = "url: \"" + vendor.url() + "\", ";
        systems.put("shop", "connector: shopify, connection: { shop: a, " + url + "token: \"file:KEYS/shop\"");
        systems.put(
                "tokens",
                "connector: shopify, connection: { shop: b, " + url
                        + "clientId: c, clientSecret: \"file:KEYS/tokens\"");
        systems.put(
                "mailing",
                "connector: mailchimp, connection: { audience: a1b2c3d4e5, " + url + "apiKey: \"file:KEYS/mailing\"");
        systems.put(
                "support", "connector: zendesk, connection: { subdomain: z, " + url + "token: \"file:KEYS/support\"");
        systems.put("desk", "connector: request-tracker, connection: { " + url + "token: \"file:KEYS/desk\"");
        systems.put(
                "erp",
                "connector: files, connection: { url: \"sftp://" + files.host() + ":" + files.port()
                        + "/\", user: erp, knownHosts: \"" + hosts + "\", password: \"file:KEYS/erp\"");
        systems.put(
                "inbox",
                "connector: mail, connection: { imap: \"imap://" + mail.host() + ":" + mail.imapPort()
                        + "\", startTls: false, user: nobody, password: \"file:KEYS/inbox\"");
        return systems;
    }

    private static void route(Path routes, String system) {
        try {
            Files.writeString(routes.resolve(system + ".camel.yaml"), """
                    - route:
                        id: %s-in
                        from:
                          uri: connector:read
                          parameters: { system: %s, initialDelay: 0, delay: 50 }
                          steps:
                            - to: golden:ingest
                    """.formatted(system, system));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @AfterAll
    static void stop() {
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).detachAppender(LOG);
        ((Logger) LoggerFactory.getLogger("dev.karat")).setLevel(null);
        ((Logger) LoggerFactory.getLogger("org.apache.camel")).setLevel(null);
        gateway.close();
        vendor.close();
    }

    private static String ask(String method, String path) {
        String port = gateway.getEnvironment().getProperty("local.server.port");
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header(
                        "Authorization",
                        "Bearer " + gateway.getBean(DataDirectory.class).adminToken())
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        try {
            HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() + " " + answer.headers().map() + " " + answer.body();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    @Test
    void noSecretIsHeardAnywhere() throws IOException, JMException {
        var said = new LinkedHashMap<String, String>();
        ConnectedSystems systems = gateway.getBean(ConnectedSystems.class);
        for (int round = 0; round < ROUNDS; round++) {
            for (String name : List.of("shop", "tokens", "mailing", "support", "desk")) {
                said.put("check " + name + " " + round, check(systems.get(name)));
                said.put("write " + name + " " + round, write(systems.get(name)));
                systems.get(name).health().resume();
            }
        }
        for (String name : List.of("shop", "tokens", "mailing", "desk")) {
            for (int round = 0; round < 3; round++) {
                said.put("POST check " + name + round, ask("POST", "/api/connections/" + name + "/check"));
            }
        }
        said.put("check erp", ask("POST", "/api/connections/erp/check"));
        said.put("check inbox", ask("POST", "/api/connections/inbox/check"));
        vendor.giveRowsWithoutId();
        systems.get("shop").health().resume();
        Store store = gateway.getBean(Store.class);
        await().untilAsserted(() ->
                assertThat(store.newestDeadLetters(LetterSelection.ALL, 10)).isNotEmpty());
        for (String path : List.of(
                "/api/status",
                "/api/connectors",
                "/api/dead-letters?limit=1000",
                "/api/subscribers",
                "/api/targets/shop/preview",
                "/api/nowhere",
                "/actuator/prometheus",
                "/actuator/health",
                "/actuator/metrics",
                "/v3/api-docs")) {
            said.put("GET " + path, ask("GET", path));
        }
        said.put("letters", store.newestDeadLetters(LetterSelection.ALL, 1000).toString());
        said.putAll(beans());
        said.putAll(stored());
        said.put("threads", Thread.getAllStackTraces().keySet().toString());

        assertThat(vendor.heard())
                .as("the vendor was told all of them, or this test proves nothing")
                .contains("shop", "tokens", "access", "mailing", "support", "desk");
        assertThat(vendor.waysTaken()).isEqualTo(SpitefulVendor.WAYS);
        assertThat(said.toString()).contains("VENDOR_UNAUTHORIZED", "VENDOR_ANSWER_MALFORMED", "VENDOR_TIMEOUT");
        said.forEach((where, text) -> silent(where, text));
        assertThat(LOG.lines).hasSizeGreaterThan(50);
        LOG.lines.forEach(line -> silent("log", line));
    }

    /** Neither as it is nor as a call shows it. */
    private static void silent(String where, String text) {
        for (String form : vendor.forms()) {
            int at = text.indexOf(form);
            if (at >= 0) {
                throw new AssertionError(where + " tells a secret: "
                        + text.substring(Math.max(0, at - 200), Math.min(text.length(), at + 80)));
            }
        }
    }

    private static String check(ConnectedSystem system) {
        try {
            return system.calls().check() + "";
        } catch (GatewayException failure) {
            return failure + " " + failure.getMessage();
        }
    }

    private static String write(ConnectedSystem system) {
        var item = new WriteItem("item", WriteItem.Operation.UPSERT, "17", CustomerData.empty(), Set.of(), false, null);
        var person = GatewayUnderTest.person("Ana", "Ruiz", "ana@example.org", "+49301234567");
        var creation = new WriteItem("new", WriteItem.Operation.UPSERT, null, person, person.attributes(), true, null);
        try {
            return system.calls().write(ConnectedSystems.CUSTOMER, List.of(item, creation), false) + "";
        } catch (GatewayException failure) {
            return failure + " " + failure.getMessage();
        }
    }

    private static Map<String, String> beans() throws JMException {
        var said = new LinkedHashMap<String, String>();
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        for (ObjectName name : server.queryNames(null, null)) {
            var text = new StringBuilder(name.toString());
            for (MBeanAttributeInfo attribute : server.getMBeanInfo(name).getAttributes()) {
                // The machine's own properties and environment are no work of the gateway.
                if (!attribute.getName().contains("SystemProperties")) {
                    try {
                        Object value = server.getAttribute(name, attribute.getName());
                        text.append(' ').append(value instanceof Object[] many ? Arrays.deepToString(many) : value);
                    } catch (JMException | RuntimeException unreadable) {
                        text.append(' ').append(unreadable);
                    }
                }
            }
            said.put("JMX " + name, text.toString());
        }
        return said;
    }

    /** Everything in the data folder: database, journal, caches. */
    private static Map<String, String> stored() throws IOException {
        var said = new LinkedHashMap<String, String>();
        try (Stream<Path> files = Files.walk(folder.resolve("data"))) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                said.put("file " + file, new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        }
        return said;
    }
}
