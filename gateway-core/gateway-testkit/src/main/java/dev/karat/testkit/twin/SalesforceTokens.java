package dev.karat.testkit.twin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of an org: a lasting one for trials, and those given for two hours to a client with its secret or with an
 * assertion that its key signed (help.salesforce.com, OAuth 2.0 JWT Bearer Flow).
 */
final class SalesforceTokens {
    static final String CLIENT = "twin-connected-app";
    static final String USER = "karat@twin.example.org";
    static final String ORG = "00D000000000001AAA";

    private static final Duration SESSION = Duration.ofHours(2);
    private static final Duration ASSERTION_MAX = Duration.ofMinutes(5);
    private static final String JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    private static final int KEY_BITS = 2_048;

    private final Tables tables;
    private final Clock clock;
    private final String secret;
    private @Nullable KeyPair keys;

    SalesforceTokens(Tables tables, Clock clock, String secret) {
        this.tables = tables;
        this.clock = clock;
        this.secret = secret;
    }

    /** The private key of the client in PEM (PKCS #8), whose certificate its app holds. */
    String privateKey() {
        byte[] encoded = keys().getPrivate().getEncoded();
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded)
                + "\n-----END PRIVATE KEY-----\n";
    }

    private synchronized KeyPair keys() {
        if (keys == null) {
            try {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
                generator.initialize(KEY_BITS);
                keys = generator.generateKeyPair();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
        return keys;
    }

    /** True for a session that has not ended. */
    boolean valid(@Nullable String token) {
        synchronized (tables) {
            return secret.equals(token)
                    || tables.table("sessions").stream()
                            .anyMatch(row -> row.path("token").asText().equals(token)
                                    && Instant.parse(row.path("ends").asText()).isAfter(clock.instant()));
        }
    }

    /** Ends all sessions but the lasting one, as an admin may. */
    void endAll() {
        List.copyOf(tables.table("sessions").rows().keySet()).forEach(tables.table("sessions")::remove);
    }

    /** A session for who proves to be the client. */
    Response issue(Request request, String instance) {
        Map<String, List<String>> form = Request.parameters(request.body());
        String grant = first(form, "grant_type");
        if (grant.equals("client_credentials")) {
            return first(form, "client_id").equals(CLIENT)
                            && first(form, "client_secret").equals(secret)
                    ? session(instance)
                    : refused("invalid_client", "invalid client credentials");
        }
        if (grant.equals(JWT_BEARER)) {
            String wrong = wrong(first(form, "assertion"), instance);
            return wrong == null ? session(instance) : refused("invalid_grant", wrong);
        }
        return refused("unsupported_grant_type", "grant type not supported");
    }

    private static String first(Map<String, List<String>> form, String name) {
        return form.getOrDefault(name, List.of("")).get(0);
    }

    private static Response refused(String error, String description) {
        return Response.json(400, Json.object().put("error", error).put("error_description", description));
    }

    private @Nullable String wrong(String assertion, String instance) {
        String[] parts = assertion.split("\\.", -1);
        try {
            if (parts.length != 3 || !signed(parts)) {
                return "invalid assertion";
            }
            JsonNode header = Json.MAPPER.readTree(decoded(parts[0]));
            JsonNode claims = Json.MAPPER.readTree(decoded(parts[1]));
            Instant ends = Instant.ofEpochSecond(claims.path("exp").asLong());
            boolean timely = ends.isAfter(clock.instant())
                    && !ends.isAfter(clock.instant().plus(ASSERTION_MAX));
            boolean meant = claims.path("aud").asText().equals(instance)
                    || claims.path("aud").asText().equals("https://login.salesforce.com");
            if (!Json.text(header, "alg").equals("RS256") || !meant) {
                return "audience is invalid";
            }
            if (!Json.text(claims, "iss").equals(CLIENT)
                    || !Json.text(claims, "sub").equals(USER)) {
                return "user hasn't approved this consumer";
            }
            return timely ? null : "expired authorization code";
        } catch (GeneralSecurityException | IllegalArgumentException | JsonProcessingException broken) {
            return "invalid assertion";
        }
    }

    private boolean signed(String[] parts) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(keys().getPublic());
        signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        return signature.verify(Base64.getUrlDecoder().decode(parts[2]));
    }

    private static String decoded(String part) {
        return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
    }

    private Response session(String instance) {
        long number = tables.next("sessions", 1);
        String token =
                ORG.substring(0, 15) + "!" + UUID.nameUUIDFromBytes((secret + number).getBytes(StandardCharsets.UTF_8));
        tables.table("sessions")
                .put(
                        number,
                        Json.object()
                                .put("token", token)
                                .put("ends", clock.instant().plus(SESSION).toString()));
        return Response.json(
                200,
                Json.object()
                        .put("access_token", token)
                        .put("instance_url", instance)
                        .put("id", "https://login.salesforce.com/id/" + ORG + "/005000000000001AAA")
                        .put("scope", "api")
                        .put("token_type", "Bearer"));
    }
}
