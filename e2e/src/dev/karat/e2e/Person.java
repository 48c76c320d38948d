package dev.karat.e2e;

import java.util.Locale;

/**
 * A customer as one system holds him. What is empty there is empty; what the system has no place for is null.
 *
 * @param id number there, empty before the customer is entered
 * @param name given and family name
 */
record Person(String id, String name, String email, String phone, String street, String postalCode, String city) {
    /** Somebody of whom only name and address of mail are known. */
    static Person of(String name, String email) {
        return new Person("", name, email, "", "", "", "");
    }

    /** Somebody whose address of mail is made of the name. */
    static Person of(String name) {
        return of(name, name.toLowerCase(Locale.ROOT).replace(' ', '.') + "@post.test");
    }

    Person living(String at, String code, String in) {
        return new Person(id, name, email, phone, at, code, in);
    }

    Person called(String number) {
        return new Person(id, name, email, number, street, postalCode, city);
    }

    /** The last word. */
    String familyName() {
        return name.substring(name.lastIndexOf(' ') + 1);
    }

    /** All words but the last. */
    String givenName() {
        return name.substring(0, Math.max(0, name.lastIndexOf(' ')));
    }

    /** Digits of an international number without what stands between them. */
    static String digits(String phone) {
        return phone.replaceAll("\\D", "");
    }
}
