package dev.karat.e2e;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One of the systems, as its own staff sees it over its own API, and not as the gateway does. */
interface Side {
    /** Its name in gateway.yaml. */
    String name();

    /** Every customer who is in use there. */
    List<Person> all();

    /** Enters somebody by hand; answers the id. */
    String enter(Person person);

    /** Gives somebody another name. */
    void rename(String id, String name);

    /** Takes somebody out of use, as the staff does it there. */
    void remove(String id);

    /** The one with that address, if there is just one. */
    default Optional<Person> find(String email) {
        List<Person> found = all().stream()
                .filter(person -> person.email().toLowerCase(Locale.ROOT).equals(email))
                .toList();
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    /** The id of the one with that address. */
    default String id(String email) {
        return find(email).orElseThrow(() -> new IllegalStateException(name() + " has nobody " + email))
                .id();
    }
}
