package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;

/** One answer of a twin. Immutable. */
record Response(int status, Map<String, String> headers, String body) {
    static Response json(int status, JsonNode body) {
        return of(status, "application/json; charset=utf-8", body.toString());
    }

    static Response problem(int status, JsonNode body) {
        return of(status, "application/problem+json; charset=utf-8", body.toString());
    }

    static Response text(int status, String body) {
        return of(status, "text/plain; charset=utf-8", body);
    }

    static Response html(int status, String body) {
        return of(status, "text/html; charset=utf-8", body);
    }

    static Response empty(int status) {
        return new Response(status, Map.of(), "");
    }

    private static Response of(int status, String type, String body) {
        return new Response(status, Map.of("Content-Type", type), body);
    }

    Response with(String header, String value) {
        var more = new TreeMap<>(headers);
        more.put(header, value);
        return new Response(status, Map.copyOf(more), body);
    }

    Response withBody(String other) {
        return new Response(status, headers, other);
    }

    boolean ok() {
        return status < 400;
    }
}
