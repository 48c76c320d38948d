package dev.karat.engine.resolve;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.normalize.Hash;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Which records of very large files are read: one of so many, by the hash of its key, so that the same ones are taken
 * whatever their order.
 *
 * @param share one of how many records is taken, a power of 2
 */
record RecordSample(long share) {
    static final RecordSample ALL = new RecordSample(1);

    private static final int HEADER = 1;

    /** A sample that has about {@code recordsMax} records at most. */
    static RecordSample of(List<Path> files, int recordsMax) {
        long rows = 0;
        for (Path file : files) {
            rows += Math.max(0, lines(file) - HEADER);
        }
        long share = 1;
        while (rows / share > recordsMax) {
            share *= 2;
        }
        return new RecordSample(share);
    }

    boolean takes(RecordKey key) {
        return share == 1 || (Hash.join(Hash.of(key.system()), Hash.of(key.id())) & (share - 1)) == 0;
    }

    /** Lines of a file, which are a little more than its rows. */
    private static long lines(Path file) {
        long lines = 0;
        byte[] buffer = new byte[1 << 16];
        try (InputStream stream = Files.newInputStream(file)) {
            for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
                for (int i = 0; i < read; i++) {
                    if (buffer[i] == '\n') {
                        lines++;
                    }
                }
            }
            return lines;
        } catch (IOException failure) {
            throw new GatewayException(
                    ErrorCode.FILE_MALFORMED,
                    file.getFileName() + ": cannot be read: " + failure.getMessage(),
                    failure);
        }
    }
}
