package dev.karat.camel.connector.mail;

import dev.karat.engine.normalize.EmailNormalizer;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * The addresses that are no customer's because they are one's own. Immutable.
 *
 * @param addresses in canonical form
 * @param domains in small letters
 */
record OwnAddresses(Set<String> addresses, Set<String> domains) {
    OwnAddresses {
        addresses = Set.copyOf(addresses);
        domains = Set.copyOf(domains);
    }

    /** Reads addresses and {@code @domains}, parted by commas; the login counts if it is an address. */
    static OwnAddresses of(String list, String login) {
        var addresses = new HashSet<String>();
        var domains = new HashSet<String>();
        for (String entry : (list + "," + login).split(",", -1)) {
            String address = EmailNormalizer.address(entry);
            if (address != null) {
                addresses.add(address);
            } else if (entry.strip().startsWith("@")) {
                domains.add(entry.strip().substring(1).toLowerCase(Locale.ROOT));
            }
        }
        return new OwnAddresses(addresses, domains);
    }

    boolean contains(String address) {
        return addresses.contains(address) || domains.contains(address.substring(address.lastIndexOf('@') + 1));
    }
}
