package dev.karat.camel.connector.file;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Lines of a file with their numbers; lines that were taken too early can be put back. Used by one thread. */
final class Lines implements AutoCloseable {
    /** Longest part of a line that is kept, in characters; a line without end must not fill the memory. */
    static final int KEPT_MAX = 20_000_000;

    /** A line without its end. */
    record Line(long number, String text) {}

    private final BufferedReader reader;
    private final Deque<Line> back = new ArrayDeque<>();
    private long number;
    private int pending = -1;

    /** Bytes that are none of the charset become the replacement character, by which their row is found out. */
    Lines(InputStream in, Charset charset) {
        this.reader = new BufferedReader(new InputStreamReader(in, charset), 1 << 16);
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
        int c = pending >= 0 ? pending : reader.read();
        pending = -1;
        if (c < 0) {
            return null;
        }
        var text = new StringBuilder();
        while (c >= 0 && c != '\n' && c != '\r') {
            // Byte order mark.
            if ((number > 0 || text.length() > 0 || c != '\uFEFF') && text.length() < KEPT_MAX) {
                text.append((char) c);
            }
            c = reader.read();
        }
        if (c == '\r') {
            int after = reader.read();
            pending = after == '\n' ? -1 : after;
        }
        return new Line(++number, text.toString());
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
