package dev.karat.camel.events;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.http.RetryAfter;
import dev.karat.camel.connector.webhook.WebhookSignature;
import dev.karat.engine.change.CustomerEvent;
import dev.karat.engine.change.EventJson;
import dev.karat.engine.config.Secrets;
import dev.karat.engine.policy.SubscriberPolicy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Posts events to one subscriber, signed by the scheme of Standard Webhooks. Every answer but 2xx means that the event
 * was not taken. Calls block; safe for several threads.
 */
final class Webhook {
    /** A subscriber that asks for a longer pause is asked again after this one. */
    private static final Duration WAIT_MAX = Duration.ofHours(1);

    private final SubscriberPolicy policy;
    private final Secrets secrets;
    private final EventJson json;
    private final HttpClient client;
    private final Clock clock;

    /** @param client never follows redirects: what is signed is meant for one address */
    Webhook(SubscriberPolicy policy, Secrets secrets, EventJson json, HttpClient client, Clock clock) {
        this.policy = policy;
        this.secrets = secrets;
        this.json = json;
        this.client = client;
        this.clock = clock;
    }

    /** What is read anew for every page, so that a changed secret is seen; throws SECRET_MISSING or CONFIG_INVALID. */
    Line open() {
        var signature = new WebhookSignature(
                policy.secrets().stream().map(secrets::resolve).toList());
        return new Line(address(secrets.resolve(Objects.requireNonNull(policy.url()))), signature);
    }

    private static URI address(String url) {
        try {
            URI uri = URI.create(url);
            String scheme = String.valueOf(uri.getScheme());
            if (uri.getHost() != null && (scheme.equals("https") || scheme.equals("http"))) {
                return uri;
            }
        } catch (IllegalArgumentException unreadable) {
            // Its message would show the address, which may hold a secret.
        }
        throw new GatewayException(ErrorCode.CONFIG_INVALID, "The url of a subscriber is an http or https address");
    }

    /** An address with what signs for it. */
    final class Line {
        private final URI uri;
        private final WebhookSignature signature;

        private Line(URI uri, WebhookSignature signature) {
            this.uri = uri;
            this.signature = signature;
        }

        Answer send(CustomerEvent event) throws InterruptedException {
            byte[] body = json.bytes(event);
            long seconds = clock.instant().getEpochSecond();
            var request = HttpRequest.newBuilder(uri)
                    .setHeader("User-Agent", "Karat")
                    .setHeader("Content-Type", EventJson.MEDIA_TYPE + "; charset=utf-8")
                    .setHeader(WebhookSignature.ID, event.id())
                    .setHeader(WebhookSignature.TIME, Long.toString(seconds))
                    .setHeader(WebhookSignature.SIGNATURE, signature.of(event.id(), seconds, body))
                    .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                    .build();
            return transfer(request);
        }
    }

    private Answer transfer(HttpRequest request) throws InterruptedException {
        var running = client.sendAsync(request, HttpResponse.BodyHandlers.discarding());
        try {
            // The client's own time-out ends with the headers; a body that never ends needs this one.
            return meaning(running.get(policy.limits().timeout().toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException late) {
            return Answer.refused("gave no answer within " + policy.limits().timeout());
        } catch (ExecutionException broken) {
            return Answer.refused("cannot be reached");
        } finally {
            running.cancel(true);
        }
    }

    private Answer meaning(HttpResponse<Void> response) {
        int status = response.statusCode();
        String what = "answered " + status;
        if (status / 100 == 2) {
            return new Answer(Answer.Kind.TAKEN, what, null);
        }
        if (status == 410) {
            return new Answer(Answer.Kind.GONE, what, null);
        }
        Duration pause =
                response.headers().firstValue("Retry-After").map(this::pause).orElse(null);
        boolean busy = status == 429 || (status == 503 && pause != null);
        return new Answer(busy ? Answer.Kind.BUSY : Answer.Kind.REFUSED, what, pause);
    }

    private @Nullable Duration pause(String header) {
        return RetryAfter.parse(header, clock.instant(), WAIT_MAX);
    }
}
