package dev.karat.store;

/**
 * Text as both databases can hold it. PostgreSQL refuses the character NUL, and neither can encode half a surrogate pair
 * in UTF-8; one such character in a mail subject must not fail the commit of a whole page.
 */
final class StorableText {
    private static final char REPLACEMENT = '\uFFFD';

    private StorableText() {}

    static String of(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isSurrogate(c)) {
                return replaced(text);
            }
        }
        return text;
    }

    private static String replaced(String text) {
        var clean = new StringBuilder(text.length());
        text.codePoints().forEach(c -> clean.appendCodePoint(isStorable(c) ? c : REPLACEMENT));
        return clean.toString();
    }

    private static boolean isStorable(int codePoint) {
        return codePoint != 0 && (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE);
    }
}
