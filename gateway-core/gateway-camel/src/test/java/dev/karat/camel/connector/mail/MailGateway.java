package dev.karat.camel.connector.mail;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.camel.connector.Connectors;
import dev.karat.camel.system.ConnectedSystems;
import dev.karat.camel.system.SystemPages;
import dev.karat.engine.config.Secrets;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.hub.HubLimits;
import dev.karat.engine.ingest.IngestItem;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.policy.PolicyReader;
import dev.karat.engine.store.CustomerDataJson;
import dev.karat.engine.store.Interaction;
import dev.karat.engine.store.Store;
import dev.karat.engine.store.StoredGolden;
import dev.karat.engine.store.StoredRecord;
import dev.karat.store.Stores;
import dev.karat.testkit.TestClock;
import dev.karat.testkit.twin.MailTwin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Processor;
import org.apache.camel.builder.LambdaRouteBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** The gateway with a mailbox at a mail server on loopback and an ERP whose records are handed over by the tests. */
final class MailGateway implements AutoCloseable {
    private static final Path CONNECTORS = Path.of("../../connectors");
    private static final int RECORD_BYTES_MAX = 1_000_000;

    final TestClock clock = TestClock.at("2026-03-01T08:00:00Z");
    final DefaultCamelContext context = new DefaultCamelContext();
    final ConnectedSystems systems;
    final Store store;
    final Hub hub;
    private long observed = 1_000_000;

    MailGateway(Path data, MailTwin mail, int smtp, String team) {
        this(data, mail, smtp, team, mail.credentials().getOrDefault("password", ""));
    }

    /**
     * @param smtp port for notices
     * @param team who receives them
     */
    MailGateway(Path data, MailTwin mail, int smtp, String team, String password) {
        GatewayPolicy policy = policy(data, """
                version: 1
                systems:
                  erp: { connector: files, connection: { url: "file:unused" }, trust: 80 }
                  mailbox:
                    connector: mail
                    trust: 20
                    poll: 100ms
                    connection:
                      imap: imap://127.0.0.1:%d
                      smtp: smtp://127.0.0.1:%d
                      startTls: false
                      fetch: 2
                      user: %s
                      password: env:MAIL
                      noticeTo: %s
                      noticeLink: https://karat.example.com/api/customers/
                targets:
                  mailbox: { phase: live }
                """.formatted(mail.imapPort(), smtp, MailTwin.MAILBOX, team));
        var secrets = new Secrets(name -> password);
        systems = new ConnectedSystems(policy, Connectors.read(CONNECTORS), secrets, clock);
        store = Stores.sqlite(data.resolve("karat.db"));
        hub = new Hub(
                store,
                policy,
                MatchModel.standard(),
                systems.bindings(),
                HubLimits.STANDARD,
                "a test key of 16 bytes or more".getBytes(StandardCharsets.UTF_8),
                clock,
                new Random(7));
        context.getRegistry().bind("hub", hub);
        context.getRegistry().bind("pages", new SystemPages(systems, RECORD_BYTES_MAX));
        context.getRegistry().bind("systems", systems);
        context.getShutdownStrategy().setTimeout(5);
        context.start();
    }

    private static GatewayPolicy policy(Path data, String yaml) {
        try {
            Files.createDirectories(data);
            return PolicyReader.read(Files.writeString(data.resolve("gateway.yaml"), yaml))
                    .orThrow();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    void route(LambdaRouteBuilder routes) {
        try {
            RouteBuilder.addRoutes(context, routes);
        } catch (Exception broken) {
            throw new IllegalStateException(broken);
        }
    }

    /** Reads the mailbox into the engine; pages pass what is given. */
    void readMail(Processor onTheWay) {
        route(routes -> routes.from("connector:read?system=mailbox&initialDelay=0")
                .routeId("mail")
                .process(onTheWay)
                .to("golden:ingest"));
    }

    void readMail() {
        readMail(page -> {});
    }

    /** A person as the ERP reports one. */
    void erp(String id, String given, String family, String email) {
        var data = CustomerData.builder()
                .text(Attribute.GIVEN_NAME, given)
                .text(Attribute.FAMILY_NAME, family)
                .texts(Attribute.EMAILS, email)
                .build();
        await(hub.ingest(List.of(new IngestItem.Version(
                new RecordKey("erp", "customer", id),
                false,
                false,
                data,
                null,
                null,
                ++observed,
                CustomerDataJson.write(data),
                new byte[0]))));
    }

    /** Waits on a machine that may be busy. */
    static ConditionFactory eventually() {
        return Awaitility.await().atMost(Duration.ofMinutes(1));
    }

    static <T> T await(CompletableFuture<T> answer) {
        return answer.orTimeout(30, TimeUnit.SECONDS).join();
    }

    /** The record of whoever writes from an address. */
    Optional<StoredRecord> lead(String address) {
        return store.record(new RecordKey("mailbox", "customer", new Sender(address, null).id()));
    }

    Optional<StoredGolden> profile(String address) {
        return lead(address)
                .map(StoredRecord::goldenId)
                .flatMap(golden -> store.goldens(List.of(golden)).stream().findFirst());
    }

    Optional<StoredGolden> erpProfile(String id) {
        return store.record(new RecordKey("erp", "customer", id))
                .map(StoredRecord::goldenId)
                .flatMap(golden -> store.goldens(List.of(golden)).stream().findFirst());
    }

    /** What a profile shows of the mailbox, newest first, found as the REST API finds it. */
    List<Interaction> mails(StoredGolden golden) {
        Set<String> references = new LinkedHashSet<>();
        for (StoredRecord record : store.recordsOf(golden.id())) {
            if (record.key().system().equals("mailbox")) {
                references.add(record.key().id());
                references.addAll(record.data().texts(Attribute.EMAILS));
            }
        }
        return store.interactions("mailbox", references, 100);
    }

    @Override
    public void close() {
        context.stop();
        hub.close();
        store.close();
    }
}
