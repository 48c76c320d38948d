package dev.karat.camel.connector.http;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who asks for a token, signed by a key that only the client has (RFC 7523). The key is read anew each time, so that
 * another one may take its place. Immutable.
 *
 * @param issuer id of the client
 * @param subject user in whose name the calls are made
 * @param audience who takes it
 */
record Assertion(String issuer, String subject, String audience) {
    /** Kind of the token request. */
    static final String GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    /** Long enough for clocks that differ; vendors take three to sixty minutes at most. */
    private static final Duration LIFE = Duration.ofMinutes(2);

    private static final int KEY_BYTES_MAX = 20_000;
    private static final Pattern PEM =
            Pattern.compile("(?s)-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    /** The assertion in its compact form; throws CONFIG_INVALID if the file holds no key. */
    String signed(Path keyFile, Instant now) {
        var claims = new JWTClaimsSet.Builder()
                .issuer(issuer)
                .subject(subject)
                .audience(audience)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(LIFE)))
                .build();
        var token = new SignedJWT(new JWSHeader(JWSAlgorithm.RS256), claims);
        try {
            token.sign(new RSASSASigner(key(keyFile)));
        } catch (JOSEException | IllegalArgumentException unfit) {
            throw new GatewayException(ErrorCode.CONFIG_INVALID, "The key in " + keyFile + " cannot sign by RS256");
        }
        return token.serialize();
    }

    private static PrivateKey key(Path file) {
        try {
            String text = Files.size(file) > KEY_BYTES_MAX ? "" : Files.readString(file, StandardCharsets.US_ASCII);
            Matcher pem = PEM.matcher(text);
            if (pem.find()) {
                byte[] encoded = Base64.getMimeDecoder().decode(pem.group(1));
                return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(encoded));
            }
        } catch (IOException | GeneralSecurityException | IllegalArgumentException unreadable) {
            // Neither the message nor the cause may show the key.
        }
        throw new GatewayException(
                ErrorCode.CONFIG_INVALID,
                file
                        + " holds no private RSA key in PEM (BEGIN PRIVATE KEY). `openssl pkcs8 -topk8 -nocrypt -in KEY` makes one of an"
                        + " older form");
    }
}
