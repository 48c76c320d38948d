package dev.karat.connectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.karat.camel.connector.RestConnector;
import dev.karat.camel.connector.http.VendorHttp;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The server of {@code e2e/tryton/tryton.sh}, as the connector and as somebody with the client sees it. */
final class RealTryton {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = VendorHttp.newClient(Duration.ofSeconds(10));

    private final Path home;
    private final String url;
    private final RealVendor vendor;
    final RestConnector connector;

    RealTryton(Path home, String port) {
        this.home = home;
        this.url = "http://127.0.0.1:" + port;
        this.vendor = vendor(password("gateway"));
        this.connector = vendor.connector;
    }

    /** The connector as it is with that password. */
    RestConnector connector(String password) {
        return vendor(password).connector;
    }

    private RealVendor vendor(String password) {
        return new RealVendor("tryton", Map.of("url", url, "database", "crm", "user", "gateway", "password", password));
    }

    String password(String user) {
        try {
            return Files.readString(home.resolve(user + ".password")).strip();
        } catch (IOException missing) {
            throw new IllegalStateException("Start the server with e2e/tryton/tryton.sh all", missing);
        }
    }

    RealVendor.Run read(@Nullable String cursor) {
        return vendor.read("customers", cursor);
    }

    /**
     * Somebody does something in the client.
     *
     * @param method without the word model before it
     * @param params without the context behind them
     */
    JsonNode asStaff(String method, Object... params) {
        var all = new ArrayList<Object>(List.of(params));
        all.add(Map.of());
        var body = JSON.valueToTree(Map.of("id", 1, "method", "model." + method, "params", all));
        String basic =
                Base64.getEncoder().encodeToString(("admin:" + password("admin")).getBytes(StandardCharsets.UTF_8));
        var request = HttpRequest.newBuilder(URI.create(url + "/crm/"))
                .header("Authorization", "Basic " + basic)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString()))
                .build();
        try {
            JsonNode answer =
                    JSON.readTree(HTTP.send(request, BodyHandlers.ofString()).body());
            if (answer.has("error")) {
                throw new IllegalStateException(answer.toString());
            }
            return answer.path("result");
        } catch (IOException broken) {
            throw new IllegalStateException("The server broke off", broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Stopped", stopped);
        }
    }
}
