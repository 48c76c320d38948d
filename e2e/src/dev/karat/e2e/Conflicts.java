package dev.karat.e2e;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Two people change the same field of the same customer in two systems before the gateway has looked. */
final class Conflicts {
    private final Company company;

    Conflicts(Company company) {
        this.company = company;
    }

    void tell() {
        conflict(company.erp, company.news, Cast.READERS.get(2), "Ilse Tannhäuser", "Ilse Rosenthal");
        conflict(company.shop, company.support, Cast.CALLERS.get(2), "Leopold Sternberg", "Leopold Wallenstein");
        conflict(company.erp, company.shop, Cast.PARTIES.get(2), "Clara Lichtenberg", "Clara Schwarzkopf");
    }

    /** Which one wins is the rules' business; that all end with the same one is the point. */
    private void conflict(Side one, Side other, Person person, String first, String second) {
        String id = one.id(person.email());
        String otherId = other.id(person.email());
        CompletableFuture.allOf(
                        CompletableFuture.runAsync(() -> one.rename(id, first)),
                        CompletableFuture.runAsync(() -> other.rename(otherId, second)))
                .join();
        String what = "conflict: two names at once in " + one.name() + " and " + other.name();
        company.checks.arrives(
                what + " end as one of them everywhere",
                () -> List.of(Set.of(first), Set.of(second)).contains(names(person)));
        company.rest().await();
        Set<String> names = names(person);
        String profile = company.profile(person.email()).at("/data/familyName").asText();
        company.checks.holds(
                what + ": at rest, and on the profile",
                "the same in all",
                names + ", profile " + profile,
                names.size() == 1 && names.iterator().next().endsWith(" " + profile));
    }

    private Set<String> names(Person person) {
        return company.sides().stream()
                .map(side -> side.find(person.email()).map(Person::name).orElse("nobody in " + side.name()))
                .collect(Collectors.toSet());
    }
}
