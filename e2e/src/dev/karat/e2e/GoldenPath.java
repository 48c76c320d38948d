package dev.karat.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.testkit.twin.SftpTwin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** The story: from files to profiles, to a preview, to the help desk, and back, with all that may go wrong there. */
final class GoldenPath {
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final int FEBRL_FIRST = 400;
    private static final int FEBRL_LATER = 300;
    private static final int CREATED_BEFORE_KILL = 25;
    private static final String STAFF = "staff@karat.test";

    private final Checks checks;
    private final Gateway gateway;
    private final RequestTracker tracker;
    private final Wire wire;
    private final SftpTwin erp;
    private final Path work;
    private final Customers truthset;
    private final Customers febrl;
    private final Customers later;
    private Customers all;
    private final List<String> plain;
    private final List<String> refused = new ArrayList<>();
    private int drops;

    GoldenPath(
            Checks checks, Gateway gateway, RequestTracker tracker, Wire wire, SftpTwin erp, Path data, Path work) {
        this.checks = checks;
        this.gateway = gateway;
        this.tracker = tracker;
        this.wire = wire;
        this.erp = erp;
        this.work = work;
        truthset = Customers.read(data.resolve("truthset.csv"), 0, Integer.MAX_VALUE);
        febrl = Customers.read(data.resolve("febrl1.csv"), 0, FEBRL_FIRST).withEmails();
        later = Customers.read(data.resolve("febrl1.csv"), FEBRL_FIRST, FEBRL_LATER).withEmails();
        all = truthset.and(febrl);
        plain = febrl.plain();
    }

    void tell() {
        observes();
        previews();
        goesLive();
        changesTravel();
        staleWriteIsNotBlind();
        refusalsAreDeadLetters();
        isKilledWhileDelivering();
        stillRests();
    }

    private Rest rest() {
        return new Rest(gateway, tracker, all.size());
    }

    private void drop(String text) {
        erp.drop(String.format("customers-%03d.csv", ++drops), text);
    }

    private long writes() {
        return wire.calls().stream().filter(GoldenPath::isWrite).count();
    }

    /** Searches are POST, too. */
    private static boolean isWrite(Wire.Call call) {
        String path = call.path().replaceFirst(".*/REST/2.0", "");
        return call.method().equals("PUT")
                || call.method().equals("DELETE")
                || (call.method().equals("POST") && (path.equals("/user") || path.equals("/ticket")));
    }

    /** Customers whom the help desk knows before: three of the ERP system, two whom nobody else knows. */
    private void enterByHand() {
        for (String id : plain.subList(0, 3)) {
            Map<String, String> row = all.row(id);
            String name = row.get("givenName") + " " + row.get("familyName");
            tracker.enter(Map.of("Name", row.get("email"), "EmailAddress", row.get("email"), "RealName", name));
        }
        for (String name : List.of("Ada Lovelace", "Grace Hopper")) {
            String email = name.toLowerCase(Locale.ROOT).replace(' ', '.') + "@example.org";
            tracker.enter(Map.of("Name", email, "EmailAddress", email, "RealName", name));
        }
    }

    private void observes() {
        enterByHand();
        drop(truthset.csv());
        drop(febrl.csv());
        int users = tracker.customers().size();
        long transaction = tracker.lastTransaction();
        gateway.start();
        JsonNode status = rest().await();
        Profiles seen = profiles();
        checks.equal("records of two files on the SFTP server", all.size(), seen.ofRecord().clusterOf().size());
        checks.equal("files left in the folder of the ERP system", 0L, left());
        comparesWithResolve(seen.ofRecord());
        checks.equal("observe: phase in force", "OBSERVE", status.path("targets").path(0).path("phase").asText());
        nothingWritten("observe", users, transaction);
    }

    private long left() {
        return erp.all().stream().filter(name -> !name.startsWith(".")).count();
    }

    private Profiles profiles() {
        return Profiles.read(gateway, all.ids(), tracker);
    }

    private void nothingWritten(String phase, int users, long transaction) {
        checks.equal(phase + ": customers in RT", users, tracker.customers().size());
        checks.equal(phase + ": transactions in RT since before", 0L, tracker.lastTransaction() - transaction);
        checks.equal(phase + ": requests to RT that write", 0L, writes());
    }

    private void comparesWithResolve(Clusters ours) {
        Clusters truth = new Clusters(all.truth());
        checks.note("profiles of these records in the gateway", ours.count() + " (" + ours.against(truth) + ")");
        var files = List.of(
                truthset.write(work.resolve("truthset.csv")).toString(),
                febrl.write(work.resolve("febrl1.csv")).toString());
        Path out = work.resolve("clusters.csv");
        var arguments = new ArrayList<>(List.of("resolve"));
        arguments.addAll(files);
        arguments.addAll(List.of("--out", out.toString()));
        JsonNode result = gateway.karat(arguments);
        Clusters resolved = read(out);
        checks.note(
                "profiles by karat resolve, which learns from the files",
                result.path("profiles").asInt() + " (" + resolved.against(truth) + ")");
        checks.note("of these the same in both", ours.sharedWith(resolved));
        checks.holds(
                "distance between gateway and resolve",
                "at most 5% of the profiles",
                Math.abs(ours.count() - resolved.count()),
                Math.abs(ours.count() - resolved.count()) * 20 <= resolved.count());
    }

    private static Clusters read(Path clusters) {
        var ofRecord = new LinkedHashMap<String, String>();
        try {
            Files.readAllLines(clusters).stream().skip(1).map(line -> line.split(",")).forEach(cells -> ofRecord.put(cells[0], cells[1]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Clusters(ofRecord);
    }

    private void previews() {
        int users = tracker.customers().size();
        long transaction = tracker.lastTransaction();
        gateway.command("phase", "support", "preview");
        rest().polls(3);
        JsonNode target = gateway.command("status").path("targets").path(0);
        checks.equal("preview: phase in force", "PREVIEW", target.path("phase").asText());
        checks.equal(
                "preview: pending writes that status shows (profiles with an address)",
                profiles().withEmail().size(),
                target.path("pending").asInt());
        nothingWritten("preview", users, transaction);
    }

    private void goesLive() {
        gateway.command("phase", "support", "live");
        JsonNode status = rest().await();
        checks.equal("live: phase in force", "LIVE", status.path("targets").path(0).path("phase").asText());
        inStep("live");
        long transaction = tracker.lastTransaction();
        long writes = writes();
        rest().polls(5);
        checks.equal("at rest: transactions in RT during five polls", 0L, tracker.lastTransaction() - transaction);
        checks.equal("at rest: requests to RT that write", 0L, writes() - writes);
    }

    /** One user for each profile that has an address of its own; where several share one, the rest are dead letters. */
    private Profiles inStep(String when) {
        Profiles now = profiles();
        int wanted = now.withEmail().size();
        long conflicts = gateway.command("dead-letters", "list", "--system", "support", "--limit", "1000")
                .path("letters")
                .findValuesAsText("code")
                .stream()
                .filter("VENDOR_CONFLICT"::equals)
                .count();
        checks.note(when + ": profiles with an address", wanted);
        checks.note(when + ": customers in RT", now.users().size());
        checks.equal(when + ": profiles with two or more users in RT", 0L, wanted - now.withUsers(1) - now.withUsers(0));
        checks.equal(
                when + ": profiles without a user are those whose address another one holds (dead letters)",
                conflicts,
                now.withUsers(0));
        checks.equal(when + ": users for profiles without an address", 0L, now.needlessUsers());
        checks.equal(when + ": addresses that two users of RT hold", 0L, now.sharedAddresses());
        checks.equal(when + ": users that show another name or address than their profile (only whom RT refused)", refused, now.showingOthers());
        return now;
    }

    private String email(int person) {
        return all.row(plain.get(person)).get("email");
    }

    private JsonNode profile(int person) {
        return gateway.profileOf("erp", plain.get(person));
    }

    private String userId(int person) {
        return tracker.customer(email(person)).path("id").asText();
    }

    private boolean hasPhone(int person, String phone) {
        return profile(person).path("data").path("phones").toString().contains(phone);
    }

    private boolean shows(int person, String field, String value) {
        return tracker.user(userId(person)).path(field).asText().equals(value);
    }

    /** The ERP system reports customers anew. */
    private void erpChanges(Map<Integer, Map<String, String>> changes) {
        changes.forEach((person, values) -> all.row(plain.get(person)).putAll(values));
        drop(all.csv(changes.keySet().stream().map(plain::get).toList()));
    }

    private void changesTravel() {
        tracker.change(userId(5), Map.of("MobilePhone", "+1 702 919 1300"));
        boolean phone = Wait.until(SOON, () -> hasPhone(5, "+17029191300"));
        checks.equal("a telephone number entered in RT reaches the profile", true, phone);
        erpChanges(Map.of(6, Map.of("streetAddress", "1 new street", "locality", "newtown")));
        boolean street = Wait.until(SOON, () -> shows(6, "Address1", "1 new street") && shows(6, "City", "newtown"));
        checks.equal("a street changed by an ERP file reaches RT", true, street);
        tracker.open(email(7), "Where is my parcel?");
        boolean ticket = Wait.until(SOON, () -> profile(7).path("interactions").findValuesAsText("summary").contains("Where is my parcel?"));
        checks.equal("a ticket is an interaction on the profile of its requestor", true, ticket);
        tracker.open("new.sender@example.org", "Do you deliver?");
        boolean sender = Wait.until(SOON, () -> gateway.found("new.sender@example.org").size() == 1);
        checks.equal("an unknown requestor becomes a profile", true, sender);
        rest().await();
    }

    /** Somebody changes the number in RT when the gateway is just about to write a street, with the old number. */
    private void staleWriteIsNotBlind() {
        String user = userId(5);
        String path = "/REST/2.0/user/" + user;
        int from = wire.calls().size();
        var once = new AtomicBoolean();
        wire.beforeEach(call -> {
            if (call.is("PUT", path) && once.compareAndSet(false, true)) {
                tracker.change(user, Map.of("MobilePhone", "+1 702 919 1399"));
            }
        });
        erpChanges(Map.of(5, Map.of("streetAddress", "2 other street")));
        boolean written = Wait.until(SOON, () -> shows(5, "Address1", "2 other street"));
        wire.beforeEach(call -> {});
        rest().await();
        List<Integer> answers = wire.calls().stream()
                .skip(from)
                .filter(call -> call.is("PUT", path))
                .map(Wire.Call::status)
                .toList();
        checks.equal("stale write: answers of RT to the writes", List.of(412, 200), answers);
        checks.equal("stale write: the street arrives all the same", true, written);
        checks.equal("stale write: RT keeps the number entered meanwhile", "17029191399", digits(tracker.user(user)));
        checks.equal("stale write: and it reaches the profile", true, hasPhone(5, "+17029191399"));
    }

    private static String digits(JsonNode user) {
        return user.path("MobilePhone").asText().replaceAll("\\D", "");
    }

    /** RT answers 200 and says in the body that it did not change the address, since a colleague has it. */
    private void refusalsAreDeadLetters() {
        String user = userId(8);
        refused.add(user);
        String before = email(8);
        int from = wire.calls().size();
        erpChanges(Map.of(8, Map.of("email", STAFF), 9, Map.of("streetAddress", "3 third street")));
        boolean other = Wait.until(SOON, () -> shows(9, "Address1", "3 third street"));
        rest().await();
        String path = "/REST/2.0/user/" + user;
        List<Wire.Call> calls = wire.calls().stream().skip(from).filter(call -> call.is("PUT", path)).toList();
        checks.equal("refusal: answers of RT to the writes", List.of(200), calls.stream().map(Wire.Call::status).toList());
        checks.holds("refusal: what RT says in them", "Email address in use", calls.stream().map(Wire.Call::answer).toList(),
                calls.stream().allMatch(call -> call.answer().contains("Email address in use")));
        String golden = profile(8).path("id").asText();
        List<String> codes = letters(golden);
        checks.holds("refusal: dead letter of the profile", "one, VENDOR_REFUSED or VENDOR_CONFLICT", codes,
                codes.size() == 1 && List.of("VENDOR_REFUSED", "VENDOR_CONFLICT").contains(codes.get(0)));
        checks.equal("refusal: RT keeps the address", before, tracker.user(user).path("EmailAddress").asText());
        checks.equal("refusal: another customer of the same file arrives", true, other);
    }

    private List<String> letters(String golden) {
        JsonNode letters = gateway.command("dead-letters", "list", "--system", "support", "--limit", "1000").path("letters");
        var codes = new ArrayList<String>();
        letters.forEach(letter -> {
            if (letter.path("origin").asText().contains(golden)) {
                codes.add(letter.path("code").asText());
            }
        });
        return codes;
    }

    /** The worst moment: RT has created a user, and the gateway dies before it learns of it. */
    private void isKilledWhileDelivering() {
        long users = tracker.customers().size();
        var created = new AtomicInteger();
        wire.afterEach(call -> {
            if (call.is("POST", "/REST/2.0/user") && call.status() == 201
                    && created.incrementAndGet() == CREATED_BEFORE_KILL) {
                gateway.kill();
            }
        });
        all = all.and(later);
        drop(later.csv());
        Wait.require("the gateway is killed", Duration.ofMinutes(5), () -> !gateway.isAlive());
        wire.afterEach(call -> {});
        checks.equal("kill -9: customers created in RT before it", (long) CREATED_BEFORE_KILL, tracker.customers().size() - users);
        long killed = System.nanoTime();
        gateway.start();
        rest().await();
        checks.note("kill -9: seconds from the restart to rest", (System.nanoTime() - killed) / 1_000_000_000L);
        checks.note("kill -9: customers in RT after it", tracker.customers().size());
        Profiles now = inStep("after kill -9");
        checks.equal("kill -9: records in profiles", all.size(), now.ofRecord().clusterOf().size());
        checks.note("profiles of all records", now.ofRecord().count() + " (" + now.ofRecord().against(new Clusters(all.truth())) + ")");
    }

    private void stillRests() {
        long transaction = tracker.lastTransaction();
        rest().polls(5);
        checks.equal("at the end: transactions in RT during five polls", 0L, tracker.lastTransaction() - transaction);
        JsonNode status = gateway.status();
        checks.note("records, profiles, dead letters", status.path("store").path("records") + ", "
                + status.path("store").path("profiles") + ", " + status.path("store").path("deadLetters"));
        checks.equal("log lines with an address of a customer", 0L, tellingLines());
    }

    private long tellingLines() {
        try (var lines = Files.lines(gateway.log())) {
            return lines.filter(line -> line.contains("@febrl.example") || line.contains("@hmail.com")).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
