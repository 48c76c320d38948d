package dev.karat.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;

/** Two customers turn out to be one, and some go. */
final class Departures {
    private final Company company;
    private final Checks checks;

    Departures(Company company) {
        this.company = company;
        this.checks = company.checks;
    }

    void tell() {
        merges();
        isDeletedWhereKnownAlone();
        isDeletedWhereOthersKnow();
    }

    /** The ERP staff makes two parties one; the shop has known the second one by itself. */
    private void merges() {
        String one = company.profile(Cast.OSKAR.email()).path("id").asText();
        String other = company.profile(Cast.OSKAR_AT_WORK.email()).path("id").asText();
        checks.holds("merge: two profiles before", "two", List.of(one, other), !one.equals(other) && !other.isEmpty());
        company.erp.replace(
                company.erp.id(Cast.OSKAR_AT_WORK.email()), company.erp.id(Cast.OSKAR.email()), Cast.OSKAR_AT_WORK.email());
        checks.arrives("merge: one profile with both addresses", () -> survivor(one).equals(survivor(other)));
        JsonNode profile = company.gateway.profile(other);
        checks.equal("merge: addresses of it", 2, profile.at("/data/emails").size());
        String gone = profile.path("id").asText().equals(one) ? other : one;
        checks.equal(
                "merge: the id that went answers with the one that is left",
                gone,
                company.gateway.profile(gone).path("redirectedFrom").asText());
        company.rest().await();
        company.erp.rename(company.erp.id(Cast.OSKAR.email()), "Oskar Petersen-Lund");
        checks.arrives(
                "merge: a later change reaches a record in each of the others",
                () -> company.sides().stream().allMatch(this::hasOskarRenamed));
        company.rest().await();
    }

    private boolean hasOskarRenamed(Side side) {
        return side.all().stream().anyMatch(person -> person.name().equals("Oskar Petersen-Lund"));
    }

    private String survivor(String id) {
        return company.gateway.profile(id).path("id").asText();
    }

    private void isDeletedWhereKnownAlone() {
        remove(company.erp, "Ulrike Sonnenfeld");
        remove(company.shop, "Viktor Morgenstern");
        remove(company.news, "Wanda Himmelreich");
        remove(company.support, "Xaver Winterfeldt");
    }

    /** Somebody whom one side entered is taken away there again. */
    private void remove(Side side, String name) {
        Person person = Person.of(name);
        String id = side.enter(person);
        Wait.require(
                name + " is everywhere",
                Duration.ofSeconds(90),
                () -> company.named(company.sides(), person.email(), name));
        company.rest().await();
        // Between two polls: one that is under way would bring back whom it has read already, see README.md.
        company.polls(side, 1);
        side.remove(id);
        checks.arrives(
                "delete: whom only " + side.name() + " knew and takes away is out of use in all four",
                () -> company.sides().stream().allMatch(any -> any.find(person.email()).isEmpty()));
        company.rest().await();
    }

    private void isDeletedWhereOthersKnow() {
        Person matthias = Cast.MATTHIAS;
        company.shop.remove(company.shop.id(matthias.email()));
        checks.arrives(
                "delete: whom the ERP system knows, too, stays there when the shop deletes him",
                () -> company.profile(matthias.email()).path("records").findValuesAsText("system").stream()
                        .noneMatch("shop"::equals));
        company.rest().await();
        checks.equal(
                "delete: systems that hold him still",
                List.of("erp", "news", "support"),
                company.sides().stream()
                        .filter(side -> side.find(matthias.email()).isPresent())
                        .map(Side::name)
                        .toList());
    }
}
