package dev.karat.engine.normalize;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Canonical e-mail addresses. */
public final class EmailNormalizer {
    /** RFC 5321, 4.5.3.1.3: a path has 256 octets at most, of which two are angle brackets. */
    private static final int LENGTH_MAX = 254;

    private static final Set<String> ROLES = WordLists.set("role-mailboxes");

    private static final Set<String> DOTS_IGNORED = Set.of("gmail.com", "googlemail.com");
    private static final Set<String> PLUS_TAGS = Set.of(
            "gmail.com",
            "googlemail.com",
            "outlook.com",
            "hotmail.com",
            "live.com",
            "icloud.com",
            "me.com",
            "fastmail.com",
            "proton.me",
            "protonmail.com",
            "pm.me");

    private EmailNormalizer() {}

    /** The two halves of an address, lower case. */
    record Parts(String user, String domain) {}

    /** {@code Jay <Jay@Example.com>} becomes {@code jay@example.com}; null if it is no address. Delivers as written. */
    public static @Nullable String address(String raw) {
        Parts parts = parts(raw);
        return parts == null ? null : parts.user + "@" + parts.domain;
    }

    /** True for a mailbox that belongs to a function rather than a person, such as {@code info@}. */
    public static boolean isRole(String user) {
        return ROLES.contains(user);
    }

    static @Nullable Parts parts(String raw) {
        String text = raw.length() > 4 * LENGTH_MAX ? raw.substring(0, 4 * LENGTH_MAX) : raw;
        int open = text.lastIndexOf('<');
        int close = text.indexOf('>', open + 1);
        if (open >= 0 && close > open) {
            text = text.substring(open + 1, close);
        }
        text = TextFolder.lower(text.strip());
        if (text.startsWith("mailto:")) {
            text = text.substring("mailto:".length());
        }
        int at = text.lastIndexOf('@');
        if (at <= 0 || at == text.length() - 1 || text.length() > LENGTH_MAX || hasBlank(text)) {
            return null;
        }
        return new Parts(text.substring(0, at), text.substring(at + 1));
    }

    /** The parts under which the provider delivers to the same mailbox; null for no address and for placeholders. */
    static @Nullable Parts mailbox(String raw) {
        Parts parts = parts(raw);
        if (parts == null || Placeholders.isMail(parts.user, parts.domain)) {
            return null;
        }
        String domain = parts.domain.equals("googlemail.com") ? "gmail.com" : parts.domain;
        String user = parts.user;
        int plus = user.indexOf('+');
        if (plus > 0 && PLUS_TAGS.contains(domain)) {
            user = user.substring(0, plus);
        }
        if (DOTS_IGNORED.contains(domain)) {
            user = user.replace(".", "");
        }
        return user.isEmpty() ? null : new Parts(user, domain);
    }

    private static boolean hasBlank(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) <= ' ') {
                return true;
            }
        }
        return false;
    }
}
