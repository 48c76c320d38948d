package dev.karat.camel.connector.mail;

import jakarta.mail.internet.MimeUtility;
import java.io.UnsupportedEncodingException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Text of header fields, whatever their senders did to it. */
final class HeaderText {
    /** Longest field that is looked at, in characters; what follows is cut. RFC 5322, 2.1.1 has 998 in a line. */
    static final int FIELD_MAX = 10_000;

    private HeaderText() {}

    /** Encoded words (RFC 2047) in clear, in one line; a word of an unknown charset stays as it is. */
    static String decode(String raw) {
        String text = octets(raw);
        try {
            return oneLine(MimeUtility.decodeText(MimeUtility.unfold(text)));
        } catch (UnsupportedEncodingException | RuntimeException unknownCharset) {
            return oneLine(text);
        }
    }

    /** As sent, but with bytes that are no ASCII read as UTF-8 (RFC 6532), or as ISO 8859-1 if they are not that. */
    static String octets(String raw) {
        String field = raw.length() > FIELD_MAX ? raw.substring(0, FIELD_MAX) : raw;
        if (field.chars().noneMatch(c -> c > 0x7e) || field.chars().anyMatch(c -> c > 0xff)) {
            return field;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(field.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            return field;
        }
    }

    /** At most so many characters, without half of a surrogate pair at the end. */
    static String cut(String text, int max) {
        if (text.length() <= max) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max;
        return text.substring(0, end);
    }

    /** True if characters got lost on the way, or encoded words were not understood. */
    static boolean isGarbled(@Nullable String text) {
        return text != null && (text.indexOf('\uFFFD') >= 0 || text.contains("=?"));
    }

    /** Without control and format characters, which hide or turn what people see, and with single blanks. */
    private static String oneLine(String text) {
        var line = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            int type = Character.getType(c);
            boolean blank = Character.isWhitespace(c) || Character.isSpaceChar(c);
            if (blank && !line.isEmpty() && line.charAt(line.length() - 1) != ' ') {
                line.append(' ');
            } else if (!blank
                    && type != Character.CONTROL
                    && type != Character.FORMAT
                    && type != Character.SURROGATE
                    && type != Character.UNASSIGNED) {
                line.appendCodePoint(c);
            }
        });
        return line.toString().strip();
    }
}
