package dev.karat.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Calls the REST API of the gateway that runs on a data folder, with the admin's token that is there. */
public final class GatewayClient {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Duration CONNECT = Duration.ofSeconds(5);

    /** A backup of a large database takes minutes. */
    private static final Duration ANSWER = Duration.ofMinutes(15);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT).build();
    private final String url;
    private final String token;

    private GatewayClient(String url, String token) {
        this.url = url;
        this.token = token;
    }

    /** A client of the gateway that runs on the folder, if one does. */
    public static Optional<GatewayClient> find(Path data) {
        return RunningGateway.of(data)
                .filter(running -> ProcessHandle.of(running.pid()).isPresent())
                .map(running -> new GatewayClient(running.url(), token(Path.of(running.tokenFile()))));
    }

    /** A client of the gateway that runs on the folder. Throws NOT_RUNNING if none does. */
    public static GatewayClient of(Path data) {
        return find(data)
                .orElseThrow(() -> new GatewayException(
                        ErrorCode.NOT_RUNNING,
                        "No gateway runs on " + data.toAbsolutePath().normalize()));
    }

    private static String token(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException unreadable) {
            throw new GatewayException(ErrorCode.UNAUTHORIZED, "This user cannot read " + file, unreadable);
        }
    }

    /** Address of the gateway, without a slash at the end. */
    public String url() {
        return url;
    }

    /** Asks for what stands at the path. Throws the gateway's own error. */
    public JsonNode get(String path) {
        return send("GET", path, null);
    }

    /** Sends a JSON body. */
    public JsonNode send(String method, String path, @Nullable JsonNode body) {
        var publisher = body == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(body.toString());
        var request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(ANSWER)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(method, publisher)
                .build();
        try {
            return answer(http.send(request, HttpResponse.BodyHandlers.ofString()));
        } catch (IOException unreachable) {
            throw new GatewayException(
                    ErrorCode.NOT_RUNNING, "The gateway at " + url + " does not answer", unreachable);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new GatewayException(ErrorCode.INTERNAL, "Interrupted while waiting for the gateway", stopped);
        }
    }

    private static JsonNode answer(HttpResponse<String> response) throws IOException {
        JsonNode body = JSON.readTree(response.body());
        if (response.statusCode() / 100 == 2) {
            return body;
        }
        String detail = body.path("detail").asText("Status " + response.statusCode());
        throw new GatewayException(code(body.path("code").asText()), detail);
    }

    /** A newer gateway may answer with a code that this command line does not know. */
    private static ErrorCode code(String name) {
        return Arrays.stream(ErrorCode.values())
                .filter(code -> code.name().equals(name))
                .findFirst()
                .orElse(ErrorCode.INTERNAL);
    }

    /** One segment of a path. */
    public static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
