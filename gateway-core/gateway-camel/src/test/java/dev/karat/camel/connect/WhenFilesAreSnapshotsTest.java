package dev.karat.camel.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.karat.api.error.ErrorCode;
import dev.karat.engine.store.DeadLetter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WhenFilesAreSnapshotsTest {
    private static final int CUSTOMERS = 1_100;

    @TempDir
    Path data;

    private Path folder = Path.of("");
    private @Nullable FilesGateway running;

    @BeforeEach
    void readAFirstSnapshot() throws IOException {
        folder = Files.createDirectory(data.resolve("inbox"));
        running = new FilesGateway(
                        data,
                        List.of("url: file:" + folder, "settle: 0ms", "format: jsonl", "snapshot: true"),
                        List.of())
                .reading();
        drop(0, CUSTOMERS, "");
        assertThat(gateway().store.counts().records()).isEqualTo(CUSTOMERS);
    }

    @AfterEach
    void stop() {
        gateway().close();
    }

    private FilesGateway gateway() {
        return Objects.requireNonNull(running);
    }

    /** Drops a file with the customers of these numbers and something else, and waits until it was read. */
    private void drop(int from, int to, String more) throws IOException {
        String rows = IntStream.range(from, to)
                .mapToObj(id -> "{\"id\":\"c" + id + "\",\"last_name\":\"Number" + id + "\",\"email\":\"c" + id
                        + "@example.org\"}\n")
                .collect(Collectors.joining());
        Path temporary = Files.writeString(folder.resolve("all.part"), rows + more);
        Files.move(temporary, folder.resolve("all.jsonl"));
        await().until(() -> Files.notExists(folder.resolve("all.jsonl")));
    }

    @Test
    void deletesWhatIsMissingAndRevivesWhatIsBack() throws IOException {
        drop(100, CUSTOMERS, "");
        assertThat(gateway().store.counts().records()).isEqualTo(CUSTOMERS - 100);
        assertThat(gateway().isLive("c99")).isFalse();
        assertThat(gateway().isLive("c100")).isTrue();
        assertThat(gateway().deadLetters()).isEmpty();

        drop(99, CUSTOMERS, "");
        assertThat(gateway().isLive("c99")).isTrue();
        assertThat(gateway().isLive("c98")).isFalse();
    }

    @Test
    void deletesNothingIfTooMuchIsMissing() throws IOException {
        drop(111, CUSTOMERS, "");
        assertThat(gateway().store.counts().records()).isEqualTo(CUSTOMERS);
        assertThat(gateway().deadLetters())
                .extracting(DeadLetter::origin, DeadLetter::code)
                .containsExactly(tuple("all.jsonl", ErrorCode.FILE_SHRANK));
        assertThat(gateway().erp().health().lastError()).isEqualTo(ErrorCode.FILE_SHRANK);
    }

    @Test
    void deletesNothingIfTheMissingMayBeTheUnreadable() throws IOException {
        drop(1, CUSTOMERS, "{\"id\":\"c0\",\n");
        assertThat(gateway().isLive("c0")).isTrue();
        assertThat(gateway().deadLetters())
                .extracting(DeadLetter::code)
                .containsExactlyInAnyOrder(ErrorCode.RECORD_MALFORMED, ErrorCode.FILE_SHRANK);
    }
}
