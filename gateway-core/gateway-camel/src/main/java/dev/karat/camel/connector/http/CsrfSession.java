package dev.karat.camel.connector.http;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import java.net.http.HttpRequest;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The session of a vendor that takes changes only with a token of it. Safe for use by several threads. */
final class CsrfSession {
    private static final int FORBIDDEN = 403;

    private record Held(String token, String cookies) {}

    private final String header;
    private final Supplier<Answer> fetch;
    private @Nullable Held held;

    /**
     * @param header bears the token
     * @param fetch asks for one; throws what its answer means
     */
    CsrfSession(String header, Supplier<Answer> fetch) {
        this.header = header;
        this.fetch = fetch;
    }

    /** Adds the token and the cookies of its session to a change. */
    void show(HttpRequest.Builder request) {
        Held now = held();
        request.setHeader(header, now.token());
        if (!now.cookies().isEmpty()) {
            request.setHeader("Cookie", now.cookies());
        }
    }

    /** Forgets a token that was refused; false if the answer is another refusal. */
    synchronized boolean renew(Answer refused) {
        boolean required = refused.status() == FORBIDDEN
                && refused.header(header).filter("Required"::equalsIgnoreCase).isPresent();
        boolean renewable = required && held != null;
        held = renewable ? null : held;
        return renewable;
    }

    private synchronized Held held() {
        if (held == null) {
            Answer answer = fetch.get();
            String token = answer.header(header)
                    .orElseThrow(() -> new GatewayException(
                            ErrorCode.VENDOR_ANSWER_MALFORMED, "The vendor gives no " + header + " for changes"));
            held = new Held(
                    token,
                    answer.headers().allValues("Set-Cookie").stream()
                            .map(cookie -> cookie.split(";", 2)[0].strip())
                            .collect(Collectors.joining("; ")));
        }
        return held;
    }
}
