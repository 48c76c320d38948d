package dev.karat.connectors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.RecordKey;
import dev.karat.camel.connector.webhook.WebhookCall;
import dev.karat.camel.system.WebhookDoors;
import dev.karat.engine.config.Secrets;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.store.Store;
import dev.karat.engine.store.StoredRecord;
import dev.karat.testkit.twin.TwinSettings;
import dev.karat.testkit.twin.WebhookTwin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A gateway without its server, with two systems that have no connector of their own: an ERP that only posts, and a portal
 * that posts and is posted to. The portal's calls come in over HTTP.
 */
final class PortalGateway implements AutoCloseable {
    static final String ERP_SECRET = "whsec_dGhlIEVSUCdzIHNlY3JldCBvZiBieXRlcw==";
    static final String FORMER_ERP_SECRET = "whsec_dGhlIEVSUCdzIGZvcm1lciBzZWNyZXQsIA==";

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
    final WebhookDoors doors;
    final Map<String, String> secrets = new ConcurrentHashMap<>();
    final Store store;
    final Hub hub;
    private final TestGateway gateway;
    private final HttpServer server;

    PortalGateway(Path folder) throws IOException {
        secrets.put("ERP", ERP_SECRET);
        secrets.put("FORMER_ERP", FORMER_ERP_SECRET);
        secrets.put("PORTAL", portal.credentials().get("signingSecret"));
        secrets.put("TO_PORTAL", portal.credentials().get("sendSecret"));
        String policy = """
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
                """.formatted(portal.baseUri() + WebhookTwin.HOOK);
        gateway = TestGateway.of(policy, folder, new Secrets(secrets::get), Clock.systemUTC());
        store = gateway.store;
        hub = gateway.hub;
        doors = gateway.doors;
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
        gateway.route(name, yaml);
    }

    /** The record of that id, unless it is deleted. */
    Optional<StoredRecord> live(String system, String id) {
        return store.record(new RecordKey(system, "customer", id)).filter(record -> !record.deleted());
    }

    @Override
    public void close() {
        server.stop(0);
        gateway.close();
        portal.close();
    }
}
