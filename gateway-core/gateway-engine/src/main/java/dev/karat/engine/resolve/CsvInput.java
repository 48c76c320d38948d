package dev.karat.engine.resolve;

import dev.karat.api.error.GatewayException;
import dev.karat.engine.normalize.Features;
import dev.karat.engine.normalize.Normalizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the records of CSV files for matching: what is compared of each. Used once; not safe for several threads. */
public final class CsvInput {
    private final Normalizer normalizer;
    private final Workers workers;
    private final @Nullable String truthColumn;

    /** @param truthColumn column that names the true customer, which never reaches matching, or null */
    public CsvInput(Normalizer normalizer, Workers workers, @Nullable String truthColumn) {
        this.normalizer = normalizer;
        this.workers = workers;
        this.truthColumn = truthColumn;
    }

    /** Throws {@link GatewayException} that names file and line, never a value of a record. */
    public ResolveInput read(List<Path> paths) {
        return read(paths, RecordSample.ALL);
    }

    /**
     * Reads a part of the files' records, which depends on neither the order of the rows nor that of the files.
     *
     * @param recordsMax records about which the part has at most
     */
    public ResolveInput sample(List<Path> paths, int recordsMax) {
        RecordSample sample = RecordSample.of(paths, recordsMax);
        ResolveInput input = read(paths, sample);
        if (sample.share() > 1) {
            input.notices().add(0, "One of " + sample.share() + " records is read");
        }
        return input;
    }

    private ResolveInput read(List<Path> paths, RecordSample sample) {
        List<InputRecord> records = new ArrayList<>();
        var rows = new CsvRows<Features>(
                workers,
                row -> normalizer.features(row.values()),
                (key, features) -> records.add(new InputRecord(key, features)),
                "",
                truthColumn,
                sample);
        rows.read(paths);
        return new ResolveInput(records, rows.rows(), rows.truth(), rows.hasSystem(), rows.notices());
    }
}
