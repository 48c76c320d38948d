package dev.karat.connectors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.RecordKey;
import dev.karat.camel.connector.Connectors;
import dev.karat.camel.connector.KameletText;
import dev.karat.camel.connector.webhook.WebhookCall;
import dev.karat.camel.routes.RouteFiles;
import dev.karat.camel.system.ConnectedSystems;
import dev.karat.camel.system.SystemPages;
import dev.karat.camel.system.WebhookDoors;
import dev.karat.engine.config.Secrets;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.hub.HubLimits;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.policy.PolicyReader;
import dev.karat.engine.store.Store;
import dev.karat.engine.store.StoredRecord;
import dev.karat.store.Stores;
import dev.karat.testkit.twin.TwinSettings;
import dev.karat.testkit.twin.WebhookTwin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * A gateway without its server, with two systems that have no connector of their own: an ERP that only posts, and a portal
 * that posts and is posted to. The portal's calls come in over HTTP.
 */
final class PortalGateway implements AutoCloseable {
    static final String ERP_SECRET = "whsec_dGhlIEVSUCdzIHNlY3JldCBvZiBieXRlcw==";
    static final String FORMER_ERP_SECRET = "whsec_dGhlIEVSUCdzIGZvcm1lciBzZWNyZXQsIA==";

    private static final byte[] ERASURE_KEY = "a test key of 16 bytes or more".getBytes(StandardCharsets.UTF_8);
    private static final int RECORD_BYTES_MAX = 1_000_000;

    private static final String IN = """
            - route:
                id: %1$s-in
                from:
                  uri: kamelet:webhook-webhook-source
                  parameters: { system: %1$s }
                  steps:
                    - to: golden:ingest
            """;

    final WebhookTwin portal = WebhookTwin.start(TwinSettings.of(Clock.systemUTC()));
    final WebhookDoors doors = new WebhookDoors();
    final Map<String, String> secrets = new ConcurrentHashMap<>();
    final Store store;
    final Hub hub;
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final HttpServer server;
    private final RouteFiles files;
    private final Path routes;

    PortalGateway(Path folder) throws IOException {
        secrets.put("ERP", ERP_SECRET);
        secrets.put("FORMER_ERP", FORMER_ERP_SECRET);
        secrets.put("PORTAL", portal.credentials().get("signingSecret"));
        secrets.put("TO_PORTAL", portal.credentials().get("sendSecret"));
        var policy = PolicyReader.read(Files.writeString(
                        folder.resolve("gateway.yaml"), """
                version: 1
                systems:
                  erp:
                    connector: webhook
                    connection: { signingSecret: env:ERP, formerSigningSecret: env:FORMER_ERP, versionAt: /revision, versionAs: number }
                  portal:
                    connector: webhook
                    connection: { signingSecret: env:PORTAL, url: "%s", sendSecret: env:TO_PORTAL, answerIdAt: /id }
                targets:
                  portal:
                    phase: live
                    mode: mirror
                    onArchive: delete
                    fields: { give: [givenName, familyName, emails, phones] }
                    brake: { creates: all, updates: all, deletes: all, clears: all }
                """.formatted(portal.baseUri() + WebhookTwin.HOOK)))
                .orThrow();
        var systems = new ConnectedSystems(
                policy, Connectors.read(VendorsOnDisk.ROOT), new Secrets(secrets::get), Clock.systemUTC());
        store = Stores.sqlite(folder.resolve("karat.db"));
        hub = new Hub(
                store,
                policy,
                MatchModel.standard(),
                systems.bindings(),
                HubLimits.STANDARD,
                ERASURE_KEY,
                Clock.systemUTC(),
                new Random(7));
        routes = Files.createDirectories(folder.resolve("routes"));
        files = new RouteFiles(context, routes, Clock.systemUTC());
        context.getRegistry().bind("hub", hub);
        context.getRegistry().bind("pages", new SystemPages(systems, RECORD_BYTES_MAX));
        context.getRegistry().bind("systems", systems);
        context.getRegistry().bind("doors", doors);
        context.getShutdownStrategy().setTimeout(5);
        context.getComponent("kamelet", KameletComponent.class)
                .setLocation("file:" + VendorsOnDisk.ROOT.resolve("webhook").resolve(KameletText.FOLDER));
        context.start();
        route("erp", IN.formatted("erp"));
        route("portal", IN.formatted("portal"));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/webhooks/portal", this::taken);
        server.start();
    }

    /** Where the portal posts to. */
    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/webhooks/portal";
    }

    private void taken(HttpExchange exchange) throws IOException {
        try (exchange) {
            var headers = new HashMap<String, String>();
            exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
            byte[] body = exchange.getRequestBody().readAllBytes();
            doors.take("portal", new WebhookCall(exchange.getRequestMethod(), address(), headers, body));
            exchange.sendResponseHeaders(200, -1);
        } catch (GatewayException refused) {
            exchange.sendResponseHeaders(503, -1);
        }
    }

    /** Writes a route file and loads it. */
    void route(String name, String yaml) throws IOException {
        Files.writeString(routes.resolve(name + ".camel.yaml"), yaml);
        files.refresh();
    }

    /** The record of that id, unless it is deleted. */
    Optional<StoredRecord> live(String system, String id) {
        return store.record(new RecordKey(system, "customer", id)).filter(record -> !record.deleted());
    }

    @Override
    public void close() {
        server.stop(0);
        context.stop();
        hub.close();
        store.close();
        portal.close();
    }
}
