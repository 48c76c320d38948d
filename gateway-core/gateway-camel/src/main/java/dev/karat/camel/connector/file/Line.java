package dev.karat.camel.connector.file;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import org.jspecify.annotations.Nullable;

/**
 * A line of a file as it was received, without its end.
 *
 * @param number from 1
 */
record Line(long number, byte[] bytes) {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    /** Its text, or null if the bytes are none of the charset; zero bytes come of two-byte charsets. */
    @Nullable
    String text(Charset charset) {
        try {
            String text = charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            if (text.indexOf('\0') >= 0) {
                return null;
            }
            return number == 1 && !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
        } catch (CharacterCodingException foreign) {
            return null;
        }
    }

    /** True if there is nothing but blanks. Zero bytes are none: crashed systems leave them behind. */
    boolean isBlank() {
        for (byte octet : bytes) {
            if (octet != ' ' && octet != '\t') {
                return false;
            }
        }
        return true;
    }

    /** Number only: the line is personal data. */
    @Override
    public String toString() {
        return "Line[" + number + "]";
    }
}
