package dev.karat.connectors;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.karat.camel.connector.RestConnector;
import dev.karat.camel.connector.http.VendorHttp;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The server of {@code e2e/request-tracker/rt.sh}, as the connector and as an agent of the help desk see it. */
final class RealRequestTracker {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = VendorHttp.newClient(Duration.ofSeconds(10));

    private final Path home;
    private final String url;
    private final RealVendor vendor;
    final RestConnector connector;

    RealRequestTracker(Path home, String port) {
        this.home = home;
        this.url = "http://127.0.0.1:" + port;
        this.vendor = new RealVendor("request-tracker", Map.of("url", url, "token", token("karat")));
        this.connector = vendor.connector;
    }

    private String token(String user) {
        try {
            return Files.readString(home.resolve(user + ".token")).strip();
        } catch (IOException missing) {
            throw new IllegalStateException("Start the server with e2e/request-tracker/rt.sh all", missing);
        }
    }

    RealVendor.Run read(String stream, @Nullable String cursor) {
        return vendor.read(stream, cursor);
    }

    /** An agent does something; the number of what was created, or empty. */
    String asStaff(String method, String path, Map<String, ?> body) {
        var request = HttpRequest.newBuilder(URI.create(url + "/REST/2.0" + path))
                .header("Authorization", "token " + token("staff"))
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(JSON.valueToTree(body).toString()))
                .build();
        try {
            var answer = HTTP.send(request, BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                throw new IllegalStateException(answer.statusCode() + " " + answer.body());
            }
            String location = answer.headers().firstValue("Location").orElse("");
            return location.substring(location.lastIndexOf('/') + 1);
        } catch (IOException broken) {
            throw new IllegalStateException("The server broke off", broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Stopped", stopped);
        }
    }
}
