package dev.karat.server.security;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;

/**
 * Errors as {@code application/problem+json} (RFC 9457), each with the members {@code code} and {@code fix}; also those
 * that the filter chain raises before any controller is reached.
 */
public final class ProblemResponses implements AuthenticationEntryPoint, AccessDeniedHandler {
    private final ObjectMapper json;

    ProblemResponses(ObjectMapper json) {
        this.json = json;
    }

    /** The problem that tells of a failure. */
    public static ProblemDetail of(GatewayException failure) {
        return of(failure.code(), String.valueOf(failure.getMessage()));
    }

    /** A problem with the status that belongs to the code. */
    public static ProblemDetail of(ErrorCode code, String detail) {
        return of(status(code), code, detail);
    }

    /** A problem with a status of its own. */
    public static ProblemDetail of(HttpStatus status, ErrorCode code, String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setType(URI.create("urn:karat:error:" + code));
        problem.setProperty("code", code.name());
        problem.setProperty("fix", code.fix());
        return problem;
    }

    private static HttpStatus status(ErrorCode code) {
        return switch (code) {
            case UNAUTHORIZED -> HttpStatus.UNAUTHORIZED;
            case FORBIDDEN -> HttpStatus.FORBIDDEN;
            case NOT_FOUND, TARGET_UNKNOWN, SYSTEM_UNKNOWN, SUBSCRIBER_UNKNOWN -> HttpStatus.NOT_FOUND;
            case GONE, ERASED -> HttpStatus.GONE;
            case REQUEST_INVALID -> HttpStatus.BAD_REQUEST;
            case WRITE_CLOSED, CREATE_NOT_ALLOWED, BRAKE, RUN_UNKNOWN, GO_LIVE_REFUSED, DATA_IN_USE, NOT_RUNNING ->
                HttpStatus.CONFLICT;
            case STORE_UNAVAILABLE, STREAMS_LIMIT -> HttpStatus.SERVICE_UNAVAILABLE;
            case INTERNAL -> HttpStatus.INTERNAL_SERVER_ERROR;
            default -> HttpStatus.UNPROCESSABLE_ENTITY;
        };
    }

    /** No login, or a wrong one. */
    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException cause)
            throws IOException {
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"karat\"");
        write(response, of(ErrorCode.UNAUTHORIZED, "The request carries no valid login"));
    }

    /** A login that may not do this, or a browser's form without its CSRF token. */
    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException cause)
            throws IOException {
        write(response, of(ErrorCode.FORBIDDEN, "The login may not do this, or the CSRF token is missing"));
    }

    private void write(HttpServletResponse response, ProblemDetail problem) throws IOException {
        response.setStatus(problem.getStatus());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        json.writeValue(response.getOutputStream(), problem);
    }
}
