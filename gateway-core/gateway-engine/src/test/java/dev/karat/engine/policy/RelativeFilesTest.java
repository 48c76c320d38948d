package dev.karat.engine.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a file: in a connection leads. */
class RelativeFilesTest {
    @TempDir
    private Path folder;

    @Test
    void aRelativeOneCountsFromTheFolderOfGatewayYaml() throws IOException {
        assertThat(setting("file:../data/inbox")).isEqualTo("file:" + folder.resolve("data/inbox"));
        assertThat(setting("file:inbox")).isEqualTo("file:" + folder.resolve("routes/inbox"));
    }

    @Test
    void everythingElseStaysAsItIs() throws IOException {
        for (String text : new String[] {"file:/srv/inbox", "file:///srv/inbox", "sftp://erp.local/out", "env:INBOX"}) {
            assertThat(setting(text)).isEqualTo(text);
        }
    }

    private String setting(String url) throws IOException {
        Path file = Files.createDirectories(folder.resolve("routes")).resolve(PolicyReader.FILE);
        Files.writeString(file, """
                version: 1
                systems:
                  erp: { connector: files, connection: { url: "%s", snapshot: true } }
                """.formatted(url));
        var systems = PolicyReader.read(file).orThrow().systems();
        return Objects.requireNonNull(systems.get("erp"))
                .connection()
                .path("url")
                .asText();
    }
}
