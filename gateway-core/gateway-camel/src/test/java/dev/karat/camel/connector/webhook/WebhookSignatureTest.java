package dev.karat.camel.connector.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures by the scheme of Standard Webhooks. */
class WebhookSignatureTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);
    private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private static final String VECTOR = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    @Test
    void areThoseOfTheStandardsTestVector() {
        var signature = new WebhookSignature(List.of(SECRET));
        assertThat(signature.of(ID, 1_614_265_330, BODY)).isEqualTo(VECTOR);
    }

    @Test
    void areMadeWithEverySecretWhileOneIsReplaced() {
        var signature = new WebhookSignature(List.of("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDAAAAAAAAAAAAAAAA", SECRET));
        assertThat(signature.of(ID, 1_614_265_330, BODY).split(" ")).hasSize(2).endsWith(VECTOR);
    }

    @Test
    void areCheckedWithEverySecretOnTheVeryBytes() {
        var signature = new WebhookSignature(List.of("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD", SECRET));
        byte[] other = "{\"test\":2432232314}".getBytes(StandardCharsets.UTF_8);

        assertThat(signature.isOf(VECTOR, ID, "1614265330", BODY)).isTrue();
        assertThat(signature.isOf("v1a,bm9uZQ== v1,*** " + VECTOR, ID, "1614265330", BODY))
                .as("one of several is right")
                .isTrue();
        assertThat(signature.isOf(VECTOR, ID, "1614265331", BODY)).isFalse();
        assertThat(signature.isOf(VECTOR, ID + "2", "1614265330", BODY)).isFalse();
        assertThat(signature.isOf(VECTOR, ID, "1614265330", other)).isFalse();
        assertThat(signature.isOf("v2," + VECTOR.substring(3), ID, "1614265330", BODY))
                .as("of another scheme")
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "secret", "whsec_", "whsec_c2hvcnQ=", "whsec_*not*base64*not*base64*not*base64*"})
    void needARealSecretAndNeverShowIt(String secret) {
        assertThatThrownBy(() -> new WebhookSignature(List.of(secret)))
                .isInstanceOf(GatewayException.class)
                .extracting(failure -> ((GatewayException) failure).code())
                .isEqualTo(ErrorCode.CONFIG_INVALID);
        assertThatThrownBy(() -> new WebhookSignature(List.of("whsec_" + secret + "x9y8z7")))
                .message()
                .doesNotContain("x9y8z7");
    }
}
