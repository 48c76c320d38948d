package dev.karat.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The real Ghost, as the owner of the site sees it over the Admin API, and a member over the link in each letter. */
final class Ghost implements Side {
    private static final String ADMIN = "/ghost/api/admin/";

    private final String url;
    private final Path home;
    private Talk admin;

    Ghost(String url, Path home) {
        this.url = url;
        this.home = home;
        signIn();
    }

    private void signIn() {
        admin = new Talk(url).with("Origin", url);
        var answer = admin.send(
                "POST",
                ADMIN + "session/",
                Map.of("username", "owner@karat.test", "password", Talk.secret(home, "owner.password")));
        admin.with(
                "Cookie",
                answer.headers().firstValue("set-cookie").orElseThrow().split(";")[0]);
    }

    /** True of a request that changes something; what is read is read by GET alone. */
    static boolean writes(Wire.Call call) {
        return !call.method().equals("GET");
    }

    @Override
    public String name() {
        return "news";
    }

    @Override
    public List<Person> all() {
        var all = new ArrayList<Person>();
        for (JsonNode member : members("?limit=100")) {
            all.add(new Person(
                    member.path("id").asText(),
                    member.path("name").asText(""),
                    member.path("email").asText(),
                    null,
                    null,
                    null,
                    null));
        }
        return all;
    }

    private JsonNode members(String query) {
        return admin.send("GET", ADMIN + "members/" + query, null).body().path("members");
    }

    /** Whoever is entered here gets the newsletters of the site, as Ghost has it. */
    @Override
    public String enter(Person person) {
        var member = Map.of("email", person.email(), "name", person.name());
        return admin.send("POST", ADMIN + "members/", Map.of("members", List.of(member)))
                .body()
                .at("/members/0/id")
                .asText();
    }

    @Override
    public void rename(String id, String name) {
        admin.send("PUT", ADMIN + "members/" + id + "/", Map.of("members", List.of(Map.of("name", name))));
    }

    @Override
    public void remove(String id) {
        admin.send("DELETE", ADMIN + "members/" + id + "/", null);
    }

    /** True if a member gets newsletters. */
    boolean subscribed(String id) {
        return members(id + "/").path(0).path("subscribed").asBoolean();
    }

    /** The member follows the link in a letter and leaves all newsletters. */
    void unsubscribe(String id) {
        String link = members(id + "/").path(0).path("unsubscribe_url").asText();
        new Talk(url)
                .send(
                        "PUT",
                        "/members/api/member/newsletters/" + link.substring(link.indexOf('?')),
                        Map.of("newsletters", List.of()));
    }
}
