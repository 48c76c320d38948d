package dev.karat.camel.events;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.http.VendorHttp;
import dev.karat.engine.change.CustomerEvent;
import dev.karat.engine.change.EventJson;
import dev.karat.engine.change.LogWatch;
import dev.karat.engine.change.Subscription.Amendment;
import dev.karat.engine.config.Secrets;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.policy.SubscriberPolicy;
import dev.karat.engine.store.DeadLetter;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The subscribers of gateway.yaml that are called. Safe for several threads. */
public final class Subscribers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Subscribers.class);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final Hub hub;
    private final Map<String, Subscriber> called = new TreeMap<>();

    /** @param random of the waits between attempts; safe for several threads */
    public Subscribers(Hub hub, LogWatch watch, Secrets secrets, RandomGenerator random) {
        this.hub = hub;
        var json = new EventJson(hub.policy().environment());
        HttpClient client = VendorHttp.newClient(CONNECT_TIMEOUT);
        for (SubscriberPolicy policy : hub.policy().subscribers().values()) {
            if (policy.url() != null) {
                called.put(policy.name(), new Subscriber(policy, hub, watch, secrets, json, client, random));
            }
        }
    }

    /** Begins to send; once. */
    public void start() {
        called.values().forEach(Subscriber::start);
        if (!called.isEmpty()) {
            LOG.info("Events are sent to {}", called.keySet());
        }
    }

    /** One entry per subscriber of gateway.yaml, by name. */
    public List<SubscriberStatus> all() {
        return hub.policy().subscribers().keySet().stream()
                .sorted()
                .map(name -> called.containsKey(name) ? called.get(name).status() : ofRoute(name))
                .toList();
    }

    private static SubscriberStatus ofRoute(String name) {
        return new SubscriberStatus(name, SubscriberStatus.State.ROUTE, 0, 0, null, null, 0, 0, null, null);
    }

    /** Sends nothing to it until it is resumed, also over a restart. Throws SUBSCRIBER_UNKNOWN. */
    public CompletableFuture<Boolean> stop(String name, String reason) {
        known(name);
        return hub.amend(name, Amendment.stop(reason));
    }

    /** Goes on where it was. Throws SUBSCRIBER_UNKNOWN. */
    public CompletableFuture<Boolean> resume(String name) {
        known(name).resume();
        return hub.amend(name, Amendment.resume());
    }

    /**
     * Tells a customer again from the event of a dead letter on, whoever sends now; false if the subscriber is not called
     * any more.
     */
    public CompletableFuture<Boolean> again(DeadLetter letter) {
        String goldenId = letter.untold();
        OptionalLong place = place(letter);
        if (goldenId == null || place.isEmpty() || !isTellable(letter)) {
            return CompletableFuture.completedFuture(false);
        }
        return hub.amend(letter.system(), Amendment.again(goldenId, place.getAsLong()));
    }

    /** True if {@link #again} would tell. */
    public boolean isTellable(DeadLetter letter) {
        return letter.untold() != null && place(letter).isPresent() && called.containsKey(letter.system());
    }

    private static OptionalLong place(DeadLetter letter) {
        return letter.recordId() == null ? OptionalLong.empty() : CustomerEvent.placeOf(letter.recordId());
    }

    private Subscriber known(String name) {
        Subscriber subscriber = called.get(name);
        if (subscriber == null) {
            throw new GatewayException(
                    ErrorCode.SUBSCRIBER_UNKNOWN, "There is no subscriber " + name + " with a url in gateway.yaml");
        }
        return subscriber;
    }

    @Override
    public void close() {
        called.values().parallelStream().forEach(Subscriber::close);
    }
}
