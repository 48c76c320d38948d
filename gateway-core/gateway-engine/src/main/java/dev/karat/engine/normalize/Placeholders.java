package dev.karat.engine.normalize;

import java.util.Set;

/** Values that people and systems type to get past a mandatory field; they say nothing about anybody. */
public final class Placeholders {
    private static final Set<String> TEXTS = WordLists.set("placeholder-texts");

    private static final Set<String> MAIL_USERS = WordLists.set("placeholder-mail-users");

    private static final Set<String> MAIL_DOMAINS = WordLists.set("placeholder-mail-domains");

    private Placeholders() {}

    /** True if a folded text only stands in for a value. */
    static boolean isText(String folded) {
        return folded.isEmpty() || TEXTS.contains(folded) || isOneCharacter(folded, 3);
    }

    /** True if an address is made up. A known mailbox name counts only at a domain that is made up too, or a free one. */
    static boolean isMail(String user, String domain) {
        return MAIL_DOMAINS.contains(domain)
                || domain.endsWith(".invalid")
                || domain.endsWith(".example")
                || (MAIL_USERS.contains(user) && !isRealMailboxAt(user, domain));
    }

    private static boolean isRealMailboxAt(String user, String domain) {
        return (user.equals("mail") || user.equals("email")) && !domain.equals(user + ".com");
    }

    /** True for an identifier or number of one repeated character, or of digits counted upwards from 0 or 1. */
    static boolean isNumber(String text) {
        return isOneCharacter(text, 4) || isCounting(text);
    }

    private static boolean isOneCharacter(String text, int lengthMin) {
        if (text.length() < lengthMin) {
            return false;
        }
        for (int i = 1; i < text.length(); i++) {
            if (text.charAt(i) != text.charAt(0)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isCounting(String text) {
        return text.length() >= 5 && ("0123456789".contains(text) || "1234567890".contains(text));
    }
}
