package dev.karat.e2e;

import java.util.List;

/** One system is away for a while; the others go on, and it catches up. */
final class Outage {
    private final Company company;
    private final Checks checks;

    Outage(Company company) {
        this.company = company;
        this.checks = company.checks;
    }

    void tell() {
        down("ghost", company.news, company.erp, "Yvonne Regenbogen", Cast.PARTIES.get(0), "Anneliese Hagedorn");
        down("request-tracker", company.support, company.shop, "Zacharias Blumenthal", Cast.BUYERS.get(1), "Elif Öztürk");
    }

    /**
     * @param script folder of the script that stops it
     * @param other where somebody is entered and renamed meanwhile
     */
    private void down(String script, Side away, Side other, String newcomer, Person known, String name) {
        List<Side> rest = company.sides().stream().filter(side -> side != away).toList();
        Person person = Person.of(newcomer);
        company.run(script, "stop");
        other.enter(person);
        other.rename(other.id(known.email()), name);
        checks.arrives(
                "outage of " + away.name() + ": a new customer and a change are in the other three all the same",
                () -> company.named(rest, person.email(), newcomer) && company.named(rest, known.email(), name));
        checks.arrives(
                "outage of " + away.name() + ": the gateway tells that it cannot be read",
                () -> company.state(away).equals("BACKING_OFF"));
        company.run(script, "start");
        checks.arrives(
                "outage of " + away.name() + ": it catches up once it is back",
                () -> company.named(List.of(away), person.email(), newcomer)
                        && company.named(List.of(away), known.email(), name));
        company.rest().await();
    }
}
