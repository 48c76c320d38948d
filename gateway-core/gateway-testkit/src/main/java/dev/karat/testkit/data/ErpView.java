package dev.karat.testkit.data;

import dev.karat.testkit.data.Customer.Organization;
import dev.karat.testkit.data.Customer.Person;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;

/** Master data typed by clerks: complete addresses, national numbers, Latin script, capitals, placeholders. */
final class ErpView implements SystemView {
    private static final List<String> NO_PHONE = List.of("n/a", "0000000", "unbekannt", "-");

    @Override
    public Fields person(Person person, LocalDate day, Noise noise) {
        Draw draw = noise.draw();
        var fields = new Fields();
        String given = noise.typing(0.03, noise.spelt(person.given(), 0.9, 0.15));
        String family = noise.typing(0.03, noise.spelt(person.family(), 0.9, 0.15));
        given = draw.chance(0.03) ? given.substring(0, 1) + "." : given;
        family = draw.chance(0.08) ? family.toUpperCase(Locale.ROOT) : family;
        family = person.suffix().isEmpty() ? family : family + " " + person.suffix();
        boolean swapped = draw.chance(0.03);
        fields.put("kind", "person")
                .put("givenName", swapped ? family : given)
                .put("familyName", swapped ? given : family)
                .put("organization", person.employer());
        SystemView.address(fields, person.home().at(day), noise, 0.9, 0.15, 0.04);
        String calling = person.home().at(day).region().calling();
        if (draw.chance(0.75)) {
            fields.put("phone", noise.nationalPhone(person.phone().at(day), calling));
        } else if (draw.chance(0.1)) {
            fields.put("phone", draw.one(NO_PHONE));
        }
        if (draw.chance(0.6)) {
            fields.put("email", noise.typing(0.02, person.email().at(day)));
        }
        if (draw.chance(0.6)) {
            fields.put("birthDate", birthDate(person, draw).toString());
        }
        return fields.put("gender", draw.chance(0.5) ? person.female() ? "female" : "male" : "")
                .put("jobTitle", person.jobTitle());
    }

    @Override
    public Fields organization(Organization organization, LocalDate day, Noise noise) {
        Draw draw = noise.draw();
        var fields = new Fields();
        String name = noise.typing(0.03, draw.one(organization.names()));
        fields.put("kind", "organization").put("name", name);
        SystemView.address(fields, organization.home().at(day), noise, 0.9, 0.15, 0.04);
        String calling = organization.home().at(day).region().calling();
        fields.put("phone", draw.chance(0.85) ? noise.nationalPhone(organization.phone(), calling) : "");
        fields.put("email", draw.chance(0.6) ? organization.email() : "");
        return fields.put("taxId", draw.chance(0.8) ? organization.vatId() : "");
    }

    /** The true day, a placeholder, or day and month swapped. */
    private static LocalDate birthDate(Person person, Draw draw) {
        LocalDate birth = person.birthDate();
        if (draw.chance(0.03)) {
            return LocalDate.of(1900, 1, 1);
        }
        boolean swap = birth.getDayOfMonth() <= 12 && draw.chance(0.02);
        return swap ? LocalDate.of(birth.getYear(), birth.getDayOfMonth(), birth.getMonthValue()) : birth;
    }
}
