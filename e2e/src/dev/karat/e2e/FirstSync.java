package dev.karat.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** From files to profiles, to a preview, to the help desk. */
final class FirstSync {
    private final Scene scene;
    private final Checks checks;
    private final Path work;
    private int users;
    private long transaction;

    /** @param work folder for what commands read and write */
    FirstSync(Scene scene, Path work) {
        this.scene = scene;
        this.checks = scene.checks;
        this.work = work;
    }

    /** @param files what the ERP system drops at first */
    void tell(List<Customers> files) {
        enterByHand();
        files.forEach(file -> scene.drop(file.csv()));
        users = scene.tracker.customers().size();
        transaction = scene.tracker.lastTransaction();
        observes();
        previews();
        goesLive();
    }

    /** Customers whom the help desk knows before: three of the ERP system, two whom nobody else knows. */
    private void enterByHand() {
        for (int person = 0; person < 3; person++) {
            Map<String, String> row = scene.row(person);
            enter(row.get("email"), row.get("givenName") + " " + row.get("familyName"));
        }
        for (String name : List.of("Ada Lovelace", "Grace Hopper")) {
            enter(name.toLowerCase(Locale.ROOT).replace(' ', '.') + "@example.org", name);
        }
    }

    private void enter(String email, String name) {
        scene.tracker.enter(Map.of("Name", email, "EmailAddress", email, "RealName", name));
    }

    private void observes() {
        scene.gateway.start();
        JsonNode status = scene.rest().await();
        Clusters seen = scene.profiles().ofRecord();
        checks.equal(
                "records of two files on the SFTP server",
                scene.customers.size(),
                seen.clusterOf().size());
        long left =
                scene.erp.all().stream().filter(name -> !name.startsWith(".")).count();
        checks.equal("files left in the folder of the ERP system", 0L, left);
        comparesWithResolve(seen);
        checkNothingWritten("observe", status.path("targets").path(0));
    }

    private void checkNothingWritten(String phase, JsonNode target) {
        checks.equal(
                phase + ": phase in force", phase, target.path("phase").asText().toLowerCase(Locale.ROOT));
        checks.equal(
                phase + ": customers in RT", users, scene.tracker.customers().size());
        checks.equal(phase + ": transactions in RT since before", 0L, scene.tracker.lastTransaction() - transaction);
        checks.equal(phase + ": requests to RT that write", 0, scene.wire.writes().size());
    }

    private void comparesWithResolve(Clusters ours) {
        Clusters truth = new Clusters(scene.customers.truth());
        checks.note("profiles of these records in the gateway", ours.count() + " (" + ours.against(truth) + ")");
        Path file = scene.customers.write(work.resolve("customers.csv"));
        Path out = work.resolve("clusters.csv");
        JsonNode result = scene.gateway.karat(List.of("resolve", file.toString(), "--out", out.toString()));
        Clusters resolved = read(out);
        checks.note(
                "profiles by karat resolve, which learns from the file",
                result.path("profiles").asInt() + " (" + resolved.against(truth) + ")");
        checks.note("of these the same in both", ours.sharedWith(resolved));
        int distance = Math.abs(ours.count() - resolved.count());
        checks.holds(
                "distance between gateway and resolve",
                "at most 5% of the profiles",
                distance,
                distance * 20 <= resolved.count());
    }

    private static Clusters read(Path clusters) {
        var ofRecord = new LinkedHashMap<String, String>();
        try {
            Files.readAllLines(clusters).stream()
                    .skip(1)
                    .map(line -> line.split(","))
                    .forEach(cells -> ofRecord.put(cells[0], cells[1]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Clusters(ofRecord);
    }

    private void previews() {
        scene.gateway.command("phase", "support", "preview");
        scene.rest().polls(3);
        JsonNode target = scene.gateway.command("status").path("targets").path(0);
        checks.equal(
                "preview: pending writes that status shows (profiles with an address)",
                scene.profiles().withEmail().size(),
                target.path("pending").asInt());
        checkNothingWritten("preview", target);
    }

    private void goesLive() {
        scene.gateway.command("phase", "support", "live");
        JsonNode status = scene.rest().await();
        checks.equal(
                "live: phase in force",
                "LIVE",
                status.path("targets").path(0).path("phase").asText());
        scene.checkInStep("live");
        scene.checkRest("at rest");
    }
}
