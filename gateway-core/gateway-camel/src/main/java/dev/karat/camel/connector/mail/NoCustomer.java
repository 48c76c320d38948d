package dev.karat.camel.connector.mail;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Why a message is no customer's: it makes neither a lead nor an interaction. */
enum NoCustomer {
    /** A mail system reports on a delivery (RFC 3464, RFC 5321, 4.5.5). */
    BOUNCE,
    /** A program wrote it: an answer from out of office, a reminder (RFC 3834). */
    AUTOMATIC,
    /** It went to a list or to many (RFC 2919, RFC 2369). */
    LIST,
    /** The mail server takes it for unwanted. */
    SPAM,
    /** One of the own addresses wrote it. */
    OWN,
    /** There is not exactly one address in From. */
    NO_SENDER;

    private static final Set<String> MAIL_SYSTEMS = Set.of("mailer-daemon", "postmaster");
    private static final Set<String> NOBODY = Set.of("noreply", "no-reply", "no_reply", "donotreply", "do-not-reply");
    private static final Set<String> TO_MANY = Set.of("bulk", "list", "junk");

    /** Why the message with this head is no customer's, or null if it may be one's. */
    static @Nullable NoCustomer of(MessageHead head, @Nullable Sender sender, OwnAddresses own) {
        String user = sender == null
                ? ""
                : sender.address().substring(0, sender.address().lastIndexOf('@'));
        if (isBounce(head, user)) {
            return BOUNCE;
        }
        if (isAutomatic(head) || NOBODY.contains(user)) {
            return AUTOMATIC;
        }
        if (head.has("list-id") || head.has("list-unsubscribe") || TO_MANY.contains(head.word("precedence"))) {
            return LIST;
        }
        if (head.word("x-spam-flag").equals("yes")) {
            return SPAM;
        }
        if (sender == null) {
            return NO_SENDER;
        }
        return own.contains(sender.address()) ? OWN : null;
    }

    private static boolean isBounce(MessageHead head, String user) {
        String returnPath = head.first("return-path").strip();
        return returnPath.equals("<>")
                || MAIL_SYSTEMS.contains(user)
                || head.first("from").toLowerCase(Locale.ROOT).contains("mailer-daemon")
                || head.word("content-type").equals("multipart/report");
    }

    private static boolean isAutomatic(MessageHead head) {
        boolean submitted =
                head.has("auto-submitted") && !head.word("auto-submitted").equals("no");
        return submitted || head.has("x-autoreply") || head.word("precedence").equals("auto_reply");
    }
}
