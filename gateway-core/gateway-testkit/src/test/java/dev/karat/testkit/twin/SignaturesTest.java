package dev.karat.testkit.twin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Vectors computed apart from this code, with another HMAC library. */
class SignaturesTest {
    private static final String SECRET = "test-secret-not-real";
    private static final String BODY = "{\"id\":42,\"email\":\"ana@example.org\"}";

    @Test
    void signAsTheVendorsDo() {
        assertThat(Signatures.shopify(SECRET, BODY)).isEqualTo("Mp4x2VsGrhDyn3jXBoX7u06t/KKepYJA2eAnK/ku8Ds=");
        assertThat(Signatures.wooCommerce(SECRET, BODY)).isEqualTo("Mp4x2VsGrhDyn3jXBoX7u06t/KKepYJA2eAnK/ku8Ds=");
        assertThat(Signatures.zendesk(SECRET, "2026-01-02T03:04:05Z", BODY))
                .isEqualTo("vEztUeUyW7tWWGSIDtuqVKZbJUdBe9BFrsKFh99ZUOc=");
        assertThat(Signatures.hubspot(
                        SECRET, "POST", "https://gw.example.org/hooks/hubspot?t=1", BODY, "1767323045000"))
                .isEqualTo("UBt7UV1fAJYmQ/JeUh6k0OTd2F/CfxTT+xXoTgeRRxI=");
        assertThat(Signatures.mailchimp(SECRET, 1767323045, BODY))
                .isEqualTo("t=1767323045,v1=d6a17edfd1c6f828dbf8f34ddf8d8f69e4db564a7751b6bd896e2378875529b3");
        assertThat(Signatures.ghost(SECRET, BODY, 1767323045000L))
                .isEqualTo("sha256=4ab43d1ecb63f37ba40edb82f7f2b33f632f7663cbb944c8818372d359208338, t=1767323045000");
    }

    @Test
    void signAsTheStandardSays() {
        assertThat(Signatures.standard(
                        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                        "msg_p5jXN8AQM9LWM0D4loKWxJek",
                        1614265330,
                        "{\"test\": 2432232314}"))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void hashASubscriberByTheLowerCaseAddress() {
        assertThat(Signatures.subscriberHash(" Ana@Example.ORG")).isEqualTo("ee63465620787644e046e9465740f293");
    }
}
