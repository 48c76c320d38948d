package dev.karat.camel.connector.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.spec.Connection;
import dev.karat.camel.connector.spec.ConnectorSpec;
import dev.karat.camel.connector.spec.CsrfSpec;
import dev.karat.camel.connector.spec.Limits;
import dev.karat.camel.connector.spec.RequestSpec;
import dev.karat.camel.connector.spec.Template;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Calls one vendor with one connection, within its limits. Failures carry a code; their messages name the call with
 * its places and never a value. Calls block. Safe for use by several threads.
 */
public final class VendorHttp {
    private static final int REDIRECTS_MAX = 3;

    private final ConnectorSpec spec;
    private final Connection connection;
    private final Transfer transfer;
    private final Credential credential;
    private final @Nullable CsrfSession csrf;
    private final Quota quota;
    private final Clock clock;
    private final boolean behind;
    private final ShownSecrets shown;
    private final Meaning meaning;
    private final Urls urls;

    /**
     * @param client never follows redirects by itself
     * @param quota of the account that the connection uses
     * @param keeper of tokens that the vendor replaces
     * @param clock time for tokens and for dates in headers
     */
    public VendorHttp(
            ConnectorSpec spec,
            Connection connection,
            HttpClient client,
            Quota quota,
            TokenKeeper keeper,
            Clock clock) {
        this.spec = spec;
        this.connection = connection;
        this.transfer = new Transfer(client, spec);
        this.credential =
                Credential.of(spec, connection, new Credential.Ways(transfer::send, this::login, keeper, clock));
        this.quota = quota;
        this.clock = clock;
        this.behind = false;
        this.shown = new ShownSecrets();
        this.meaning = new Meaning(spec, this::secrets, clock);
        this.urls = new Urls(spec, connection);
        CsrfSpec token = spec.csrf();
        this.csrf = token == null ? null : new CsrfSession(token.header(), () -> fetch(token));
    }

    private Answer fetch(CsrfSpec token) {
        Call call = Call.of(token.request(), Map.of()).withHeader(token.header(), "Fetch");
        Answer answer = transfer.send(request(call, urls.of(call)));
        GatewayException failure = meaning.failure(token.request().toString(), answer);
        if (failure != null) {
            throw failure;
        }
        return answer;
    }

    private VendorHttp(VendorHttp other) {
        this.spec = other.spec;
        this.connection = other.connection;
        this.transfer = other.transfer;
        this.credential = other.credential;
        this.quota = other.quota;
        this.clock = other.clock;
        this.behind = true;
        this.shown = other.shown;
        this.meaning = other.meaning;
        this.urls = other.urls;
        this.csrf = other.csrf;
    }

    /** The same connection for calls that nobody waits for: they leave a part of the account's limits to others. */
    public VendorHttp behind() {
        return new VendorHttp(this);
    }

    /** One client for all connections. */
    public static HttpClient newClient(Duration connectTimeout) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(connectTimeout)
                .build();
    }

    /**
     * A call and what is sent with it.
     *
     * @param values values of the moment, by name
     * @param body JSON in place of the declared body, or null
     * @param headers further headers, such as If-Match
     * @param url the whole address in place of the declared one, for pages that the vendor names; or null
     * @param rate further limit of this kind of call, or null
     */
    public record Call(
            RequestSpec request,
            Map<String, String> values,
            @Nullable JsonNode body,
            Map<String, String> headers,
            @Nullable String url,
            Limits.@Nullable Rate rate) {
        /** A call with the body that is declared for it, if any. */
        public static Call of(RequestSpec request, Map<String, String> values) {
            return new Call(request, values, null, Map.of(), null, null);
        }

        public Call with(@Nullable JsonNode other) {
            return new Call(request, values, other, headers, url, rate);
        }

        public Call withHeader(String name, String value) {
            return new Call(request, values, body, Map.of(name, value), url, rate);
        }

        public Call at(@Nullable String other, Limits.@Nullable Rate otherRate) {
            return new Call(request, values, body, headers, other, otherRate);
        }
    }

    /**
     * Calls and answers with a success.
     *
     * @throws GatewayException with the code of the failure; VENDOR_TIMEOUT if it is unknown whether the call arrived
     */
    public Answer call(Call call) {
        Answer answer = exchange(call);
        if (answer.status() == 401 && credential.renew()) {
            answer = exchange(call);
        }
        if (csrf != null && csrf.renew(answer)) {
            answer = exchange(call);
        }
        GatewayException failure = meaning.failure(call.request().toString(), answer);
        if (failure == null) {
            return answer;
        }
        Duration wait = failure.retryAfter();
        if (failure.code() == ErrorCode.VENDOR_RATE_LIMITED && wait != null) {
            quota.pause(wait);
        }
        throw failure;
    }

    /** The JSON that a request declares, with its values and the settings of the connection; null if it has none. */
    public @Nullable JsonNode body(RequestSpec request, Map<String, String> values) {
        return BodyTemplate.render(request.body(), urls.with(values));
    }

    /** A text with settings of the connection, or null if one of them is not given. */
    public @Nullable String rendered(Template template) {
        return template.render(connection.values());
    }

    /** The token of the session that calls are made with, for another way to the same vendor. */
    public String accessToken() {
        return credential.accessToken();
    }

    /** Lets the next token be another one; false if the credential stays the same. */
    public boolean renew() {
        return credential.renew();
    }

    /** Scheme, host and port of the vendor. */
    public String origin() {
        return urls.origin();
    }

    /** The text without secrets and personal values. */
    public String redacted(String text) {
        return Redaction.of(text, secrets());
    }

    private Set<String> secrets() {
        return shown.with(connection.secrets());
    }

    private Answer exchange(Call call) {
        URI uri = urls.of(call);
        HttpRequest request = request(call, uri);
        for (int i = 0; i <= REDIRECTS_MAX; i++) {
            Answer answer = paced(call, request);
            URI next = urls.redirect(request, answer);
            if (next == null) {
                return answer;
            }
            request = request(call, next);
        }
        throw new GatewayException(
                ErrorCode.VENDOR_ANSWER_MALFORMED,
                call.request() + " is redirected more than " + REDIRECTS_MAX + " times");
    }

    /** Signs in: the call shows no credential. */
    private Answer login(Call call) {
        Answer answer = transfer.send(request(call, urls.of(call), false));
        GatewayException failure = meaning.failure(call.request().toString(), answer);
        if (failure != null) {
            throw failure;
        }
        return answer;
    }

    private HttpRequest request(Call call, URI uri) {
        return request(call, uri, true);
    }

    private HttpRequest request(Call call, URI uri, boolean signed) {
        try {
            var request = HttpRequest.newBuilder(uri)
                    .setHeader("User-Agent", "Karat")
                    .setHeader("Accept", "application/json");
            JsonNode body = call.body() == null ? body(call.request(), call.values()) : call.body();
            String text = body == null ? "" : body.toString();
            BodyPublisher publisher =
                    body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(text, StandardCharsets.UTF_8);
            request.method(call.request().method(), publisher);
            if (body != null) {
                request.setHeader("Content-Type", "application/json");
            }
            spec.headers().forEach((name, value) -> urls.header(request, name, value, call));
            call.request().headers().forEach((name, value) -> urls.header(request, name, value, call));
            call.headers().forEach(request::setHeader);
            if (!signed) {
                return request.build();
            }
            HttpRequest bare = request.build();
            credential.show(request, bare, text);
            if (csrf != null && !call.request().method().equals("GET")) {
                csrf.show(request);
            }
            HttpRequest complete = request.build();
            shown.take(bare, complete);
            return complete;
        } catch (IllegalArgumentException refused) {
            // The message of the client would show the value, which may be a secret.
            throw new GatewayException(
                    ErrorCode.CONFIG_INVALID, "A setting of the connection cannot be part of a request");
        }
    }

    private Answer paced(Call call, HttpRequest request) {
        try {
            quota.acquire(call.request().toString(), call.rate(), behind);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new GatewayException(ErrorCode.VENDOR_UNAVAILABLE, "The call was not started");
        }
        try {
            Answer answer = transfer.send(request);
            ToldLimits.tell(answer, spec.limits(), quota, clock);
            return answer;
        } finally {
            quota.release(behind);
        }
    }
}
