package dev.karat.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The folder of one gateway. */
class DataDirectoryTest {
    @TempDir
    private Path folder;

    @Test
    void isHeldByOneGatewayAtATime() {
        Path data = folder.resolve("data");
        try (var first = DataDirectory.open(data)) {
            assertThatThrownBy(() -> DataDirectory.open(data))
                    .isInstanceOfSatisfying(
                            GatewayException.class,
                            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.DATA_IN_USE));
            assertThat(first.folder()).isAbsolute();
        }
        DataDirectory.open(data).close();
    }

    @Test
    void makesUpTheAdminsTokenOnceAndForItsOwnerOnly() throws IOException {
        Path data = folder.resolve("deep/data");
        String token;
        try (var first = DataDirectory.open(data)) {
            token = first.adminToken();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(first.adminTokenFile())))
                    .isEqualTo("rw-------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
                    .isEqualTo("rwx------");
        }
        try (var second = DataDirectory.open(data)) {
            assertThat(second.adminToken()).isEqualTo(token);
        }
    }

    @Test
    void saysSoIfItIsNoFolder() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThatThrownBy(() -> DataDirectory.open(file))
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.DATA_UNUSABLE));
    }
}
