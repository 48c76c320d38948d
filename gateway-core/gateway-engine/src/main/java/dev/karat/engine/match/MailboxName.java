package dev.karat.engine.match;

import dev.karat.engine.normalize.Email;
import dev.karat.engine.normalize.Features;
import dev.karat.engine.normalize.Term;
import org.jspecify.annotations.Nullable;

/**
 * Tells how much of a mailbox name is its owner's name. Two people of one name choose the same mailbox name at two
 * providers, and mailbox names that differ in a number only at one.
 */
final class MailboxName {
    /** Letters and digits beside the name that make a mailbox name one's own. */
    private static final int OWN_MIN = 3;

    private static final int NAME_LENGTH_MIN = 3;

    private MailboxName() {}

    /** True if the mailbox name says little more than the name that one of the two records bears. */
    static boolean isOnlyName(String user, Features a, Features b) {
        return rest(user, a).length() < OWN_MIN || rest(user, b).length() < OWN_MIN;
    }

    /** True if both mailbox names hold their owners' names, and what they hold beside them is not the same. */
    static boolean differBesideName(Email left, Email right, Features a, Features b) {
        String restA = rest(left.user().text(), a);
        String restB = rest(right.user().text(), b);
        boolean named = restA.length() < left.user().text().length()
                && restB.length() < right.user().text().length();
        return named && left.domain().sameAs(right.domain()) && !restA.equals(restB);
    }

    /** The mailbox name without the record's names, initials and punctuation; the whole of it if no name is in it. */
    private static String rest(String user, Features of) {
        String rest = without(without(user, of.family()), of.given());
        if (rest.length() == user.length()) {
            return rest;
        }
        var kept = new StringBuilder(rest.length());
        for (int i = 0; i < rest.length(); i++) {
            if (Character.isLetterOrDigit(rest.charAt(i))) {
                kept.append(rest.charAt(i));
            }
        }
        Term given = of.given();
        boolean initial = given != null
                && kept.length() > 0
                && kept.charAt(0) == given.text().charAt(0);
        return initial && rest.length() > 1 && !Character.isLetterOrDigit(rest.charAt(1))
                ? kept.substring(1)
                : kept.toString();
    }

    private static String without(String user, @Nullable Term name) {
        if (name == null || name.text().length() < NAME_LENGTH_MIN) {
            return user;
        }
        int at = user.indexOf(name.text());
        return at < 0
                ? user
                : user.substring(0, at) + user.substring(at + name.text().length());
    }
}
