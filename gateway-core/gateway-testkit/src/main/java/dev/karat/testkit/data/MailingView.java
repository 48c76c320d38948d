package dev.karat.testkit.data;

import dev.karat.testkit.data.Customer.Organization;
import dev.karat.testkit.data.Customer.Person;
import java.time.LocalDate;
import java.util.Locale;

/** A subscriber: an address, perhaps a name, often in small letters, and the consent. */
final class MailingView implements SystemView {
    @Override
    public Fields person(Person person, LocalDate day, Noise noise) {
        Draw draw = noise.draw();
        var fields =
                new Fields().put("kind", "person").put("email", person.email().at(day));
        String given = noise.nickname(0.15, noise.spelt(person.given(), 0.2, 0.1), person.given());
        String family = noise.typing(0.02, noise.spelt(person.family(), 0.2, 0.1));
        boolean small = draw.chance(0.1);
        fields.put("givenName", draw.chance(0.75) ? small ? given.toLowerCase(Locale.ROOT) : given : "")
                .put("familyName", draw.chance(0.6) ? small ? family.toLowerCase(Locale.ROOT) : family : "");
        if (draw.chance(0.15)) {
            fields.put("phone", person.phone().at(day));
        }
        Home home = person.home().at(day);
        fields.put("country", draw.chance(0.5) ? home.region().code() : "");
        return fields.put("subscribed", draw.chance(0.85) + "");
    }

    @Override
    public Fields organization(Organization organization, LocalDate day, Noise noise) {
        Draw draw = noise.draw();
        return new Fields()
                .put("kind", "organization")
                .put("email", organization.email())
                .put("name", draw.chance(0.7) ? draw.one(organization.names()) : "")
                .put("subscribed", draw.chance(0.8) + "");
    }
}
