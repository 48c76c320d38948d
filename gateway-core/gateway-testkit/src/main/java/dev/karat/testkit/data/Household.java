package dev.karat.testkit.data;

import dev.karat.testkit.data.Customer.Person;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** Makes the customers that live, or work, under one roof: what they share is what makes them hard to tell apart. */
final class Household {
    static final LocalDate FIRST_DAY = LocalDate.of(2022, 1, 1);
    static final LocalDate LAST_DAY = LocalDate.of(2026, 6, 30);

    private static final List<String> DOMAINS = List.of(
            "mail.example.com", "post.example.net", "inbox.example.org", "web.example.com", "freemail.example.net");
    private static final LocalDate ELDEST = LocalDate.of(1938, 1, 1);
    private static final LocalDate YOUNGEST = LocalDate.of(2004, 12, 31);

    private final Draw draw;
    private final long index;
    private final Region region;
    private final History<Home> home;
    private final String landline;
    private final List<Customer> members = new ArrayList<>();

    private Household(long seed, long index, List<Region> regions) {
        this.draw = new Draw(seed, index);
        this.index = index;
        this.region = draw.one(regions);
        this.home = changed(0.15, region.home(draw), region.home(draw));
        this.landline = region.phone(draw, false);
    }

    /** The customers of the household of that number in one of the countries; always the same for the same seed. */
    static List<Customer> of(long seed, long index, List<Region> regions) {
        var household = new Household(seed, index, regions);
        household.fill();
        return household.members;
    }

    private void fill() {
        int kind = draw.between(1, 100);
        if (kind <= 55) {
            boolean female = draw.chance(0.5);
            add(female, region.given(draw, female), region.family(draw, female), "", birthDate());
        } else if (kind <= 78) {
            family(draw.between(2, 4));
        } else if (kind <= 82) {
            twins();
        } else if (kind <= 86) {
            fatherAndSon();
        } else {
            new Firm(draw, region, home, landline, index, members).fill();
        }
    }

    private void family(int size) {
        Spelling name = region.family(draw, false);
        boolean oneMailbox = draw.chance(0.12);
        for (int i = 0; i < size; i++) {
            boolean female = draw.chance(0.5);
            Spelling own = draw.chance(0.85) ? name : region.family(draw, false);
            Spelling borne = female ? region.feminine(own) : own;
            add(female, region.given(draw, female), borne, "", birthDate());
            if (oneMailbox && i > 0) {
                shareMailbox();
            }
        }
    }

    private void twins() {
        boolean female = draw.chance(0.5);
        Spelling name = region.family(draw, female);
        LocalDate birth = birthDate();
        Spelling first = region.given(draw, female);
        Spelling second = region.given(draw, female);
        add(female, first, name, "", birth);
        // A second bearer of the same name and birthday would be the same person to everybody.
        if (!second.own().equals(first.own())) {
            add(female, second, name, "", birth);
        }
    }

    private void fatherAndSon() {
        Spelling given = region.given(draw, false);
        Spelling name = region.family(draw, false);
        LocalDate birth = draw.date(ELDEST, LocalDate.of(1965, 12, 31));
        add(false, given, name, "Sr.", birth);
        add(false, given, name, "Jr.", birth.plusDays(draw.between(20 * 365, 35 * 365)));
    }

    private void add(boolean female, Spelling given, Spelling family, String suffix, LocalDate birth) {
        int number = members.size();
        String email = email(given, family, number);
        String other = email(given, family, number + 8);
        boolean usesLandline = draw.chance(0.2);
        members.add(new Person(
                "P" + index + (char) ('a' + number),
                female,
                given,
                family,
                suffix,
                birth,
                home,
                changed(0.15, email, other),
                usesLandline ? History.always(landline) : changed(0.15, mobile(), mobile()),
                "",
                "",
                false));
    }

    private void shareMailbox() {
        Person first = (Person) members.get(0);
        Person last = (Person) members.remove(members.size() - 1);
        members.add(new Person(
                last.truthId(),
                last.female(),
                last.given(),
                last.family(),
                last.suffix(),
                last.birthDate(),
                last.home(),
                first.email(),
                last.phone(),
                "",
                "",
                true));
    }

    /** The number of household and member keeps addresses of different people different, as a mail provider does. */
    private String email(Spelling given, Spelling family, int number) {
        String unique = Long.toString(index * 16 + number, 36);
        String local = switch (draw.between(1, 4)) {
            case 1 -> given.slug() + "." + family.slug() + unique;
            case 2 -> given.slug().charAt(0) + "." + family.slug() + unique;
            case 3 -> family.slug() + "_" + given.slug() + unique;
            default -> given.slug() + unique;
        };
        return local + "@" + draw.common(DOMAINS);
    }

    private String mobile() {
        return region.phone(draw, true);
    }

    private LocalDate birthDate() {
        return draw.date(ELDEST, YOUNGEST);
    }

    private <T> History<T> changed(double probability, T before, T now) {
        return draw.chance(probability)
                ? new History<>(before, draw.date(FIRST_DAY, LAST_DAY), now)
                : History.always(before);
    }
}
