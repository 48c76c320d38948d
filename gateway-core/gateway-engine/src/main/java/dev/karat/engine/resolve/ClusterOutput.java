package dev.karat.engine.resolve;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.RecordKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Writes which record belongs to which customer: one row per row of the input, in its order. The file appears complete or
 * not at all.
 */
public final class ClusterOutput {
    /** Bytes of the hash that make a golden id; 96 bits collide by chance once in 10^13 sets of ten million. */
    private static final int ID_BYTES = 12;

    private ClusterOutput() {}

    /** Throws {@link GatewayException} if the file cannot be written. */
    public static void write(Path file, ResolveInput input, Partition partition) {
        Path target = file.toAbsolutePath();
        try {
            Path folder = target.getParent();
            Path draft = Files.createTempFile(folder, "resolve", ".csv.tmp");
            try {
                writeRows(draft, input, partition);
                move(draft, target);
            } finally {
                Files.deleteIfExists(draft);
            }
        } catch (IOException e) {
            throw new GatewayException(ErrorCode.FILE_MALFORMED, "Cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    private static void writeRows(Path draft, ResolveInput input, Partition partition) throws IOException {
        String[] goldenIds = goldenIds(input, partition);
        try (var writer = CsvWriter.builder()
                .lineDelimiter(LineDelimiter.LF)
                .build(Files.newBufferedWriter(draft, StandardCharsets.UTF_8))) {
            if (input.hasSystem()) {
                writer.writeRecord("system", "id", "golden_id");
            } else {
                writer.writeRecord("id", "golden_id");
            }
            for (int record : input.rows()) {
                RecordKey key = input.records().get(record).key();
                String goldenId = goldenIds[partition.clusters()[record]];
                if (input.hasSystem()) {
                    writer.writeRecord(key.system(), key.id(), goldenId);
                } else {
                    writer.writeRecord(key.id(), goldenId);
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** A hash of the least key of each cluster. */
    private static String[] goldenIds(ResolveInput input, Partition partition) {
        RecordKey[] least = new RecordKey[partition.profiles()];
        for (int record = 0; record < partition.clusters().length; record++) {
            RecordKey key = input.records().get(record).key();
            int cluster = partition.clusters()[record];
            if (least[cluster] == null || key.compareTo(least[cluster]) < 0) {
                least[cluster] = key;
            }
        }
        MessageDigest digest = sha256();
        String[] ids = new String[least.length];
        for (int cluster = 0; cluster < ids.length; cluster++) {
            ids[cluster] = goldenId(least[cluster], digest);
        }
        return ids;
    }

    /**
     * The id of a profile.
     *
     * @param least the least key of its records
     */
    static String goldenId(RecordKey least) {
        return goldenId(least, sha256());
    }

    private static String goldenId(RecordKey least, MessageDigest digest) {
        digest.update(least.system().getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        byte[] hash = digest.digest(least.id().getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hash, 0, ID_BYTES);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private static void move(Path draft, Path target) throws IOException {
        try {
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(draft, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
