package dev.karat.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;

/** When everything has been told: nobody is there twice, nothing moves, nothing is left over. */
final class Ending {
    /** Who came later: one on each side, a guest of the shop, two during the outages. */
    private static final int CAME = Changes.NEWCOMERS + 1 + 2;

    private final Company company;
    private final Checks checks;

    Ending(Company company) {
        this.company = company;
        this.checks = company.checks;
    }

    void tell() {
        company.rest().await();
        // Two profiles became one, of whom the ERP system alone made one record; and the shop deleted a customer.
        int customers = Cast.PROFILES + CAME - 1;
        company.checkInStep("end", company.erp, customers, 0);
        company.checkInStep("end", company.shop, customers - 1, 1);
        company.checkInStep("end", company.news, customers, 1);
        company.checkInStep("end", company.support, customers, 1);
        company.checkRest("end", 5);
        JsonNode status = company.gateway.status();
        checks.equal("end: dead letters", List.of(), letters());
        JsonNode audit = company.gateway.command("audit", "--routes", company.routes().toString());
        checks.equal("end: profiles that are not what their records make", 0, audit.path("differing").asInt(-1));
        checks.note("end: records and profiles", status.at("/store/records") + " and " + status.at("/store/profiles"));
        checkLog();
    }

    private List<String> letters() {
        return company.gateway.command("dead-letters", "list", "--limit", "1000").path("letters").findValuesAsText("code");
    }

    private void checkLog() {
        try (var lines = Files.lines(company.gateway.log())) {
            checks.equal(
                    "end: lines of the log with an address of a customer",
                    0L,
                    lines.filter(line -> line.contains("@post.test")).count());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
