package dev.karat.e2e;

import java.util.List;
import java.util.Map;

/** Whatever somebody enters or changes on one side reaches the others. */
final class Changes {
    /** Customers whom each side gets while the gateway runs. */
    static final int NEWCOMERS = 4;

    private final Company company;
    private final Checks checks;

    Changes(Company company) {
        this.company = company;
        this.checks = company.checks;
    }

    void tell() {
        newcomers();
        marriages();
        details();
    }

    private List<Side> allBut(Side side) {
        return company.sides().stream().filter(other -> other != side).toList();
    }

    private void newcomers() {
        List<Person> persons = List.of(
                Person.of("Paula Reinhardt", "paula.reinhardt@post.test").called("+493055501009"),
                Person.of("Quentin Moreau", "quentin.moreau@post.test"),
                Person.of("Rosalie Engelbrecht", "rosalie.engelbrecht@post.test"),
                Person.of("Sigmund Falkenberg", "sigmund.falkenberg@post.test").called("+493055501010"));
        for (int i = 0; i < NEWCOMERS; i++) {
            Side side = company.sides().get(i);
            Person person = persons.get(i);
            side.enter(person);
            checks.arrives(
                    "a customer entered in " + side.name() + " is in the other three",
                    () -> company.named(allBut(side), person.email(), person.name()));
        }
    }

    /** The name is the one field that all four hold. Each of these is known to two sides or more by now. */
    private void marriages() {
        rename(company.erp, Cast.BUYERS.get(0), "Dietmar Silberstein");
        rename(company.shop, Cast.READERS.get(0), "Gesine Morgenroth");
        rename(company.news, Cast.CALLERS.get(1), "Katharina Steinbrück");
        rename(company.support, Cast.PARTIES.get(0), "Anneliese Kirchner");
    }

    private void rename(Side side, Person person, String name) {
        side.rename(side.id(person.email()), name);
        checks.arrives(
                "a name changed in " + side.name() + " is in the other three",
                () -> company.named(allBut(side), person.email(), name));
    }

    /** What only some of them hold. */
    private void details() {
        String bernd = Cast.PARTIES.get(1).email();
        company.erp.move(company.erp.id(bernd), "Alsterufer 33");
        checks.arrives(
                "a street changed in erp is in shop and support",
                () -> company.show(
                        List.of(company.shop, company.support), bernd, person -> person.street().equals("Alsterufer 33")));

        String friedrich = Cast.BUYERS.get(2).email();
        company.support.change(
                company.support.id(friedrich), Map.of("MobilePhone", "+49 711 555 0199"));
        checks.arrives(
                "a number changed in support is in erp and shop",
                () -> company.show(
                        List.of(company.erp, company.shop),
                        friedrich,
                        person -> Person.digits(person.phone()).equals("497115550199")));

        company.support.open(Cast.READERS.get(1).email(), "Where is my letter?");
        checks.arrives(
                "a ticket is an interaction on the profile",
                () -> company.profile(Cast.READERS.get(1).email())
                        .path("interactions")
                        .findValuesAsText("summary")
                        .contains("Where is my letter?"));
    }
}
