package dev.karat.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.testkit.twin.Fault;
import dev.karat.testkit.twin.OdooTwin;
import dev.karat.testkit.twin.ShopifyTwin;
import dev.karat.testkit.twin.TwinSettings;
import dev.karat.testkit.twin.VendorTwin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * The systems around a gateway, and the ledger of what it acknowledged to them and wrote into them, all outside of its
 * process: files of an ERP, calls over HTTP, and a shop and a CRM that are read and written. The CRM takes a customer as
 * often as it is told of him. Everything that happens in them is a function of the seed.
 */
final class Landscape implements AutoCloseable {
    private static final int ROWS = 60;
    private static final int SHOPPERS = 12;

    /** True if people also edit what the gateway writes at that moment. */
    private static final boolean CROSSING = Boolean.getBoolean("karat.faults.crossing");

    private static final String SHOP = "/admin/api/" + ShopifyTwin.VERSION + "/customers";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path home;
    private final CustomerFiles files;
    private final Caller caller = new Caller();
    private final ShopifyTwin shop;
    private final OdooTwin crm;
    private final List<JsonNode> shoppers = new ArrayList<>();
    private int moves;

    Landscape(Path home, long seed, int files) throws IOException {
        this.home = home;
        this.files = new CustomerFiles(seed, files, ROWS);
        Files.createDirectories(inbox());
        var settings = TwinSettings.of(Clock.systemUTC());
        shop = ShopifyTwin.start(settings, new ShopifyTwin.Options(4_000, 2_000, ZoneOffset.UTC));
        crm = OdooTwin.start(settings);
        for (int i = 0; i < SHOPPERS; i++) {
            ObjectNode customer = JSON.createObjectNode()
                    .put("email", "c" + i + "@example.test")
                    .put("first_name", CustomerFiles.given(i))
                    .put("last_name", CustomerFiles.family(i));
            customer.putArray("addresses").addObject().put("city", "Old Town").put("country_code", "DE");
            ObjectNode body = JSON.createObjectNode().set("customer", customer);
            shoppers.add(shop.asStaff(Instant.parse("2026-01-01T00:00:00Z"), "POST", SHOP + ".json", body)
                    .path("customer"));
        }
    }

    private Path inbox() {
        return home.resolve("inbox");
    }

    /** The folder of routes of a gateway between these systems. */
    Path routes() throws IOException {
        Path routes = Files.createDirectories(home.resolve("routes"));
        String secret = Files.writeString(home.resolve("secret"), TwinSettings.OPEN_SECRET)
                .toString();
        Files.writeString(
                routes.resolve("gateway.yaml"), """
                version: 1
                gateway: { country: DE, timezone: UTC }
                systems:
                  erp: { connector: files, connection: { url: "file:%1$s", settle: 200ms }, trust: 80, required: true, poll: 300ms }
                  shop: { connector: shopify, connection: { shop: any, url: "%2$s", token: "file:%4$s" }, limits: { requests: 40000, per: 20s }, trust: 60, required: true, poll: 300ms }
                  crm: { connector: odoo, connection: { url: "%3$s", apiKey: "file:%4$s" }, trust: 40, required: true, poll: 300ms }
                survivorship: { default: [trust, recent] }
                targets:
                  shop: { phase: live, mode: upsert, where: "size(.emails) > 0", fields: { give: [givenName, familyName, emails, phones, address] }, brake: { creates: all, updates: all } }
                  crm: { phase: live, mode: upsert, where: "size(.emails) > 0", fields: { give: [givenName, familyName, emails, phones, address] }, brake: { creates: all, updates: all } }
                """.formatted(inbox(), shop.baseUri(), crm.baseUri(), secret));
        for (var route :
                Map.of("erp", "files", "shop", "shopify", "crm", "odoo").entrySet()) {
            Files.writeString(
                    routes.resolve(route.getKey() + "-in.camel.yaml"), """
                    - route:
                        id: %s-in
                        from:
                          uri: kamelet:%s-customer-source
                          parameters: { system: %1$s }
                          steps:
                            - to: golden:ingest
                    """.formatted(route.getKey(), route.getValue()));
        }
        for (var route : Map.of("shop", "shopify", "crm", "odoo").entrySet()) {
            Files.writeString(routes.resolve(route.getKey() + "-out.camel.yaml"), """
                    - route:
                        id: %s-out
                        from:
                          uri: golden:deliver
                          parameters: { target: %1$s, batch: 20, delay: 100 }
                          steps:
                            - to: kamelet:%s-customer-sink?system=%1$s
                    """.formatted(
                            route.getKey(), route.getValue()));
        }
        return routes;
    }

    /** Opens both targets of a gateway that was never opened. */
    static void open(GatewayClient gateway) {
        for (String target : List.of("shop", "crm")) {
            gateway.send(
                    "PUT",
                    "/api/targets/" + target + "/phase",
                    JSON.createObjectNode().put("phase", "live"));
        }
    }

    /** Something happens that the other systems have to hear of. */
    void move(LivingGateway gateway) throws IOException {
        files.drop(inbox(), 2);
        caller.tell(gateway, 3);
        if (CROSSING) {
            edit();
        }
    }

    /** Customers of the shop move to another town, which nobody else tells. */
    void edit() {
        for (int i = 0; i < 2; i++) {
            JsonNode shopper = shoppers.get(moves % SHOPPERS);
            ObjectNode body = JSON.createObjectNode();
            body.putObject("address").put("city", "Town " + ++moves);
            long address = shopper.at("/addresses/0/id").asLong();
            shop.asStaff("PUT", SHOP + "/" + shopper.path("id").asLong() + "/addresses/" + address + ".json", body);
        }
    }

    /** Drops what files are left, and waits until every call and every file is acknowledged. */
    void finish() throws IOException {
        files.drop(inbox(), files.left());
        shop.faults().clear();
        crm.faults().clear();
        caller.awaitAcknowledged();
        Awaitility.await().atMost(KaratProcess.PATIENCE).until(this::isAllTaken);
    }

    /** Vendors answer slowly from now on, and one of the next answers or questions gets lost on its way. */
    void trouble(Random random) {
        boolean atShop = random.nextBoolean();
        Fault fault = List.of(Fault.lostAfterWrite(), Fault.lostBeforeWrite(), Fault.truncated(), Fault.status(500))
                .get(random.nextInt(4));
        for (VendorTwin twin : List.of(shop, crm)) {
            twin.faults().clear();
            if (twin == (atShop ? shop : crm)) {
                String path = atShop ? "customers" : random.nextBoolean() ? "/create" : "/write";
                String method = atShop && random.nextBoolean() ? "PUT" : "POST";
                twin.faults().next(1 + random.nextInt(2), method, path, fault);
            }
            twin.faults().next(Integer.MAX_VALUE, Fault.slow(Duration.ofMillis(20)));
        }
    }

    /** Changes that were asked of shop and CRM. */
    long writes() {
        return shop.log().writes() + crm.log().writes();
    }

    /** Requests that one of them refused since it knows the customer already. */
    long refusedAsKnown() {
        return shop.log().last().stream().filter(entry -> entry.status() == 422).count();
    }

    /** What was acknowledged up to now: ids of the ERP's records, and how old each is at most. */
    Map<String, Instant> acknowledged() {
        Map<String, Instant> all = new HashMap<>(files.takenFrom(inbox()));
        caller.acknowledged().forEach(id -> all.put(id, Instant.EPOCH));
        return all;
    }

    private boolean isAllTaken() throws IOException {
        try (Stream<Path> left = Files.list(inbox())) {
            return left.noneMatch(Files::isRegularFile);
        }
    }

    /** The customers of the shop, a line each, so that a customer who is there twice has two lines. */
    List<String> customersOfShop() {
        return shop.all().stream()
                .map(one -> line(
                        one.path("email"),
                        text(one.path("first_name")) + " " + text(one.path("last_name")),
                        one.path("phone"),
                        one.at("/default_address/city")))
                .sorted()
                .toList();
    }

    /** The same of the CRM. */
    List<String> customersOfCrm() {
        return crm.all().stream()
                .map(one -> line(one.path("email"), text(one.path("name")), one.path("phone"), one.path("city")))
                .sorted()
                .toList();
    }

    /** The line of a customer of whom a golden profile says this. */
    static String line(JsonNode data) {
        return line(
                data.at("/emails/0"),
                text(data.path("givenName")) + " " + text(data.path("familyName")),
                data.at("/phones/0"),
                data.at("/address/locality"));
    }

    private static String line(JsonNode email, String name, JsonNode phone, JsonNode city) {
        return String.join("|", text(email), name, text(phone), text(city));
    }

    private static String text(JsonNode value) {
        return value.isTextual() ? value.textValue() : "";
    }

    @Override
    public void close() {
        caller.close();
        shop.close();
        crm.close();
    }
}
