package dev.karat.engine.resolve;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/** Counts the quotation marks that pass: in a whole CSV file (RFC 4180) they come in pairs. */
final class QuoteCount extends FilterReader {
    private long quotes;

    QuoteCount(Reader in) {
        super(in);
    }

    boolean isOdd() {
        return quotes % 2 == 1;
    }

    @Override
    public int read() throws IOException {
        int c = super.read();
        quotes += c == '"' ? 1 : 0;
        return c;
    }

    @Override
    public int read(char[] into, int from, int length) throws IOException {
        int read = super.read(into, from, length);
        for (int i = from; i < from + read; i++) {
            quotes += into[i] == '"' ? 1 : 0;
        }
        return read;
    }
}
