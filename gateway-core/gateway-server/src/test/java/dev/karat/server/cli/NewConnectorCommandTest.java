package dev.karat.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody adds a vendor: from the template to a connector that does what it declares. */
class NewConnectorCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Vendor vendor = new Vendor();

    @TempDir
    private Path folder;

    @BeforeEach
    void make() {
        assertThat(karat("new-connector", "acme-crm", "--title", "Acme: the CRM", "--in", folder))
                .as(err + "")
                .isZero();
        out.getBuffer().setLength(0);
    }

    @AfterEach
    void stop() {
        vendor.server.stop(0);
    }

    private int karat(Object... arguments) {
        return Karat.run(
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                Arrays.stream(arguments).map(String::valueOf).toArray(String[]::new));
    }

    private int test(Object... more) {
        var all = new ArrayList<Object>(List.of("connectors", "test", folder.resolve("acme-crm")));
        all.addAll(Arrays.asList(more));
        return karat(all.toArray());
    }

    private int read() throws IOException {
        Path token = Files.writeString(folder.resolve("token"), "a-token");
        return test("--set", "url=" + vendor.url(), "--set", "token=file:" + token);
    }

    private JsonNode result() throws IOException {
        List<String> lines = out.toString().lines().toList();
        return Output.JSON.readTree(lines.get(lines.size() - 1));
    }

    private void replace(String file, String what, String by) throws IOException {
        Path path = folder.resolve("acme-crm").resolve(file);
        assertThat(Files.readString(path)).contains(what);
        Files.writeString(path, Files.readString(path).replace(what, by));
    }

    @Test
    void theTemplateValidatesAtOnce() throws IOException {
        assertThat(test()).as(out + "").isZero();
        assertThat(out.toString()).contains("passed   fixture customers/ana.json", "skipped  reading");
        assertThat(folder.resolve("acme-crm/.schema/connector.schema.json")).exists();
        assertThat(folder.resolve("acme-crm/BEHAVIOUR.md")).content().contains("How Acme: the CRM behaves");
        assertThat(result().path("failed").asInt()).isZero();
    }

    @Test
    void nothingIsWrittenOverAndNamesAreChecked() {
        assertThat(karat("new-connector", "acme-crm", "--in", folder)).isEqualTo(2);
        assertThat(err.toString()).contains("is there already");
        assertThat(karat("new-connector", "Acme CRM", "--in", folder)).isEqualTo(2);
        assertThat(karat("connectors", "test", folder.resolve("nowhere"))).isEqualTo(2);
    }

    @Test
    void readsWhatTheTemplateDescribes() throws IOException {
        vendor.enter(250);
        assertThat(read()).as(out + "").isZero();
        assertThat(out.toString())
                .contains(
                        "passed   the credential is taken",
                        "passed   customers are read to the end: 25",
                        "passed   customers go on from page to page",
                        "passed   customers are read on from where the reading ended",
                        "passed   every row of customers is mapped",
                        "passed   one record is read by its id",
                        "passed   a record is found by its emails");
        assertThat(result().path("skipped").asInt()).isZero();
        assertThat(vendor.methods).containsOnly("GET");
    }

    @Test
    void saysWhereTheDeclarationAndTheVendorDisagree() throws IOException {
        vendor.enter(250);
        replace("connector.yaml", "updated_since: \"{since}\", ", "");
        replace("connector.yaml", ", advance: 1s", "");
        assertThat(read()).isEqualTo(1);
        assertThat(out.toString()).contains("failed   customers are read on from where the reading ended", "{since}");

        out.getBuffer().setLength(0);
        replace("connector.yaml", "same: [/email]", "same: [/mail]");
        assertThat(read()).isEqualTo(1);
        assertThat(out.toString()).contains("failed   a record is found by its emails", "it is not found");
    }

    @Test
    void aWrongTokenIsSaidSo() throws IOException {
        Path token = Files.writeString(folder.resolve("wrong"), "another");
        assertThat(test("--set", "url=" + vendor.url(), "--set", "token=file:" + token))
                .isEqualTo(1);
        assertThat(out.toString()).contains("failed   the credential is taken: VENDOR_UNAUTHORIZED");

        out.getBuffer().setLength(0);
        assertThat(test("--set", "url=" + vendor.url(), "--set", "token=another"))
                .as("a secret in clear")
                .isEqualTo(1);
        assertThat(out.toString()).contains("failed   connection").doesNotContain("another");
    }

    @Test
    void aMistakeIsToldWithItsLine() throws IOException {
        replace("connector.yaml", "entity: customer", "entitty: customer");
        assertThat(test()).isEqualTo(1);
        assertThat(out.toString()).contains("connector.yaml:", "entity", "CONNECTOR_INVALID");
    }

    @Test
    void goldenFilesAreComparedAndWritten() throws IOException {
        replace("mapping/customer.yaml", "  - { to: organization, from: /company }\n", "");
        replace("mapping/customer.yaml", "      company: Ruiz Import\n", "");
        replace("mapping/customer.yaml", "      organization: Ruiz Import\n", "");
        replace(
                "fixtures/customers/ana.json",
                "\"first_name\" : \"Ana\",\n    \"last_name\" : \"Ruiz\",\n    \"email\" : \"ana@example.org\",\n    \"phone\" : \"030",
                "\"first_name\" : \"Anna\",\n    \"last_name\" : \"Ruiz\",\n    \"email\" : \"ana@example.org\",\n    \"phone\" : \"030");
        assertThat(test()).isEqualTo(1);
        assertThat(out.toString()).contains("failed   fixture customers/ana.json: canonical is", "Anna");

        assertThat(test("--write")).isZero();
        assertThat(test()).isZero();
        assertThat(folder.resolve("acme-crm/fixtures/customers/ana.json"))
                .content()
                .contains("\"givenName\" : \"Anna\"");
    }

    /** A vendor as the template imagines one: it counts pages from 1, and takes updated_since and email. */
    private static final class Vendor {
        final HttpServer server;
        final List<String> methods = new ArrayList<>();
        private final List<ObjectNode> customers = new ArrayList<>();

        Vendor() {
            try {
                server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
                server.createContext("/api/v1/customers", this::answer);
                server.start();
            } catch (IOException failure) {
                throw new java.io.UncheckedIOException(failure);
            }
        }

        String url() {
            return "http://127.0.0.1:" + server.getAddress().getPort();
        }

        void enter(int count) {
            for (int i = 0; i < count; i++) {
                customers.add(Output.JSON
                        .createObjectNode()
                        .put("id", customers.size() + 1)
                        .put("first_name", "Ana")
                        .put("last_name", "Ruiz")
                        .put("email", "ana" + customers.size() + "@example.org")
                        .put("updated_at", Instant.parse("2026-01-02T03:04:05Z").plusSeconds(customers.size()) + ""));
            }
        }

        private synchronized void answer(HttpExchange exchange) throws IOException {
            methods.add(exchange.getRequestMethod());
            boolean known = "Bearer a-token".equals(exchange.getRequestHeaders().getFirst("Authorization"));
            JsonNode body =
                    known ? body(exchange) : Output.JSON.createObjectNode().put("message", "Who are you?");
            byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(known ? 200 : 401, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        }

        private JsonNode body(HttpExchange exchange) {
            String path = exchange.getRequestURI().getPath();
            if (!path.endsWith("/customers")) {
                int id = Integer.parseInt(path.substring(path.lastIndexOf('/') + 1));
                return customers.get(id - 1);
            }
            Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
            Instant since = Instant.parse(query.getOrDefault("updated_since", "1970-01-01T00:00:00Z"));
            List<ObjectNode> found = customers.stream()
                    .filter(one ->
                            !Instant.parse(one.path("updated_at").asText()).isBefore(since))
                    .filter(one -> !query.containsKey("email")
                            || one.path("email")
                                    .asText()
                                    .startsWith(query.get("email").substring(0, 4)))
                    .toList();
            int size = Integer.parseInt(query.getOrDefault("per_page", "1000"));
            int from = Math.min(found.size(), (Integer.parseInt(query.getOrDefault("page", "1")) - 1) * size);
            ArrayNode rows = Output.JSON.createArrayNode();
            found.subList(from, Math.min(found.size(), from + size)).forEach(rows::add);
            ObjectNode answer = Output.JSON.createObjectNode().put("total", found.size());
            answer.set("customers", rows);
            return answer;
        }

        private static Map<String, String> query(String raw) {
            var query = new HashMap<String, String>();
            for (String pair : raw == null ? new String[0] : raw.split("&", -1)) {
                int equals = pair.indexOf('=');
                query.put(
                        pair.substring(0, equals),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
            return query;
        }
    }
}
