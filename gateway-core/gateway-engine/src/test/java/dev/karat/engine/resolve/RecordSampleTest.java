package dev.karat.engine.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.engine.normalize.Normalizer;
import dev.karat.engine.normalize.TermTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordSampleTest {
    @TempDir
    private Path folder;

    private final List<String> rows = new ArrayList<>(
            IntStream.range(0, 1000).mapToObj(i -> i + ",Ada,Name" + i).toList());

    private ResolveInput sample(int recordsMax) throws IOException {
        var lines = new ArrayList<>(List.of("id,givenName,familyName"));
        lines.addAll(rows);
        Path file = Files.write(folder.resolve("in.csv"), lines);
        try (var workers = new Workers(2)) {
            return new CsvInput(new Normalizer(new TermTable(), null), workers, null).sample(List.of(file), recordsMax);
        }
    }

    private static Set<String> ids(ResolveInput input) {
        return input.records().stream().map(record -> record.key().id()).collect(Collectors.toSet());
    }

    @Test
    void whatIsFewEnoughIsReadWhole() throws IOException {
        ResolveInput input = sample(2000);
        assertThat(input.records()).hasSize(1000);
        assertThat(input.notices()).isEmpty();
    }

    @Test
    void ofTooManyTheSamePartIsReadWhateverTheirOrder() throws IOException {
        ResolveInput input = sample(260);
        assertThat(input.records()).hasSizeBetween(180, 320);
        assertThat(input.notices()).containsExactly("One of 4 records is read");
        Collections.shuffle(rows, new Random(3));
        assertThat(ids(sample(260))).isEqualTo(ids(input));
    }
}
