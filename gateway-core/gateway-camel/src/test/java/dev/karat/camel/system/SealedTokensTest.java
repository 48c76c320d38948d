package dev.karat.camel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.GatewayFixture;
import dev.karat.engine.store.Setting;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a stolen database tells of tokens: nothing. */
class SealedTokensTest {
    private static final String TOKEN = "a token that nobody may see";

    @TempDir
    Path folder = Path.of("");

    private GatewayFixture gateway;

    @BeforeEach
    void start() {
        gateway = new GatewayFixture(folder);
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private SealedTokens sealedWith(String key) {
        return new SealedTokens(key.getBytes(StandardCharsets.UTF_8), () -> gateway.hub);
    }

    private String stored(String name) {
        return gateway.hub.cursor(Setting.Scope.GATEWAY, name).orElseThrow();
    }

    private static GatewayException failure(Runnable task) {
        return catchThrowableOfType(GatewayException.class, task::run);
    }

    @Test
    void keepsATokenThatOnlyTheKeyOpens() {
        SealedTokens tokens = sealedWith("a key of sixteen bytes or more");
        assertThat(tokens.read("token/one")).isEmpty();
        tokens.write("token/one", TOKEN);
        assertThat(sealedWith("a key of sixteen bytes or more").read("token/one"))
                .contains(TOKEN);
        assertThat(stored("token/one")).doesNotContain(TOKEN);
        GatewayException otherKey =
                failure(() -> sealedWith("another key of sixteen bytes").read("token/one"));
        assertThat(otherKey.code()).isEqualTo(ErrorCode.CONFIG_INVALID);
        assertThat(otherKey.getMessage()).contains("karat.security.token-key");
    }

    @Test
    void sealsTheSameTokenDifferentlyEachTime() {
        SealedTokens tokens = sealedWith("a key of sixteen bytes or more");
        tokens.write("token/one", TOKEN);
        String first = stored("token/one");
        tokens.write("token/one", TOKEN);
        assertThat(stored("token/one")).isNotEqualTo(first);
    }

    @Test
    void bindsATokenToItsName() {
        SealedTokens tokens = sealedWith("a key of sixteen bytes or more");
        tokens.write("token/one", TOKEN);
        GatewayFixture.await(gateway.hub.remember(Setting.Scope.GATEWAY, "token/other", stored("token/one")));
        assertThat(failure(() -> tokens.read("token/other")).code()).isEqualTo(ErrorCode.CONFIG_INVALID);
    }

    @Test
    void takesNoKeyThatCanBeGuessed() {
        assertThat(failure(() -> sealedWith("short")).code()).isEqualTo(ErrorCode.CONFIG_INVALID);
    }
}
