package dev.karat.camel.connector.mail;

import dev.karat.engine.normalize.EmailNormalizer;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whom a message says it is from; anybody can write anything there. Immutable.
 *
 * @param address canonical
 * @param name a person's or an organisation's, or null if it may be something else
 */
record Sender(String address, @Nullable String name) {
    private static final int ID_DIGITS = 24;

    /** The one address of the From field, or empty if there is none, or more than one. */
    static Optional<Sender> of(MessageHead head) {
        String from = HeaderText.octets(head.first("from"));
        try {
            var found = new ArrayList<Sender>(1);
            List<InternetAddress> parts = List.of(InternetAddress.parseHeader(from, false));
            for (InternetAddress part : parts) {
                String address = part.getAddress() == null ? null : EmailNormalizer.address(part.getAddress());
                if (address != null) {
                    // A comma without quotes tears a name apart.
                    String name = parts.size() == 1 ? DisplayName.of(part.getPersonal()) : null;
                    found.add(new Sender(address, name));
                }
            }
            return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
        } catch (AddressException | RuntimeException unreadable) {
            return Optional.empty();
        }
    }

    /**
     * Names the sender's record: the mailbox knows its correspondents by their addresses only, and an address must
     * stand in no key and no log. Always the same for the same address.
     */
    String id() {
        return Hex.sha256(address, ID_DIGITS);
    }

    /** Without address and name. */
    @Override
    public String toString() {
        return "Sender[" + id() + "]";
    }
}
