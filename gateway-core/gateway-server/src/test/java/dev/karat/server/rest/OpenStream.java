package dev.karat.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.karat.server.GatewayUnderTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A reader of server-sent events, as a program would be. */
final class OpenStream implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** One event as it was read. */
    record Event(String id, String type, JsonNode data) {}

    final List<Event> events = new CopyOnWriteArrayList<>();
    final List<String> comments = new CopyOnWriteArrayList<>();
    final HttpResponse<InputStream> response;
    private final Thread reading = new Thread(this::read);

    OpenStream(GatewayUnderTest gateway, String query, @Nullable String lastEventId)
            throws IOException, InterruptedException {
        this(gateway, query, lastEventId, GatewayUnderTest.Login.READER.token());
    }

    OpenStream(GatewayUnderTest gateway, String query, @Nullable String lastEventId, String token)
            throws IOException, InterruptedException {
        var request = gateway.request("/api/events" + query, token).header("Accept", "text/event-stream");
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        response = HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        if (response.statusCode() == 200) {
            reading.setDaemon(true);
            reading.start();
        }
    }

    /** Events about one customer, by their types. */
    List<String> typesOf(String goldenId) {
        return events.stream()
                .filter(event -> event.data().path("subject").asText().equals(goldenId))
                .map(Event::type)
                .toList();
    }

    JsonNode problem() throws IOException {
        return JSON.readTree(response.body());
    }

    private void read() {
        try (var lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            List<String> block = new ArrayList<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty()) {
                    take(block);
                    block.clear();
                } else {
                    block.add(line);
                }
            }
        } catch (IOException cutOff) {
            comments.add("cut off");
        }
    }

    private void take(List<String> block) throws IOException {
        if (field(block, "data").isEmpty()) {
            comments.addAll(block);
        } else {
            events.add(new Event(field(block, "id"), field(block, "event"), JSON.readTree(field(block, "data"))));
        }
    }

    private static String field(List<String> block, String name) {
        return block.stream()
                .filter(line -> line.startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2))
                .findFirst()
                .orElse("");
    }

    @Override
    public void close() throws IOException {
        response.body().close();
    }
}
