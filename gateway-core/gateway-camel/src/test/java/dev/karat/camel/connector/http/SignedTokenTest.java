package dev.karat.camel.connector.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.karat.camel.connector.spec.AuthSpec.Signed;
import dev.karat.camel.connector.spec.Connection;
import dev.karat.camel.connector.spec.Template;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** With a token that was signed outside of this project. */
class SignedTokenTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final Signed GHOST = new Signed(
            "HS256",
            Template.of("{adminKey|afterColon}"),
            true,
            Map.of("kid", Template.of("{adminKey|beforeColon}")),
            Map.of("aud", Template.of("/admin/")),
            Duration.ofMinutes(5),
            "Authorization",
            Template.of("Ghost {accessToken}"));

    private static Connection key(String key) {
        return new Connection(Map.of("adminKey", key), Set.of(key));
    }

    @Test
    void signsHeadAndClaims() {
        var connection =
                key("6b080411e40ec32371a85020:00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff");
        assertThat(SignedToken.of(GHOST, connection, NOW))
                .isEqualTo("eyJraWQiOiI2YjA4MDQxMWU0MGVjMzIzNzFhODUwMjAiLCJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."
                        + "eyJhdWQiOiIvYWRtaW4vIiwiaWF0IjoxNzY3MzIzMDQ1LCJleHAiOjE3NjczMjMzNDV9."
                        + "g2u5Lb4e0o1MAVB9nU_rDNDJNZx1zcbPM0mRoUTvg34");
    }

    @Test
    void refusesAKeyThatIsCutWithoutShowingIt() {
        for (String cut : new String[] {"6b080411e40ec32371a85020", "6b080411e40ec32371a85020:abc"}) {
            assertThatThrownBy(() -> SignedToken.of(GHOST, key(cut), NOW))
                    .hasMessageContaining("{adminKey|afterColon}")
                    .hasMessageNotContaining("6b08");
        }
    }
}
