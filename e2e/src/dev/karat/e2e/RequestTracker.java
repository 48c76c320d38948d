package dev.karat.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;

/** The real Request Tracker, as an agent of the help desk with every right sees it over REST 2.0. */
final class RequestTracker {
    /** Users who are no customers; a list does not show whether one has rights. */
    private static final Set<String> STAFF = Set.of("RT_System", "Nobody", "root", "karat", "staff");

    private static final String FIELDS = "id,Name,EmailAddress,RealName,MobilePhone,Address1,City,Disabled";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String api;
    private final String token;

    /** @param home folder of the server, with the tokens of its users */
    RequestTracker(String url, Path home) {
        api = url + "/REST/2.0";
        token = token(home, "staff");
    }

    /** The token of a user. */
    static String token(Path home, String user) {
        try {
            return Files.readString(home.resolve(user + ".token")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All customers, disabled ones too. */
    List<JsonNode> customers() {
        var customers = new ArrayList<JsonNode>();
        int page = 1;
        int pages = 1;
        while (page <= pages) {
            JsonNode found = send(
                    "POST",
                    "/users?find_disabled_rows=1&orderby=id&per_page=100&page=" + page + "&fields=" + FIELDS,
                    List.of(Map.of("field", "id", "operator", ">", "value", "0")));
            for (JsonNode user : found.path("items")) {
                if (!STAFF.contains(user.path("Name").asText())) {
                    customers.add(user);
                }
            }
            pages = found.path("pages").asInt(1);
            page++;
        }
        return customers;
    }

    /** The one customer with this address. */
    JsonNode customer(String email) {
        return customers().stream()
                .filter(user -> user.path("EmailAddress").asText().equalsIgnoreCase(email))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("Nobody with that address"));
    }

    /** The user as it is now. */
    JsonNode user(String id) {
        return send("GET", "/user/" + id, null);
    }

    /** Number of the last transaction: it rises with everything that anybody changes. */
    long lastTransaction() {
        JsonNode found = send(
                "POST",
                "/transactions?orderby=id&order=DESC&per_page=1",
                List.of(Map.of("field", "id", "operator", ">", "value", "0")));
        return found.path("items").path(0).path("id").asLong();
    }

    /** Enters a customer by hand. */
    void enter(Map<String, ?> user) {
        send("POST", "/user", user);
    }

    /** Changes a user by hand. */
    void change(String id, Map<String, ?> fields) {
        send("PUT", "/user/" + id, fields);
    }

    /** Opens a ticket; an unknown requestor becomes a user. */
    void open(String requestor, String subject) {
        send(
                "POST",
                "/ticket",
                Map.of("Queue", "Support", "Subject", subject, "Requestor", requestor, "Content", "Please help."));
    }

    private JsonNode send(String method, String path, Object body) {
        var request = HttpRequest.newBuilder(URI.create(api + path))
                .header("Authorization", "token " + token)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null
                                ? BodyPublishers.noBody()
                                : BodyPublishers.ofString(JSON.valueToTree(body).toString()))
                .build();
        try {
            var answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                throw new IllegalStateException(method + " " + path + ": " + answer.statusCode());
            }
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", stopped);
        }
    }
}
