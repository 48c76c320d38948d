package dev.karat.camel.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an archive may hold, and where its files may go. */
class PluginFilesTest {
    private static final PluginLimits LIMITS = new PluginLimits(10_000, 50_000, 20, 1, Duration.ofSeconds(1), 1);

    @TempDir
    private Path folder;

    private Path archive(String name, int bytes, int files) throws IOException {
        Path archive = folder.resolve("plugin.zip");
        try (var zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            for (int i = 0; i < files; i++) {
                zip.putNextEntry(new ZipEntry(name + (i == 0 ? "" : "-" + i)));
                zip.write(new byte[bytes]);
            }
        }
        return archive;
    }

    private void refused(Path source, String why) {
        assertThatExceptionOfType(GatewayException.class)
                .isThrownBy(() -> new PluginFiles(LIMITS, folder.resolve("copy")).take(source))
                .withMessageContaining(why)
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.PLUGIN_INVALID));
    }

    @Test
    void aGoodArchiveIsUnpacked() throws IOException {
        new PluginFiles(LIMITS, folder.resolve("copy")).take(archive("a/b.txt", 10, 2));
        assertThat(folder.resolve("copy/a/b.txt")).hasSize(10);
        assertThat(folder.resolve("copy/a/b.txt-1")).exists();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil.txt", "a/../../evil.txt", "..\\evil.txt", "/../evil.txt", "/tmp/karat-evil.txt"})
    void noFileLeavesTheFolder(String name) throws IOException {
        refused(archive(name, 10, 1), "leads out of its folder");
        assertThat(folder.resolve("evil.txt")).doesNotExist();
        assertThat(Path.of("/tmp/karat-evil.txt")).doesNotExist();
    }

    @Test
    void aFewBytesThatBecomeManyAreStopped() throws IOException {
        refused(archive("zeros", 60_000, 1), "more than 50000 bytes");
    }

    @Test
    void manyFilesAreStopped() throws IOException {
        refused(archive("f", 1, 21), "more than 20 files");
    }

    @Test
    void aLargeArchiveIsNotEvenOpened() throws IOException {
        refused(Files.write(folder.resolve("large.zip"), new byte[10_001]), "10001 bytes");
    }

    @Test
    void whatIsNoArchiveIsSaidSo() throws IOException {
        refused(Files.writeString(folder.resolve("text.zip"), "no archive"), "empty, or none");
    }

    @Test
    void aLinkIsNotFollowed() throws IOException {
        Path plugin = Files.createDirectory(folder.resolve("plugin"));
        Files.createSymbolicLink(plugin.resolve("etc"), Path.of("/etc"));
        refused(plugin, "A link may lead anywhere: etc");
    }
}
