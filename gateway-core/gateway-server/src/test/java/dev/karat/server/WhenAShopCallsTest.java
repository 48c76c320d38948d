package dev.karat.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.store.Store;
import dev.karat.engine.store.StoredRecord;
import dev.karat.testkit.twin.ShopifyTwin;
import dev.karat.testkit.twin.Signatures;
import dev.karat.testkit.twin.TwinSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** A shop calls the gateway when a customer changes: over HTTP, signed, long before it would be read. */
class WhenAShopCallsTest {
    private static final String CUSTOMERS = "/admin/api/" + ShopifyTwin.VERSION + "/customers";

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    private static Path folder;

    @SuppressWarnings("NullAway.Init") // started before the first test
    private static ShopifyTwin shop;

    @SuppressWarnings("NullAway.Init") // started before the first test
    private static ConfigurableApplicationContext gateway;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        shop = ShopifyTwin.start(TwinSettings.of(Clock.systemUTC()));
        Path routes = Files.createDirectories(folder.resolve("routes"));
        Path secret =
                Files.writeString(folder.resolve("secret"), shop.credentials().get("clientSecret") + "");
        Files.writeString(routes.resolve("gateway.yaml"), """
                version: 1
                gateway: { environment: test, country: DE }
                systems:
                  shop:
                    connector: shopify
                    connection: { shop: acme, url: "%s", clientId: "%s", clientSecret: "file:%s" }
                """.formatted(
                        shop.baseUri(), shop.credentials().get("clientId"), secret));
        Files.writeString(routes.resolve("shop-webhooks.camel.yaml"), """
                - route:
                    id: shop-webhooks-in
                    from:
                      uri: kamelet:shopify-webhook-source
                      parameters: { system: shop }
                      steps:
                        - to: golden:ingest
                """);
        gateway = new SpringApplication(GatewayApplication.class)
                .run(
                        "--karat.data=" + folder.resolve("data"),
                        "--karat.routes=" + routes,
                        "--karat.connectors=" + GatewayUnderTest.CONNECTORS,
                        "--karat.webhooks.bytes-max=10KB",
                        "--server.port=0");
        await().until(() -> answers(HttpRequest.newBuilder(address()).GET()) == 200);
        for (String topic : new String[] {"customers/create", "customers/update", "customers/delete"}) {
            shop("POST", "/admin/api/" + ShopifyTwin.VERSION + "/webhooks.json", """
                    {"webhook": {"topic": "%s", "format": "json", "address": "%s"}}""".formatted(topic, address()));
        }
    }

    @AfterAll
    static void stop() {
        gateway.close();
        shop.close();
    }

    private static URI address() {
        return URI.create(
                "http://127.0.0.1:" + gateway.getEnvironment().getProperty("local.server.port") + "/webhooks/shop");
    }

    private static JsonNode shop(String method, String path, String body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(shop.baseUri() + path))
                .header("Content-Type", "application/json")
                .header("X-Shopify-Access-Token", shop.credentials().get("accessToken") + "")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        HttpResponse<String> answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return new ObjectMapper().readTree(answer.body().isEmpty() ? "{}" : answer.body());
    }

    private static int answers(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static int post(String body, String signature) throws IOException, InterruptedException {
        return answers(HttpRequest.newBuilder(address())
                .header("X-Shopify-Topic", "customers/update")
                .header("X-Shopify-Hmac-Sha256", signature)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static String signed(String body) {
        return Signatures.shopify(shop.credentials().get("clientSecret") + "", body);
    }

    private static Optional<StoredRecord> stored(String id) {
        return gateway.getBean(Store.class).record(new RecordKey("shop", "customer", id));
    }

    @Test
    void aCustomerIsThereAsSoonAsTheShopTells() throws Exception {
        String id = shop("POST", CUSTOMERS + ".json", """
                {"customer": {"first_name": "Ada", "last_name": "Byron", "email": "ada@calls.test"}}""").at("/customer/id").asText();
        await().until(() -> stored(id).isPresent());

        shop("PUT", CUSTOMERS + "/" + id + ".json", "{\"customer\": {\"last_name\": \"Lovelace\"}}");
        await().until(() -> "Lovelace".equals(stored(id).orElseThrow().data().text(Attribute.FAMILY_NAME)));

        shop("DELETE", CUSTOMERS + "/" + id + ".json", "");
        await().until(() -> stored(id).orElseThrow().deleted());
    }

    @Test
    void whatTheCallSaysAboutTheCustomerIsNotTaken() throws Exception {
        String id = shop("POST", CUSTOMERS + ".json", """
                {"customer": {"first_name": "Grace", "last_name": "Hopper", "email": "grace@calls.test"}}""").at("/customer/id").asText();
        String late = "{\"id\": %s, \"last_name\": \"Murray\", \"updated_at\": \"2099-01-01T00:00:00Z\"}".formatted(id);

        assertThat(post(late, signed(late))).isEqualTo(200);

        assertThat(stored(id).orElseThrow().data().text(Attribute.FAMILY_NAME)).isEqualTo("Hopper");
    }

    @Test
    void itIsAnsweredAfterTheCommit() throws Exception {
        String id = shop("POST", CUSTOMERS + ".json", """
                {"customer": {"first_name": "Emmy", "last_name": "Noether", "email": "emmy@calls.test"}}""").at("/customer/id").asText();
        String body = "{\"id\": %s}".formatted(id);

        assertThat(post(body, signed(body))).isEqualTo(200);

        assertThat(stored(id)).isPresent();
    }

    @Test
    void forgedBrokenAndLargeOnesAreRefusedEachInItsWay() throws Exception {
        String body = "{\"id\": 1}";
        assertThat(post(body, signed(body + " "))).isEqualTo(401);
        assertThat(post("no json", signed("no json"))).isEqualTo(400);
        assertThat(post("{}", signed("{}"))).isEqualTo(400);
        String large = "{\"id\": 1, \"note\": \"" + "x".repeat(11_000) + "\"}";
        assertThat(post(large, signed(large))).isEqualTo(400);
        assertThat(answers(HttpRequest.newBuilder(URI.create(address() + "-elsewhere"))
                        .POST(HttpRequest.BodyPublishers.noBody())))
                .isEqualTo(404);
    }

    @Test
    void aTopicThatNobodyAskedForIsTakenAndChangesNothing() throws Exception {
        String body = "{\"id\": 77}";

        assertThat(answers(HttpRequest.newBuilder(address())
                        .header("X-Shopify-Topic", "orders/create")
                        .header("X-Shopify-Hmac-Sha256", signed(body))
                        .POST(HttpRequest.BodyPublishers.ofString(body))))
                .isEqualTo(200);
        assertThat(stored("77")).isEmpty();
    }
}
