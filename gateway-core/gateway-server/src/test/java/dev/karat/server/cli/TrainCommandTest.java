package dev.karat.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.match.ModelJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model of one's own data, and what a gateway does with it. */
class TrainCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private int karat(Object... arguments) {
        return Karat.run(
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                Arrays.stream(arguments).map(String::valueOf).toArray(String[]::new));
    }

    private JsonNode lastLine() throws JsonProcessingException {
        return Output.JSON.readTree(out.toString().lines().reduce("", (before, line) -> line));
    }

    /** Two hundred people, half of whom come a second time with a slip in the family name. */
    private static List<String> rows() {
        var random = new Random(5);
        var rows = new ArrayList<String>();
        for (int i = 0; i < 200; i++) {
            String given = word(random);
            String family = word(random);
            String birth = "19" + (50 + random.nextInt(50)) + "-0" + (1 + random.nextInt(9)) + "-1" + random.nextInt(9);
            String mail = given + i + "@post.test";
            rows.add("a" + i + "," + given + "," + family + "," + birth + "," + mail);
            if (i % 2 == 0) {
                rows.add("b" + i + "," + given + "," + family + "x," + birth + "," + mail);
            }
        }
        return rows;
    }

    private static String word(Random random) {
        return random.ints(7, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private Path csv(String name, List<String> rows) throws IOException {
        var lines = new ArrayList<>(List.of("id,givenName,familyName,birthDate,email"));
        lines.addAll(rows);
        return Files.write(folder.resolve(name), lines);
    }

    @Test
    void theSameRecordsGiveTheSameModelWhateverTheirOrderAndTheThreads() throws IOException {
        List<String> rows = rows();
        Path first = folder.resolve("first.json");
        Path second = folder.resolve("second.json");
        assertThat(karat("train", csv("in.csv", rows), "--out", first, "--threads", 1))
                .isZero();
        Collections.shuffle(rows, new Random(1));
        Path one = csv("one.csv", rows.subList(0, 120));
        Path two = csv("two.csv", rows.subList(120, rows.size()));
        assertThat(karat("train", two, one, "--out", second, "--threads", 3)).isZero();

        assertThat(second).hasSameTextualContentAs(first);
        assertThat(lastLine().path("version").asText()).startsWith("fitted-");
        assertThat(lastLine().path("records").asInt()).isEqualTo(300);
        assertThat(out.toString()).contains("learned from default-1", "any two records", "family name: ");
    }

    @Test
    void aModelKeepsItsNameAndThresholdsAndServesAsABase() throws IOException {
        Path input = csv("in.csv", rows());
        Path own = folder.resolve("own.json");
        Path next = folder.resolve("next.json");
        assertThat(karat("train", input, "--out", own, "--name", "own-1", "--link-at", 0.95, "--review-at", 0.4))
                .isZero();
        assertThat(karat("train", input, "--out", next, "--base", own, "--name", "own-2"))
                .isZero();

        MatchModel model = ModelJson.read(next);
        assertThat(model.version()).isEqualTo("own-2");
        assertThat(model.linkAt()).isEqualTo(0.95);
        assertThat(model.reviewAt()).isEqualTo(0.4);
        assertThat(karat("resolve", input, "--out", folder.resolve("out.csv"), "--model", next))
                .isZero();
        assertThat(lastLine().path("profiles").asInt()).isEqualTo(200);
    }

    @Test
    void badInputIsTwoWithAReason() throws IOException {
        Path input = csv("in.csv", rows());
        Path own = folder.resolve("own.json");
        assertThat(karat("train", input)).isEqualTo(2);
        assertThat(karat("train", input, "--out", own, "--link-at", 1)).isEqualTo(2);
        assertThat(karat("train", input, "--out", own, "--link-at", 0.01)).isEqualTo(2);
        assertThat(karat("train", input, "--out", own, "--name", "default-1")).isEqualTo(2);
        assertThat(karat("train", input, "--out", own, "--name", "my model")).isEqualTo(2);
        assertThat(karat("train", input, "--out", own, "--base", folder.resolve("none.json")))
                .isEqualTo(2);
        assertThat(karat("train", folder.resolve("none.csv"), "--out", own)).isEqualTo(2);
        assertThat(own).doesNotExist();
        assertThat(err.toString())
                .contains("--link-at", "comes with Karat", "MODEL_INVALID", "FILE_MALFORMED: none.csv");
    }
}
