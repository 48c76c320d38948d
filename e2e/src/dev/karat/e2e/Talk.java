package dev.karat.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** JSON over HTTP with a system, as a script of its staff would talk to it. */
final class Talk {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String root;
    private final Map<String, String> headers = new HashMap<>();

    /** What was answered; an empty body is a missing node. */
    record Answer(HttpHeaders headers, JsonNode body) {}

    /** @param root address that all paths are below */
    Talk(String root) {
        this.root = root;
    }

    /** The first line of a file that a start script left. */
    static String secret(Path home, String file) {
        try {
            return Files.readString(home.resolve(file)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends this header from now on. */
    Talk with(String header, String value) {
        headers.put(header, value);
        return this;
    }

    /** Throws if the answer is no success, with its status and, without what was sent, its path. */
    Answer send(String method, String path, Object body) {
        var request = HttpRequest.newBuilder(URI.create(root + path))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null
                                ? BodyPublishers.noBody()
                                : BodyPublishers.ofString(JSON.valueToTree(body).toString()));
        headers.forEach(request::header);
        try {
            var answer = http.send(request.build(), BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                throw new IllegalStateException(method + " " + path.replaceFirst("\\?.*", "") + ": "
                        + answer.statusCode() + " " + answer.body());
            }
            return new Answer(
                    answer.headers(),
                    answer.body().matches("(?s)\\s*[\\[{].*") ? JSON.readTree(answer.body()) : JSON.missingNode());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", stopped);
        }
    }
}
