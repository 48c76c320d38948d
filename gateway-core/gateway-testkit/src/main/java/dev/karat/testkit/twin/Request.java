package dev.karat.testkit.twin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One request as a twin sees it. Immutable.
 *
 * @param method such as {@code GET}
 * @param path as sent, still percent-encoded, without the query
 * @param query decoded parameters in the order sent
 * @param headers first value of each header; names ignore case
 * @param body text of the body, empty if there is none
 * @param staff true if somebody at the vendor's own screen acts, whom no token, limit or fault concerns
 */
record Request(
        String method,
        String path,
        Map<String, List<String>> query,
        Map<String, String> headers,
        String body,
        boolean staff) {
    /** Largest body accepted, in bytes. */
    static final int BODY_BYTES_MAX = 32 * 1024 * 1024;

    static Request read(HttpExchange exchange, boolean staff) throws IOException {
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
        byte[] body = exchange.getRequestBody().readNBytes(BODY_BYTES_MAX);
        URI uri = exchange.getRequestURI();
        return new Request(
                exchange.getRequestMethod(),
                uri.getRawPath(),
                parameters(uri.getRawQuery()),
                headers,
                new String(body, StandardCharsets.UTF_8),
                staff);
    }

    static Request byStaff(String method, String pathAndQuery, @Nullable JsonNode body) {
        int mark = pathAndQuery.indexOf('?');
        return new Request(
                method,
                mark < 0 ? pathAndQuery : pathAndQuery.substring(0, mark),
                parameters(mark < 0 ? null : pathAndQuery.substring(mark + 1)),
                new TreeMap<>(String.CASE_INSENSITIVE_ORDER),
                body == null ? "" : body.toString(),
                true);
    }

    /** Decodes {@code a=1&b=2}, as in a query or a form. */
    static Map<String, List<String>> parameters(@Nullable String encoded) {
        var parameters = new LinkedHashMap<String, List<String>>();
        if (encoded == null || encoded.isEmpty()) {
            return parameters;
        }
        for (String pair : encoded.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
            parameters.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
        }
        return parameters;
    }

    /** A text as one step of a path. */
    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    static String decode(String encoded) {
        return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
    }

    /** The first value of a query parameter, or null. */
    @Nullable
    String parameter(String name) {
        List<String> values = query.get(name);
        return values == null ? null : values.get(0);
    }

    String parameter(String name, String otherwise) {
        String value = parameter(name);
        return value == null ? otherwise : value;
    }

    @Nullable
    String header(String name) {
        return headers.get(name);
    }

    /** The body as JSON, or null if it is none; a missing node if the body is empty. */
    @Nullable
    JsonNode json() {
        if (body.isBlank()) {
            return MissingNode.getInstance();
        }
        try {
            return Json.MAPPER.readTree(body);
        } catch (JsonProcessingException malformed) {
            return null;
        }
    }
}
