package dev.karat.testkit.data;

import dev.karat.testkit.data.Customer.Organization;
import dev.karat.testkit.data.Customer.Person;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;

/** Makes an organisation and the people who act for it. */
final class Firm {
    private static final List<String> ROLES = List.of("info", "kontakt", "office", "sales", "contact");
    private static final List<String> JOBS =
            List.of("Purchasing", "Managing Director", "Accounting", "Head of IT", "Assistant", "Sales Manager");

    private final Draw draw;
    private final Region region;
    private final History<Home> home;
    private final String phone;
    private final long index;
    private final List<Customer> members;

    Firm(Draw draw, Region region, History<Home> home, String phone, long index, List<Customer> members) {
        this.draw = draw;
        this.region = region;
        this.home = home;
        this.phone = phone;
        this.index = index;
        this.members = members;
    }

    void fill() {
        Spelling owner = region.family(draw, false);
        Spelling trade = draw.one(region.list("trade"));
        Spelling legal = draw.one(region.list("legal"));
        String official = owner.own() + " " + trade.own() + " " + legal.own();
        String latin = owner.latin() + " " + trade.latin() + " " + legal.latin();
        String plain = owner.ascii() + " " + trade.ascii() + " " + legal.ascii();
        String domain = owner.slug() + Long.toString(index, 36) + ".example.com";
        String mailbox = draw.one(ROLES) + "@" + domain;
        members.add(new Organization(
                "O" + index,
                List.of(official, latin, plain, owner.latin() + " " + trade.latin(), latin.toUpperCase(Locale.ROOT)),
                draw.digits(region.list("vat").get(0).own()),
                home,
                mailbox,
                phone));
        int contacts = draw.between(0, 3);
        for (int i = 0; i < contacts; i++) {
            members.add(contact(i, official, domain, mailbox));
        }
    }

    private Person contact(int number, String employer, String domain, String mailbox) {
        boolean female = draw.chance(0.5);
        Spelling given = region.given(draw, female);
        Spelling family = region.family(draw, female);
        boolean role = draw.chance(0.2);
        String own = given.slug() + "." + family.slug() + (number == 0 ? "" : number) + "@" + domain;
        return new Person(
                "P" + index + (char) ('a' + number),
                female,
                given,
                family,
                "",
                draw.date(LocalDate.of(1958, 1, 1), LocalDate.of(2002, 12, 31)),
                home,
                History.always(role ? mailbox : own),
                History.always(draw.chance(0.4) ? phone : region.phone(draw, true)),
                employer,
                draw.one(JOBS),
                role);
    }
}
