package dev.karat.camel.connector.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.spec.AuthSpec.Signed;
import dev.karat.camel.connector.spec.Connection;
import dev.karat.camel.connector.spec.Template;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import org.apache.commons.codec.digest.HmacAlgorithms;
import org.apache.commons.codec.digest.HmacUtils;

/** Makes signed tokens in their compact form (JWS, RFC 7515; JWT, RFC 7519). */
final class SignedToken {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private SignedToken() {}

    /** A token that holds from now on, for its lifetime. */
    static String of(Signed spec, Connection connection, Instant now) {
        ObjectNode head = members(spec.head(), connection);
        head.put("alg", spec.algorithm()).put("typ", "JWT");
        ObjectNode claims = members(spec.claims(), connection);
        claims.put("iat", now.getEpochSecond());
        claims.put("exp", now.plus(spec.lifetime()).getEpochSecond());
        String content = part(head) + "." + part(claims);
        return content + "." + BASE64.encodeToString(signature(key(spec, connection), content));
    }

    private static ObjectNode members(Map<String, Template> templates, Connection connection) {
        ObjectNode members = JsonNodeFactory.instance.objectNode();
        templates.forEach((name, template) -> members.put(name, connection.required(template)));
        return members;
    }

    private static String part(JsonNode members) {
        return BASE64.encodeToString(members.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** HS256, the only algorithm that the schema allows (RFC 7518, 3.2). */
    private static byte[] signature(byte[] key, String content) {
        return new HmacUtils(HmacAlgorithms.HMAC_SHA_256, key).hmac(content);
    }

    private static byte[] key(Signed spec, Connection connection) {
        String key = connection.required(spec.key());
        try {
            byte[] bytes = spec.hex() ? HexFormat.of().parseHex(key) : key.getBytes(StandardCharsets.UTF_8);
            if (bytes.length > 0) {
                return bytes;
            }
        } catch (IllegalArgumentException noHex) {
            // Neither the message nor the cause may show it.
        }
        throw new GatewayException(
                ErrorCode.CONFIG_INVALID, "The key that tokens are signed with is incomplete: " + spec.key());
    }
}
