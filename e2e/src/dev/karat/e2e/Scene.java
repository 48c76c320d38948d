package dev.karat.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.testkit.twin.SftpTwin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Who and what the story is about: the gateway, the two systems, the customers, and how to look at them. */
final class Scene {
    /** A change that did not arrive after so long is not coming. */
    static final Duration SOON = Duration.ofSeconds(90);

    final Checks checks;
    final Gateway gateway;
    final RequestTracker tracker;
    final Wire wire;
    final SftpTwin erp;

    /** Customers of the ERP system so far. */
    Customers customers;

    /** Some of them whom nobody else resembles, by their place in the story. */
    final List<String> cast;

    /** Users whom Request Tracker refused to change, and rightly so. */
    final List<String> refused = new ArrayList<>();

    private int drops;

    Scene(Checks checks, Gateway gateway, RequestTracker tracker, Wire wire, SftpTwin erp, Customers customers) {
        this.checks = checks;
        this.gateway = gateway;
        this.tracker = tracker;
        this.wire = wire;
        this.erp = erp;
        this.customers = customers;
        this.cast = customers.plain();
    }

    Rest rest() {
        return new Rest(gateway, List.of("support"), tracker::lastTransaction, customers.size());
    }

    /** The ERP system drops a file. */
    void drop(String text) {
        erp.drop(String.format("customers-%03d.csv", ++drops), text);
    }

    /** The ERP system reports customers anew. */
    void erpChanges(Map<Integer, Map<String, String>> changes) {
        changes.forEach((person, values) -> customers.row(cast.get(person)).putAll(values));
        drop(customers.csv(changes.keySet().stream().map(cast::get).toList()));
    }

    Profiles profiles() {
        return Profiles.read(gateway, customers.ids(), tracker);
    }

    Map<String, String> row(int person) {
        return customers.row(cast.get(person));
    }

    String email(int person) {
        return row(person).get("email");
    }

    JsonNode profile(int person) {
        return gateway.profileOf("erp", cast.get(person));
    }

    String userId(int person) {
        return tracker.customer(email(person)).path("id").asText();
    }

    boolean hasPhone(int person, String phone) {
        return profile(person).path("data").path("phones").toString().contains(phone);
    }

    boolean shows(int person, String field, String value) {
        return tracker.user(userId(person)).path(field).asText().equals(value);
    }

    /** Dead letters of deliveries to the help desk. */
    JsonNode letters() {
        return gateway.command("dead-letters", "list", "--system", "support", "--limit", "1000")
                .path("letters");
    }

    /** One user for each profile that has an address of its own; where several share one, the rest are dead letters. */
    Profiles checkInStep(String when) {
        Profiles now = profiles();
        int wanted = now.withEmail().size();
        long conflicts = letters().findValuesAsText("code").stream()
                .filter("VENDOR_CONFLICT"::equals)
                .count();
        checks.note(when + ": profiles with an address", wanted);
        checks.note(when + ": customers in RT", now.users().size());
        checks.equal(
                when + ": profiles with two or more users in RT", 0L, wanted - now.withUsers(1) - now.withUsers(0));
        checks.equal(
                when + ": profiles without a user are those whose address another one holds (dead letters)",
                conflicts,
                now.withUsers(0));
        checks.equal(when + ": users for profiles without an address", 0L, now.needlessUsers());
        checks.equal(when + ": addresses that two users of RT hold", 0L, now.sharedAddresses());
        checks.equal(
                when + ": users that show another name or address than their profile (only whom RT refused)",
                refused,
                now.showingOthers());
        return now;
    }

    /** Nothing moves during five polls. */
    void checkRest(String when) {
        long transaction = tracker.lastTransaction();
        int writes = wire.writes().size();
        rest().polls(5);
        checks.equal(when + ": transactions in RT during five polls", 0L, tracker.lastTransaction() - transaction);
        checks.equal(when + ": requests to RT that write", 0, wire.writes().size() - writes);
    }
}
