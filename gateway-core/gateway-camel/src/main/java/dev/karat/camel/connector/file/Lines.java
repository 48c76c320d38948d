package dev.karat.camel.connector.file;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Lines of a file with their numbers; lines that were taken too early can be put back. Used by one thread. */
final class Lines implements AutoCloseable {
    /** Longest part of a line that is kept, in bytes; a line without end must not fill the memory. */
    static final int KEPT_MAX = 20_000_000;

    private static final int BUFFER = 1 << 16;

    private final InputStream in;
    private final int unit;
    private final boolean bigEndian;
    private final Deque<Line> back = new ArrayDeque<>();
    private long number;
    private int pending = -1;

    /** @param charset one whose ends of lines are those of ASCII, or UTF-16 with its order of bytes */
    Lines(InputStream in, Charset charset) {
        this.in = new BufferedInputStream(in, BUFFER);
        this.unit = isWide(charset) ? 2 : 1;
        this.bigEndian = charset.equals(StandardCharsets.UTF_16BE);
    }

    /** True if the ends of lines can be found in this charset. */
    static boolean canRead(Charset charset) {
        if (isWide(charset)) {
            return true;
        }
        byte[] end = charset.canEncode() ? "\r\n".getBytes(charset) : new byte[0];
        return end.length == 2 && end[0] == '\r' && end[1] == '\n';
    }

    private static boolean isWide(Charset charset) {
        return charset.equals(StandardCharsets.UTF_16LE) || charset.equals(StandardCharsets.UTF_16BE);
    }

    /** The next line, or null at the end; an empty line is a line. */
    @Nullable
    Line next() throws IOException {
        return back.isEmpty() ? read() : back.pop();
    }

    /** Puts a line back in front of the others. */
    void putBack(Line line) {
        back.push(line);
    }

    private @Nullable Line read() throws IOException {
        int c = pending >= 0 ? pending : character();
        pending = -1;
        if (c < 0) {
            return null;
        }
        var bytes = new ByteArrayOutputStream(256);
        while (c >= 0 && c != '\n' && c != '\r') {
            if (bytes.size() < KEPT_MAX) {
                keep(c, bytes);
            }
            c = character();
        }
        if (c == '\r') {
            int after = character();
            pending = after == '\n' ? -1 : after;
        }
        return new Line(++number, bytes.toByteArray());
    }

    private int character() throws IOException {
        int first = in.read();
        if (unit == 1 || first < 0) {
            return first;
        }
        // A last odd byte is kept as a character that no charset has in this place.
        int second = in.read();
        return second < 0 ? first : bigEndian ? first << 8 | second : second << 8 | first;
    }

    private void keep(int c, ByteArrayOutputStream bytes) {
        if (unit == 1) {
            bytes.write(c);
        } else {
            bytes.write(bigEndian ? c >> 8 : c);
            bytes.write(bigEndian ? c : c >> 8);
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
