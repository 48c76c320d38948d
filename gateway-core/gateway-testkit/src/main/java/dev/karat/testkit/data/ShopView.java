package dev.karat.testkit.data;

import dev.karat.testkit.data.Customer.Organization;
import dev.karat.testkit.data.Customer.Person;
import java.time.LocalDate;

/** An account that customers fill in themselves: own script, nicknames, E.164 by the form, the newest address. */
final class ShopView implements SystemView {
    @Override
    public Fields person(Person person, LocalDate day, Noise noise) {
        Draw draw = noise.draw();
        var fields = new Fields();
        String given = noise.nickname(0.1, noise.spelt(person.given(), 0.15, 0.05), person.given());
        String suffix = person.suffix().isEmpty() || draw.chance(0.5) ? "" : " " + person.suffix();
        fields.put("kind", "person")
                .put("givenName", noise.typing(0.015, given))
                .put("familyName", noise.typing(0.015, noise.spelt(person.family(), 0.15, 0.05)) + suffix)
                .put("organization", draw.chance(0.7) ? person.employer() : "")
                .put("email", person.email().at(day));
        if (draw.chance(0.6)) {
            fields.put("phone", person.phone().at(day));
        }
        if (draw.chance(0.9)) {
            SystemView.address(fields, person.home().at(day), noise, 0.15, 0.05, 0.02);
        }
        return fields.put("subscribed", draw.chance(0.4) + "");
    }

    @Override
    public Fields organization(Organization organization, LocalDate day, Noise noise) {
        Draw draw = noise.draw();
        var fields = new Fields();
        String name = draw.one(organization.names());
        fields.put("kind", "organization")
                .put("name", name)
                .put("email", organization.email())
                .put("phone", draw.chance(0.6) ? organization.phone() : "");
        SystemView.address(fields, organization.home().at(day), noise, 0.15, 0.05, 0.02);
        return fields.put("subscribed", draw.chance(0.3) + "");
    }
}
