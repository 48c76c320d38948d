package dev.karat.testkit.data;

import java.time.LocalDate;
import java.util.List;

/** A customer as it truly is. */
sealed interface Customer permits Customer.Person, Customer.Organization {
    /** Names the customer in every system's record. */
    String truthId();

    History<Home> home();

    /**
     * A person.
     *
     * @param suffix {@code Sr.}, {@code Jr.} or empty
     * @param phone mobile number or the household's landline, E.164
     * @param employer name of the organisation for which the person acts, or empty
     * @param sharedMail true if others use the mailbox too
     */
    record Person(
            String truthId,
            boolean female,
            Spelling given,
            Spelling family,
            String suffix,
            LocalDate birthDate,
            History<Home> home,
            History<String> email,
            History<String> phone,
            String employer,
            String jobTitle,
            boolean sharedMail)
            implements Customer {}

    /**
     * An organisation.
     *
     * @param names spellings that are in use, the official one first
     * @param vatId VAT number
     * @param email its role mailbox, such as info@
     */
    record Organization(
            String truthId, List<String> names, String vatId, History<Home> home, String email, String phone)
            implements Customer {}
}
