package dev.karat.testkit.data;

import dev.karat.testkit.data.Customer.Organization;
import dev.karat.testkit.data.Customer.Person;
import java.time.LocalDate;

/** Who once wrote or called: one name in one piece, in any order, or only an address. */
final class SupportView implements SystemView {
    @Override
    public Fields person(Person person, LocalDate day, Noise noise) {
        Draw draw = noise.draw();
        var fields = new Fields().put("kind", "person");
        String given = noise.nickname(0.12, noise.spelt(person.given(), 0.4, 0.15), person.given());
        String family = noise.typing(0.02, noise.spelt(person.family(), 0.4, 0.15));
        String email = draw.chance(0.9) ? person.email().at(day) : "";
        String name = switch (draw.between(1, 10)) {
            case 1 -> family + ", " + given;
            case 2 -> email.isEmpty() ? given + " " + family : email;
            default -> given + " " + family;
        };
        fields.put("name", name).put("email", email);
        if (email.isEmpty() || draw.chance(0.5)) {
            fields.put("phone", person.phone().at(day));
        }
        return fields.put("organization", draw.chance(0.6) ? person.employer() : "");
    }

    @Override
    public Fields organization(Organization organization, LocalDate day, Noise noise) {
        Draw draw = noise.draw();
        String name = draw.one(organization.names());
        return new Fields()
                .put("kind", "organization")
                .put("name", name)
                .put("email", organization.email())
                .put("phone", draw.chance(0.5) ? organization.phone() : "");
    }
}
