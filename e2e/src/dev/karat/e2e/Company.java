package dev.karat.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.error.GatewayException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The four systems with the gateway between them, and what is asked of all of them at once. */
final class Company {
    final Checks checks;
    final Gateway gateway;
    final Tryton erp;
    final Vendure shop;
    final Ghost news;
    final RequestTracker support;

    /** What stands before each system, by its name. */
    private final Map<String, Wire> wires;

    private final Path folder;

    /** @param folder that holds the scripts and the routes */
    Company(
            Checks checks,
            Gateway gateway,
            Tryton erp,
            Vendure shop,
            Ghost news,
            RequestTracker support,
            Map<String, Wire> wires,
            Path folder) {
        this.checks = checks;
        this.gateway = gateway;
        this.erp = erp;
        this.shop = shop;
        this.news = news;
        this.support = support;
        this.wires = wires;
        this.folder = folder;
    }

    Path routes() {
        return folder.resolve("four-systems/routes");
    }

    List<Side> sides() {
        return List.of(erp, shop, news, support);
    }

    /** Requests of the gateway so far that change something in a system. */
    int writes(String side) {
        return wires.get(side).writes().size();
    }

    private long writes() {
        return wires.values().stream().mapToLong(wire -> wire.writes().size()).sum();
    }

    Rest rest() {
        return new Rest(gateway, sides().stream().map(Side::name).toList(), this::writes, 0);
    }

    /** Waits until that system was read to its end so many times more. */
    void polls(Side side, int times) {
        new Rest(gateway, List.of(side.name()), this::writes, 0).polls(times);
    }

    /** State of the gateway's connection to a system. */
    String state(Side side) {
        for (JsonNode connection : gateway.status().path("connections")) {
            if (connection.path("name").asText().equals(side.name())) {
                return connection.path("state").asText();
            }
        }
        return "none";
    }

    /** Stops or starts a system by its script. */
    void run(String system, String action) {
        Path script = folder.resolve(system).resolve((system.equals("request-tracker") ? "rt" : system) + ".sh");
        try {
            Process run = new ProcessBuilder(script.toString(), action)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (run.waitFor() != 0) {
                throw new IllegalStateException(script + " " + action + " failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", stopped);
        }
    }

    /** The profile with that address; a missing node if there is none, or more than one. */
    JsonNode profile(String email) {
        JsonNode found = gateway.found(email);
        return found.size() == 1 ? gateway.profile(found.path(0).path("id").asText()) : found.path(99);
    }

    /** True if all these systems have just one customer with that address, and show of him what is wanted. */
    boolean show(List<Side> where, String email, Predicate<Person> wanted) {
        return where.stream().allMatch(side -> side.find(email).filter(wanted).isPresent());
    }

    boolean named(List<Side> where, String email, String name) {
        return show(where, email, person -> person.name().equals(name));
    }

    /** Each of so many customers is in each system once. */
    void checkInStep(String when, int customers) {
        sides().forEach(side -> checkInStep(when, side, customers, 0));
    }

    /**
     * Each customer of a system has a record that shows what the profile says.
     *
     * @param customers how many customers the system has
     * @param twice how many of them have two records there, which the gateway leaves to the system's staff
     */
    void checkInStep(String when, Side side, int customers, int twice) {
        var records = new TreeMap<String, List<String>>();
        var shown = new HashSet<String>();
        for (Person person : side.all()) {
            JsonNode profile = profileOf(side, person);
            String id = profile.path("id").asText("none");
            records.computeIfAbsent(id, none -> new ArrayList<>()).add(person.id());
            if (shows(person, profile.path("data"))) {
                shown.add(id);
            }
        }
        long doubled = records.values().stream().filter(ids -> ids.size() > 1).count();
        checks.equal(
                when + ": customers in " + side.name() + ", and of them twice",
                customers + ", " + twice,
                records.size() + ", " + doubled);
        records.keySet().removeAll(shown);
        checks.equal(
                when + ": customers of whom no record in " + side.name() + " shows what the profile says",
                List.of(),
                List.copyOf(records.values()));
    }

    private JsonNode profileOf(Side side, Person person) {
        try {
            return gateway.profileOf(side.name(), person.id());
        } catch (GatewayException unknown) {
            return Talk.JSON.missingNode();
        }
    }

    /** A record of somebody known twice keeps its own address of mail. */
    private static boolean shows(Person person, JsonNode data) {
        String name = data.path("givenName").asText("") + " " + data.path("familyName").asText("");
        JsonNode address = data.path("address");
        return person.name().equals(name)
                && data.path("emails").toString().contains("\"" + person.email().toLowerCase(Locale.ROOT) + "\"")
                && (person.phone() == null
                        || Person.digits(person.phone())
                                .equals(Person.digits(data.path("phones").path(0).asText(""))))
                && (person.street() == null
                        || person.street().equals(address.path("streetAddress").asText(""))
                                && person.city().equals(address.path("locality").asText("")));
    }

    /** Nothing is written anywhere while each system is read so many times. */
    void checkRest(String when, int polls) {
        var before = new HashMap<String, Integer>();
        wires.forEach((name, wire) -> before.put(name, wire.writes().size()));
        rest().polls(polls);
        wires.forEach((name, wire) -> checks.equal(
                when + ": writes to " + name + " during " + polls + " polls of each system",
                0,
                wire.writes().size() - before.get(name)));
    }
}
