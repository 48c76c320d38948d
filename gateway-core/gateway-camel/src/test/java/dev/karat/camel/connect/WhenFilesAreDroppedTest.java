package dev.karat.camel.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WhenFilesAreDroppedTest {
    private static final String HEADER = "id,first_name,last_name,email,changed_at\n";

    @TempDir
    Path data;

    Path folder = Path.of("");

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createDirectory(data.resolve("inbox"));
    }

    private FilesGateway gateway(String... settings) {
        var connection = Stream.concat(Stream.of("url: file:" + folder, "settle: 1ms"), Stream.of(settings))
                .toList();
        return new FilesGateway(data, connection, List.of());
    }

    @Test
    void readsItsRowsAndMovesIt() throws IOException {
        try (var gateway = gateway().reading()) {
            Files.writeString(
                    folder.resolve("a.csv"), HEADER + "1,Ada,Lovelace,ada@example.org,2026-01-01T00:00:00Z\n");
            await().untilAsserted(() -> {
                assertThat(gateway.isLive("1")).isTrue();
                assertThat(folder.resolve(".done/20260301-080000000-a.csv")).exists();
                assertThat(gateway.hub.baseline().isComplete("erp")).isTrue();
            });
            assertThat(folder.resolve("a.csv")).doesNotExist();
            assertThat(gateway.deadLetters()).isEmpty();
        }
    }
}
