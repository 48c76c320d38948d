package dev.karat.testkit.data;

import dev.karat.testkit.data.Customer.Organization;
import dev.karat.testkit.data.Customer.Person;
import java.time.LocalDate;

/** How one kind of system sees a customer on the day of its last change there. */
interface SystemView {
    Fields person(Person person, LocalDate day, Noise noise);

    Fields organization(Organization organization, LocalDate day, Noise noise);

    default Fields view(Customer customer, LocalDate day, Noise noise) {
        return customer instanceof Person person
                ? person(person, day, noise)
                : organization((Organization) customer, day, noise);
    }

    /** Adds an address; {@code latin} and {@code plain} are the probabilities of those scripts. */
    static void address(Fields fields, Home home, Noise noise, double latin, double plain, double slips) {
        String street = noise.abbreviated(0.3, noise.spelt(home.street(), latin, plain));
        fields.put("streetAddress", noise.typing(slips, home.streetAddress(street)))
                .put("postalCode", home.postalCode())
                .put("locality", noise.typing(slips, noise.spelt(home.city(), latin, plain)))
                .put("country", home.region().code());
    }
}
