package dev.karat.engine.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.engine.normalize.Normalizer;
import dev.karat.engine.normalize.TermTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvInputTest {
    @TempDir
    private Path folder;

    private Path file(String name, String text) {
        return file(name, text, StandardCharsets.UTF_8);
    }

    private Path file(String name, String text, Charset charset) {
        try {
            return Files.write(folder.resolve(name), text.getBytes(charset));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ResolveInput read(Path... files) {
        try (var workers = new Workers(1)) {
            return new CsvInput(new Normalizer(new TermTable(), "US"), workers, null).read(List.of(files));
        }
    }

    private static void assertRefused(Path file, ErrorCode code, String message) {
        assertThatThrownBy(() -> read(file))
                .isInstanceOfSatisfying(
                        GatewayException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(message);
    }

    @Test
    void severalFilesAreOneSet() {
        ResolveInput input = read(
                file("a.csv", "\uFEFFid,system,givenName,email\n1,crm,Ann,ann@x.org|lind@y.org\n"),
                file("b.csv", "id,system,familyName,shoeSize\r\n1,shop,\"Lind, \"\"the\"\" Elder\",44\r\n"));
        assertThat(input.records()).hasSize(2);
        assertThat(input.records().get(0).features().emails()).hasSize(2);
        assertThat(input.records().get(1).key().system()).isEqualTo("shop");
        assertThat(input.hasSystem()).isTrue();
        assertThat(input.notices())
                .singleElement()
                .asString()
                .contains("b.csv", "shoeSize;", "id, system, kind, givenName", "email", "streetAddress");
    }

    @Nested
    class WhenARecordIsRepeated {
        @Test
        void equalRowsCollapseAndEachRowIsAnswered() {
            ResolveInput input = read(file("a.csv", "id,givenName\n1,Ann\n2,Bo\n1,Ann\n"));
            assertThat(input.records()).hasSize(2);
            assertThat(input.rows()).containsExactly(0, 1, 0);
        }

        @Test
        void differentRowsAreRefusedWithBothPlaces() {
            Path file = file("a.csv", "id,givenName\n1,Ann\n2,\"B\no\"\n1,Bo\n");
            assertRefused(file, ErrorCode.FILE_MALFORMED, "a.csv:2 and a.csv:5");
        }
    }

    @Nested
    class WhenAFileIsBad {
        @Test
        void itIsRefusedWithAReason() {
            assertRefused(file("a.csv", ""), ErrorCode.FILE_MALFORMED, "empty");
            assertRefused(file("a.csv", "name\nAnn\n"), ErrorCode.FILE_MALFORMED, "no column named id");
            assertRefused(
                    file("a.csv", "id,colour\n1,red\n"), ErrorCode.FILE_MALFORMED, "no column has a canonical name");
            assertRefused(file("a.csv", "id,name\n,Ann\n"), ErrorCode.RECORD_WITHOUT_KEY, "a.csv:2");
            assertRefused(file("a.csv", "id,name\n1,\"Ann\n"), ErrorCode.FILE_MALFORMED, "a.csv");
            assertRefused(folder.resolve("none.csv"), ErrorCode.FILE_MALFORMED, "no such file");
            Path latin = file("a.csv", "id,name\n1,Jörg\n", StandardCharsets.ISO_8859_1);
            assertRefused(latin, ErrorCode.RECORD_ENCODING, "not UTF-8");
        }

        @Test
        void aHeaderAloneIsASetWithoutRecords() {
            assertThat(read(file("a.csv", "id,givenName\n")).records()).isEmpty();
        }
    }

    @Test
    void aMegabyteInACellIsTaken() {
        ResolveInput input = read(file("a.csv", "id,name\n1,\"" + "Ann Lind ".repeat(120_000) + "\"\n"));
        assertThat(input.records()).hasSize(1);
    }

    @Test
    void theAnswerHasOneRowPerRowOfTheInput() throws IOException {
        ResolveInput input = read(file("a.csv", "id,system,givenName\n\"7,a\",crm,Ann\n8,crm,Bo\n\"7,a\",crm,Ann\n"));
        Path out = folder.resolve("out.csv");
        try (var workers = new Workers(1)) {
            ClusterOutput.write(out, input, new BatchResolver(null, false, workers).resolve(input.records()));
        }
        List<String> lines = Files.readAllLines(out);
        assertThat(lines).hasSize(4);
        assertThat(lines.get(0)).isEqualTo("system,id,golden_id");
        assertThat(lines.get(1)).startsWith("crm,\"7,a\",").isEqualTo(lines.get(3));
        assertThat(lines.get(2))
                .startsWith("crm,8,")
                .doesNotEndWith(lines.get(1).substring(12));
        try (var files = Files.list(folder)) {
            assertThat(files.map(path -> String.valueOf(path.getFileName())))
                    .containsExactlyInAnyOrder("a.csv", "out.csv");
        }
    }

    @Test
    void pairsAreCountedAfterClosure() {
        var evaluation = PairwiseEvaluation.of(new int[] {0, 0, 0, 1}, Arrays.asList("a", "a", "b", "b"));
        assertThat(evaluation).isEqualTo(new PairwiseEvaluation(3, 2, 1));
        assertThat(evaluation.precision()).isEqualTo(1 / 3.0);
        assertThat(evaluation.recall()).isEqualTo(0.5);
        assertThat(evaluation.f1()).isEqualTo(0.4);
    }
}
