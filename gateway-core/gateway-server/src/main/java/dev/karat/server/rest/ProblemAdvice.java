package dev.karat.server.rest;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.ErrorKind;
import dev.karat.api.error.GatewayException;
import dev.karat.server.security.ProblemResponses;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** Every error of the REST API as {@code application/problem+json} (RFC 9457) with {@code code} and {@code fix}. */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);

    @ExceptionHandler
    ResponseEntity<ProblemDetail> ours(GatewayException failure) {
        if (failure.kind() == ErrorKind.RETRYABLE) {
            LOG.warn("{}: {}", failure.code(), failure.getMessage());
        }
        return answer(ProblemResponses.of(failure));
    }

    /** The message of a foreign exception may quote data, so it goes nowhere. */
    @ExceptionHandler
    ResponseEntity<ProblemDetail> unexpected(Exception failure) {
        LOG.error("A request failed: {}", failure.getClass().getName(), failure);
        return answer(ProblemResponses.of(ErrorCode.INTERNAL, "The request failed inside of the gateway"));
    }

    private static ResponseEntity<ProblemDetail> answer(ProblemDetail problem) {
        return ResponseEntity.status(problem.getStatus()).body(problem);
    }

    /** What Spring itself refuses: an unknown path, a wrong method, a body that is no JSON. */
    @Override
    protected ResponseEntity<Object> handleExceptionInternal(
            Exception failure, @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        ErrorCode code =
                status.value() == HttpStatus.NOT_FOUND.value() ? ErrorCode.NOT_FOUND : ErrorCode.REQUEST_INVALID;
        var problem = ProblemResponses.of(HttpStatus.valueOf(status.value()), code, detail(failure));
        return new ResponseEntity<>(problem, headers, status);
    }

    private static String detail(Exception failure) {
        if (failure instanceof NoResourceFoundException) {
            return "There is nothing at this address";
        }
        String told = failure instanceof ErrorResponse answer ? answer.getBody().getDetail() : null;
        return told == null ? "The request cannot be read" : told;
    }
}
