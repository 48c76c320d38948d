package dev.karat.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;

/** The real Request Tracker, as an agent of the help desk with every right sees it over REST 2.0. */
final class RequestTracker implements Side {
    /** Users who are no customers; a list does not show whether one has rights. */
    private static final Set<String> STAFF = Set.of("RT_System", "Nobody", "root", "karat", "staff");

    private static final String FIELDS = "id,Name,EmailAddress,RealName,MobilePhone,Address1,Zip,City";

    private final Talk talk;

    /** @param home folder of the server, with the tokens of its users */
    RequestTracker(String url, Path home) {
        talk = new Talk(url + "/REST/2.0").with("Authorization", "token " + token(home, "staff"));
    }

    /** True of a request that changes something; searches are POST, too. */
    static boolean writes(Wire.Call call) {
        return call.method().equals("PUT")
                || call.method().equals("DELETE")
                || call.is("POST", "/user")
                || call.is("POST", "/ticket");
    }

    /** The token of a user. */
    static String token(Path home, String user) {
        return Talk.secret(home, user + ".token");
    }

    /** All customers, disabled ones too. */
    List<JsonNode> customers() {
        return customers("find_disabled_rows=1&");
    }

    /** @param which what a list, which does not tell who is disabled, is asked for */
    private List<JsonNode> customers(String which) {
        var customers = new ArrayList<JsonNode>();
        int page = 1;
        int pages = 1;
        while (page <= pages) {
            JsonNode found = send(
                    "POST",
                    "/users?" + which + "orderby=id&per_page=100&page=" + page + "&fields=" + FIELDS,
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

    @Override
    public String name() {
        return "support";
    }

    @Override
    public List<Person> all() {
        return customers("").stream()
                .map(user -> new Person(
                        user.path("id").asText(),
                        user.path("RealName").asText(""),
                        user.path("EmailAddress").asText(""),
                        user.path("MobilePhone").asText(""),
                        user.path("Address1").asText(""),
                        user.path("Zip").asText(""),
                        user.path("City").asText("")))
                .toList();
    }

    @Override
    public String enter(Person person) {
        enter(Map.of(
                "Name", person.email(),
                "EmailAddress", person.email(),
                "RealName", person.name(),
                "MobilePhone", person.phone(),
                "Address1", person.street(),
                "Zip", person.postalCode(),
                "City", person.city(),
                "Country", person.city().isEmpty() ? "" : "DE"));
        return id(person.email());
    }

    @Override
    public void rename(String id, String name) {
        change(id, Map.of("RealName", name));
    }

    /** Users are disabled. */
    @Override
    public void remove(String id) {
        change(id, Map.of("Disabled", 1));
    }

    private JsonNode send(String method, String path, Object body) {
        return talk.send(method, path, body).body();
    }
}
