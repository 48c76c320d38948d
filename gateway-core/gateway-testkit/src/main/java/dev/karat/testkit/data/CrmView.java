package dev.karat.testkit.data;

import dev.karat.testkit.data.Customer.Organization;
import dev.karat.testkit.data.Customer.Person;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** An entry of a CRM: somebody typed what was at hand, in the script and with the care of that day. */
final class CrmView implements SystemView {
    private static final double LATIN = 0.35;
    private static final double PLAIN = 0.15;
    private static final double NAME_SLIPS = 0.04;
    private static final double ADDRESS_SLIPS = 0.04;
    private static final double EMAIL_SLIPS = 0.01;
    private static final double NICKNAME = 0.06;
    private static final double INITIAL = 0.02;
    private static final double SWAPPED = 0.02;
    private static final double CAPITALS = 0.03;
    private static final double SUFFIX_MISSING = 0.3;
    private static final double LEGAL_FORM = 0.15;
    private static final double GIVEN_MISSING = 0.02;
    private static final double EMAIL_MISSING = 0.15;
    private static final double PHONE_MISSING = 0.25;
    private static final double ADDRESS_MISSING = 0.1;
    private static final double BIRTH_MISSING = 0.2;
    private static final double TAX_ID_MISSING = 0.25;
    /** Two of a hundred, as two days in five can be swapped. */
    private static final double DAY_AND_MONTH_SWAPPED = 0.05;

    private static final double WRONG_DIGIT = 0.02;
    /** How often a form that insisted got something instead of the missing value. */
    private static final double PLACEHOLDER = 0.05;

    private static final Map<String, List<String>> PLACEHOLDERS = Map.of(
            "email", List.of("n/a", "none@example.com", "noreply@example.com", "-"),
            "phone", List.of("n/a", "0000000", "000", "unbekannt", "-"),
            "birthDate", List.of("1900-01-01", "1970-01-01", "1800-01-01"));
    /** What a legal form is written as too. No form ends with another one. */
    private static final Map<String, String> LEGAL_FORMS = Map.of(
            "GmbH", "Gesellschaft mit beschränkter Haftung",
            "Ltd", "Limited",
            "Inc.", "Incorporated",
            "Corp.", "Corporation",
            "S.L.", "SL",
            "S.A.", "SA",
            "SARL", "S.A.R.L.",
            "Sp. z o.o.", "Spółka z o.o.",
            "株式会社", "(株)",
            "ТОВ", "Товариство з обмеженою відповідальністю");

    @Override
    public Fields person(Person person, LocalDate day, Noise noise) {
        Draw draw = noise.draw();
        Function<Spelling, String> script = script(draw);
        var fields = new Fields().put("kind", "person");
        names(fields, person, script, noise);
        reach(
                fields,
                person.email().at(day),
                person.phone().at(day),
                person.home().at(day),
                script,
                noise);
        fields.put("birthDate", draw.chance(BIRTH_MISSING) ? "" : birthDate(person.birthDate(), draw));
        placeholder(fields, "birthDate", draw);
        return fields;
    }

    @Override
    public Fields organization(Organization organization, LocalDate day, Noise noise) {
        Draw draw = noise.draw();
        String name = draw.one(organization.names());
        var fields = new Fields()
                .put("kind", "organization")
                .put("name", noise.typing(NAME_SLIPS, draw.chance(LEGAL_FORM) ? inOtherForm(name) : name));
        reach(
                fields,
                organization.email(),
                organization.phone(),
                organization.home().at(day),
                script(draw),
                noise);
        return fields.put("taxId", draw.chance(TAX_ID_MISSING) ? "" : organization.vatId());
    }

    /** One entry is typed in one script. */
    private static Function<Spelling, String> script(Draw draw) {
        if (draw.chance(PLAIN)) {
            return Spelling::ascii;
        }
        return draw.chance(LATIN) ? Spelling::latin : Spelling::own;
    }

    private static void names(Fields fields, Person person, Function<Spelling, String> script, Noise noise) {
        Draw draw = noise.draw();
        String given = noise.nickname(NICKNAME, script.apply(person.given()), person.given());
        given = noise.typing(NAME_SLIPS, given);
        given = draw.chance(INITIAL) && given.length() > 2 ? given.substring(0, 1) + "." : given;
        String family = noise.typing(NAME_SLIPS, script.apply(person.family()));
        family = person.suffix().isEmpty() || draw.chance(SUFFIX_MISSING) ? family : family + " " + person.suffix();
        if (draw.chance(CAPITALS)) {
            given = given.toUpperCase(Locale.ROOT);
            family = family.toUpperCase(Locale.ROOT);
        }
        if (draw.chance(GIVEN_MISSING)) {
            fields.put("familyName", family);
            return;
        }
        boolean swapped = draw.chance(SWAPPED);
        fields.put("givenName", swapped ? family : given).put("familyName", swapped ? given : family);
    }

    /** How the customer is reached: one way is always known, else nobody would have made the entry. */
    private static void reach(
            Fields fields, String email, String phone, Home home, Function<Spelling, String> script, Noise noise) {
        Draw draw = noise.draw();
        boolean noEmail = draw.chance(EMAIL_MISSING);
        boolean noAddress = draw.chance(ADDRESS_MISSING);
        boolean noPhone = draw.chance(PHONE_MISSING) && !(noEmail && noAddress);
        if (!noEmail) {
            fields.put("email", noise.typing(EMAIL_SLIPS, email));
        }
        if (!noPhone) {
            boolean plain = draw.chance(0.4);
            fields.put(
                    "phone",
                    plain ? phone : noise.nationalPhone(phone, home.region().calling()));
        }
        placeholder(fields, "email", draw);
        placeholder(fields, "phone", draw);
        if (!noAddress) {
            String street = noise.abbreviated(0.3, script.apply(home.street()));
            fields.put("streetAddress", noise.typing(ADDRESS_SLIPS, home.streetAddress(street)))
                    .put("locality", noise.typing(ADDRESS_SLIPS, script.apply(home.city())))
                    .put("postalCode", home.postalCode())
                    .put("country", home.region().code());
        }
    }

    private static void placeholder(Fields fields, String name, Draw draw) {
        if (fields.get(name).isEmpty() && draw.chance(PLACEHOLDER)) {
            fields.put(name, draw.one(PLACEHOLDERS.getOrDefault(name, List.of("-"))));
        }
    }

    private static String birthDate(LocalDate birth, Draw draw) {
        if (birth.getDayOfMonth() <= 12 && draw.chance(DAY_AND_MONTH_SWAPPED)) {
            return birth.withDayOfMonth(birth.getMonthValue())
                    .withMonth(birth.getDayOfMonth())
                    .toString();
        }
        return (draw.chance(WRONG_DIGIT) ? wrongDigit(birth, draw) : birth).toString();
    }

    private static LocalDate wrongDigit(LocalDate birth, Draw draw) {
        int year = birth.getYear();
        int other = draw.between(1, 9);
        return switch (draw.between(1, 3)) {
            case 1 -> birth.withYear(year - year % 10 + (year + other) % 10);
            case 2 -> birth.withYear(year - year % 100 + (year + 10 * other) % 100);
            default -> wrongDay(birth, other);
        };
    }

    /** The last digit of the day, or that of the year where the month has no such day. */
    private static LocalDate wrongDay(LocalDate birth, int other) {
        int day = birth.getDayOfMonth();
        int wrong = day - day % 10 + (day + other) % 10;
        boolean exists = wrong >= 1 && wrong <= birth.lengthOfMonth();
        return exists ? birth.withDayOfMonth(wrong) : birth.plusYears(birth.getYear() % 10 == 9 ? -1 : 1);
    }

    private static String inOtherForm(String name) {
        for (var form : LEGAL_FORMS.entrySet()) {
            if (name.endsWith(form.getKey())) {
                return name.substring(0, name.length() - form.getKey().length()) + form.getValue();
            }
        }
        return name;
    }
}
