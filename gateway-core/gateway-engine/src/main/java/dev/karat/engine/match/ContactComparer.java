package dev.karat.engine.match;

import dev.karat.engine.normalize.Email;
import dev.karat.engine.normalize.Features;
import dev.karat.engine.normalize.Hash;

/** Compares e-mail addresses and telephone numbers: the best agreement of any two counts. */
final class ContactComparer {
    /** Digits without prefix that a local number needs to be told. */
    private static final int LOCAL_DIGITS_MIN = 7;

    private static final int USER_LENGTH_MIN = 5;
    private static final long LOCAL_MODULUS = 10_000_000L;

    private ContactComparer() {}

    static void compare(Features a, Features b, PairVector into) {
        emails(a, b, into);
        phones(a.phones(), b.phones(), into);
    }

    private static void emails(Features a, Features b, PairVector into) {
        if (a.emails().length == 0 || b.emails().length == 0) {
            return;
        }
        boolean organizations = MatchModel.isOrganization(a, b);
        Level best = Level.DIFFERENT;
        long value = 0;
        for (Email left : a.emails()) {
            for (Email right : b.emails()) {
                // The mailbox of a function belongs to the organisation as one's own belongs to a person.
                Level level = organizations && left.sameAs(right) ? Level.EXACT : level(left, right);
                if (level == Level.VARIANT && MailboxName.isOnlyName(left.user().text(), a, b)) {
                    level = Level.NONE;
                } else if (level == Level.CLOSE && MailboxName.differBesideName(left, right, a, b)) {
                    level = Level.DIFFERENT;
                }
                if (level != Level.NONE && level.compareTo(best) < 0) {
                    best = level;
                    value = level == Level.EXACT
                            ? left.hash()
                            : level == Level.VARIANT ? left.user().hash() : 0;
                } else if (level == Level.NONE && best == Level.DIFFERENT) {
                    best = Level.NONE;
                }
            }
        }
        into.set(Comparison.EMAIL, best, value);
    }

    private static Level level(Email a, Email b) {
        boolean domain = a.domain().sameAs(b.domain());
        if (a.role() || b.role()) {
            return domain ? Level.WEAK : Level.DIFFERENT;
        }
        if (a.user().sameAs(b.user())) {
            return domain ? Level.EXACT : variant(a, b);
        }
        String userA = a.user().text();
        String userB = b.user().text();
        boolean longEnough = Math.min(userA.length(), userB.length()) >= USER_LENGTH_MIN;
        if (longEnough && domain && StringDistance.edits(a.user(), b.user(), 2) <= 2) {
            return differOnlyInDigits(userA, userB) ? Level.DIFFERENT : Level.CLOSE;
        }
        if (longEnough
                && !domain
                && StringDistance.isOneEditApart(a.user(), b.user())
                && StringDistance.edits(a.domain(), b.domain(), 2) <= 2) {
            return Level.CLOSE;
        }
        return Level.DIFFERENT;
    }

    /** People of one name get numbered mailboxes: another number is another mailbox, not a typing error. */
    private static boolean differOnlyInDigits(String a, String b) {
        int i = 0;
        int j = 0;
        while (true) {
            while (i < a.length() && Character.isDigit(a.charAt(i))) {
                i++;
            }
            while (j < b.length() && Character.isDigit(b.charAt(j))) {
                j++;
            }
            if (i == a.length() || j == b.length()) {
                return i == a.length() && j == b.length();
            }
            if (a.charAt(i++) != b.charAt(j++)) {
                return false;
            }
        }
    }

    /** The same mailbox name: a typing error in the domain, or a name that is long enough to be one's own. */
    private static Level variant(Email a, Email b) {
        if (a.user().text().length() >= USER_LENGTH_MIN) {
            return Level.VARIANT;
        }
        return StringDistance.edits(a.domain(), b.domain(), 2) <= 2 ? Level.CLOSE : Level.DIFFERENT;
    }

    private static void phones(long[] left, long[] right, PairVector into) {
        if (left.length == 0 || right.length == 0) {
            return;
        }
        Level best = Level.DIFFERENT;
        long value = 0;
        for (long a : left) {
            for (long b : right) {
                Level level = level(a, b);
                if (level.compareTo(best) < 0) {
                    best = level;
                    value = level == Level.EXACT || level == Level.VARIANT ? localHash(Math.min(a, b)) : 0;
                }
            }
        }
        into.set(Comparison.PHONE, best, value);
    }

    /** Hash of the last seven digits, which a number has with and without its prefix. */
    static long localHash(long phone) {
        return Hash.mix(phone % LOCAL_MODULUS);
    }

    private static Level level(long a, long b) {
        if (a == b) {
            return Level.EXACT;
        }
        long shorter = Math.min(a, b);
        long longer = Math.max(a, b);
        long power = 1;
        int digits = 0;
        while (power <= shorter) {
            power *= 10;
            digits++;
        }
        if (digits >= LOCAL_DIGITS_MIN && longer >= power && longer % power == shorter) {
            return Level.VARIANT;
        }
        return longer < power && Digits.areOneApart(a, b) ? Level.CLOSE : Level.DIFFERENT;
    }
}
