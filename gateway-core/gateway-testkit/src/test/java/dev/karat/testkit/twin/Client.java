package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A plain HTTP client, so that tests see what any client sees. */
record Client(VendorTwin twin, Map<String, String> headers) {
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /** One answer. */
    record Answer(int status, HttpResponse<String> response) {
        JsonNode json() {
            return Json.parse(response.body());
        }

        String text() {
            return response.body();
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }

    Client with(String name, String value) {
        var more = new java.util.HashMap<>(headers);
        more.put(name, value);
        return new Client(twin, more);
    }

    Answer get(String path) {
        return send("GET", path, "");
    }

    Answer post(String path, String json) {
        return send("POST", path, json);
    }

    Answer put(String path, String json) {
        return send("PUT", path, json);
    }

    Answer delete(String path) {
        return send("DELETE", path, "");
    }

    Answer send(String method, String path, String body) {
        try {
            return trySend(method, path, body);
        } catch (IOException e) {
            throw new AssertionError("No answer to " + method + " " + path, e);
        }
    }

    Answer trySend(String method, String path, String body) throws IOException {
        List<String> flat = new ArrayList<>();
        headers.forEach((name, value) -> flat.addAll(List.of(name, value)));
        URI uri = path.startsWith("http") ? URI.create(path) : URI.create(twin.baseUri() + path);
        var request = HttpRequest.newBuilder(uri)
                .headers(flat.toArray(String[]::new))
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(10))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
