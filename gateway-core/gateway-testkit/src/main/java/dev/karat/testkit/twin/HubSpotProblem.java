package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Why HubSpot refuses something, in the form of its errors: they quote the values that they refuse. */
record HubSpotProblem(int status, String category, String message, String code) {
    static HubSpotProblem invalid(String property, String code, String message) {
        return new HubSpotProblem(
                400,
                "VALIDATION_ERROR",
                "Property values were not valid: [{\"isValid\":false,\"message\":\"" + message + "\",\"error\":\""
                        + code + "\",\"name\":\"" + property + "\"}]",
                code);
    }

    static HubSpotProblem malformed(String message) {
        return new HubSpotProblem(400, "VALIDATION_ERROR", message, "");
    }

    static HubSpotProblem exists(String id) {
        return new HubSpotProblem(409, "CONFLICT", "Contact already exists. Existing ID: " + id, "");
    }

    ObjectNode body() {
        ObjectNode body = Json.object()
                .put("status", "error")
                .put("message", message)
                .put("correlationId", UUID.nameUUIDFromBytes(message.getBytes(StandardCharsets.UTF_8)) + "")
                .put("category", category);
        if (!code.isEmpty()) {
            body.putArray("errors").addObject().put("message", message).put("code", code);
        }
        return body;
    }

    Response response() {
        return Response.json(status, body());
    }
}
