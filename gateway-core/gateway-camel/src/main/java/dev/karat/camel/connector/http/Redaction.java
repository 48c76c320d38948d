package dev.karat.camel.connector.http;

import java.util.Collection;
import java.util.regex.Pattern;

/** Takes out of a vendor's text what may not be shown: secrets, addresses, numbers, quoted values. */
final class Redaction {
    private static final int LENGTH_MAX = 200;
    private static final Pattern PERSONAL = Pattern.compile(
            "[^\\s<>\"']+@[^\\s<>\"']+" // an address
                    + "|\"[^\"]*\"|'[^']*'|“[^”]*”" // a value that the vendor quotes
                    + "|\\+?\\d[\\d ()/.-]{4,}\\d"); // a number with six digits or more

    private Redaction() {}

    static String of(String text, Collection<String> secrets) {
        String safe = text;
        for (String secret : secrets) {
            safe = secret.isBlank() ? safe : safe.replace(secret, "***");
        }
        safe = PERSONAL.matcher(safe).replaceAll("***").replaceAll("\\s+", " ").strip();
        return safe.length() > LENGTH_MAX ? safe.substring(0, LENGTH_MAX) + "…" : safe;
    }
}
