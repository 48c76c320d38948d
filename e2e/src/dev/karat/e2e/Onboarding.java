package dev.karat.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** From four systems that know nothing of each other to four that agree, without a write that nobody allowed. */
final class Onboarding {
    /** Customers that are written first, and read back. */
    private static final int CANARY = 3;

    private final Company company;
    private final Checks checks;

    Onboarding(Company company) {
        this.company = company;
        this.checks = company.checks;
    }

    void tell() {
        enterByHand();
        Map<String, Integer> before = counts();
        checks.note("customers before", before);
        observes(before);
        for (Side side : company.sides()) {
            opens(side.name());
        }
        company.rest().await();
        company.checkInStep("live", Cast.PROFILES);
        company.checkRest("live", 5);
    }

    private Map<String, Integer> counts() {
        var counts = new TreeMap<String, Integer>();
        company.sides().forEach(side -> counts.put(side.name(), side.all().size()));
        return counts;
    }

    private void enterByHand() {
        Cast.PARTIES.forEach(company.erp::enter);
        Cast.BUYERS.forEach(company.shop::enter);
        Cast.READERS.forEach(company.news::enter);
        Cast.CALLERS.forEach(company.support::enter);
        company.erp.enter(Cast.MATTHIAS);
        company.shop.enter(Person.of(Cast.MATTHIAS_IN_THE_SHOP, Cast.MATTHIAS.email()));
        company.sides().forEach(side -> side.enter(Cast.NORA));
        company.shop.agree(company.shop.id(Cast.NORA.email()));
        company.erp.enter(Cast.OSKAR);
        company.shop.enter(Cast.OSKAR_AT_WORK);
    }

    private void observes(Map<String, Integer> before) {
        company.gateway.start();
        JsonNode status = company.rest().await();
        checks.equal(
                "observe: records read",
                before.values().stream().mapToInt(Integer::intValue).sum(),
                status.path("store").path("records").asInt());
        checks.equal(
                "observe: profiles that they make",
                Cast.PROFILES,
                status.path("store").path("profiles").asInt());
        checks.equal(
                "observe: somebody known to four systems is one profile of four records",
                4,
                company.profile(Cast.NORA.email()).path("records").size());
        checks.equal("observe: customers in the systems", before, counts());
        checks.equal("observe: requests that write", List.of(0, 0, 0, 0), writes());
    }

    private List<Integer> writes() {
        return company.sides().stream().map(side -> company.writes(side.name())).toList();
    }

    /** Preview, a few customers, all of them. */
    private void opens(String target) {
        int before = company.writes(target);
        JsonNode preview = company.gateway.command("preview", "target", target);
        String plan = preview.path("plan").asText();
        checks.note(
                target + ": the preview would create and change",
                preview.path("creates").asText() + " and " + preview.path("updates").asText());
        checks.equal(target + ": requests that write before it is opened", 0, before);
        company.gateway.command("phase", target, "preview");
        step(target, "a canary of " + CANARY, "--canary", "" + CANARY, "--plan", plan);
        step(target, "all the others", "--wave", "all");
        checks.equal(target + ": phase", "LIVE", phase(target));
    }

    /** A vendor's call may tell of a record before the rest of it is written, so it is asked again how it stands. */
    private void step(String target, String what, String... options) {
        var command = new ArrayList<>(List.of("go-live", target));
        command.addAll(List.of(options));
        company.gateway.command(command.toArray(String[]::new));
        var last = new JsonNode[1];
        boolean same = Wait.until(Duration.ofSeconds(60), () -> {
            last[0] = company.gateway.command("go-live", target);
            return last[0].path("ok").asBoolean();
        });
        JsonNode check = last[0].path("check");
        checks.holds(
                target + ": " + what + ", read back as they were given",
                "no other",
                check.path("same") + " the same" + (same ? "" : ", " + check),
                same);
    }

    private String phase(String name) {
        for (JsonNode target : company.gateway.status().path("targets")) {
            if (target.path("name").asText().equals(name)) {
                return target.path("phase").asText();
            }
        }
        return "none";
    }
}
