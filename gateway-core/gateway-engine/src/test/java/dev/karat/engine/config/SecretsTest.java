package dev.karat.engine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.karat.api.error.GatewayException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
    private final Secrets secrets = new Secrets(Map.of("SHOP_TOKEN", "t0p")::get);

    @Test
    void followsAReferenceToTheEnvironment() {
        assertThat(secrets.resolve("env:SHOP_TOKEN")).isEqualTo("t0p");
    }

    @Test
    void followsAReferenceToAFileAndDropsItsLineEnd(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("shop"), "t0p\n");
        assertThat(secrets.resolve("file:" + file)).isEqualTo("t0p");
    }

    @Test
    void namesTheReferenceThatLeadsNowhere() {
        assertThatThrownBy(() -> secrets.resolve("env:MISSING"))
                .isInstanceOf(GatewayException.class)
                .hasMessage("env:MISSING is not set");
        assertThatThrownBy(() -> secrets.resolve("file:/nowhere/at/all")).hasMessageContaining("cannot be read");
    }
}
