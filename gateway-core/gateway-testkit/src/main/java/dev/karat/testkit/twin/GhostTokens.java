package dev.karat.testkit.twin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The Admin API keys of Ghost and the tokens that are signed with them (docs.ghost.org/admin-api, token authentication). */
final class GhostTokens {
    private static final int AGE_SECONDS_MAX = 300;
    private static final String KEY_ID = "6b080411e40ec32371a85020";

    private final Clock clock;
    private final String keyHex;

    /** @param secret of the twin; the key is made of it */
    GhostTokens(Clock clock, String secret) {
        this.clock = clock;
        this.keyHex = HexFormat.of().formatHex(Signatures.hmac("ghost", secret));
    }

    /** The key as an administrator copies it. */
    String adminKey() {
        return KEY_ID + ":" + keyHex;
    }

    /** Why the header is no permission, or null. */
    @Nullable
    String refusal(@Nullable String header) {
        if (header == null || !header.startsWith("Ghost ")) {
            return "Authorization header format is \"Authorization: Ghost [token]\"";
        }
        String[] parts = header.substring("Ghost ".length()).split("\\.", -1);
        JsonNode head = parts.length == 3 ? json(parts[0]) : null;
        JsonNode claims = parts.length == 3 ? json(parts[1]) : null;
        if (head == null || claims == null) {
            return "Invalid token";
        }
        if (!Json.text(head, "kid").equals(KEY_ID)) {
            return "Unknown Admin API Key";
        }
        byte[] right = Signatures.hmac(HexFormat.of().parseHex(keyHex), parts[0] + "." + parts[1]);
        String signature = Base64.getUrlEncoder().withoutPadding().encodeToString(right);
        if (!Json.text(head, "alg").equals("HS256") || !signature.equals(parts[2])) {
            return "Invalid token: invalid signature";
        }
        long now = clock.instant().getEpochSecond();
        if (now >= claims.path("exp").asLong() || now > claims.path("iat").asLong() + AGE_SECONDS_MAX) {
            return "Invalid token: jwt expired";
        }
        return Json.text(claims, "aud").matches("/?admin/?") ? null : "Invalid token: jwt audience invalid";
    }

    private static @Nullable JsonNode json(String part) {
        try {
            return Json.MAPPER.readTree(new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8));
        } catch (JsonProcessingException | IllegalArgumentException broken) {
            return null;
        }
    }
}
