package dev.karat.camel.connect.salesforce;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.events.EventCalls;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.component.salesforce.InvalidReplayIdException;
import org.apache.camel.component.salesforce.PubSubApiConsumer;
import org.apache.camel.component.salesforce.SalesforceComponent;
import org.apache.camel.component.salesforce.SalesforceEndpoint;
import org.apache.camel.component.salesforce.internal.SalesforceSession;
import org.apache.camel.spi.ExceptionHandler;
import org.apache.camel.support.service.ServiceHelper;
import org.jspecify.annotations.Nullable;

/**
 * A subscription to the change events of an org, by camel-salesforce. It renews itself after a failure of the stream, from
 * the last event that it gave; everything else is told to its receiver. To be closed by who opened it.
 */
public final class PubSubSubscription implements AutoCloseable {
    /** Takes what comes in, on a thread of the subscription. */
    public interface Receiver {
        /**
         * An event.
         *
         * @param json the event as JSON
         * @param place its replay id, in Base64: the events go on after it
         */
        void take(String json, String place) throws InterruptedException;

        /** The place that was asked for is no longer known; events after it are lost. */
        void placeUnknown();

        /** The subscription cannot go on. */
        void failed(GatewayException cause);
    }

    /** Given to {@code createEndpoint}; the component sees no other options. */
    private static final String OPERATION = "salesforce:pubSubSubscribe:";

    private final Component component;
    private final Events consumer;

    private PubSubSubscription(Component component, Events consumer) {
        this.component = component;
        this.consumer = consumer;
    }

    /**
     * Subscribes; returns once the stream was asked for.
     *
     * @param place where to go on, or null for what happens from now on
     * @throws GatewayException if the session cannot be used; VENDOR_UNAVAILABLE if the component does not start
     */
    public static PubSubSubscription open(
            CamelContext context, EventCalls calls, @Nullable String place, Receiver receiver) {
        var component = new Component(context);
        URI url = calls.url();
        component.setPubSubHost(url.getHost());
        component.setPubSubPort(url.getPort() < 0 ? 443 : url.getPort());
        // Otherwise it would sign in by itself; its consumers refuse the word, but only after this.
        component.setLazyLogin(true);
        Events consumer = null;
        try {
            ServiceHelper.startService(component);
            component.lend(new LentSession(component, calls, receiver));
            component.getLoginConfig().setLazyLogin(false);
            consumer = new Events(endpoint(component, calls.topic(), place), receiver);
            consumer.setUsePlainTextConnection("http".equals(url.getScheme()));
            ServiceHelper.startService(consumer);
            return new PubSubSubscription(component, consumer);
        } catch (Exception failed) {
            ServiceHelper.stopAndShutdownServices(consumer, component);
            throw failed instanceof GatewayException known
                    ? known
                    : new GatewayException(
                            ErrorCode.VENDOR_UNAVAILABLE,
                            "The subscription does not start ("
                                    + failed.getClass().getSimpleName() + ")",
                            failed);
        }
    }

    private static SalesforceEndpoint endpoint(Component component, String topic, @Nullable String place)
            throws Exception {
        Map<String, Object> options = new HashMap<>(Map.of("pubSubDeserializeType", "JSON"));
        options.put("replayPreset", place == null ? "LATEST" : "CUSTOM");
        if (place != null) {
            options.put("pubSubReplayId", place);
        }
        return (SalesforceEndpoint) component.createEndpoint(OPERATION + topic, options);
    }

    @Override
    public void close() {
        consumer.closed = true;
        ServiceHelper.stopAndShutdownServices(consumer, component);
    }

    /** A component of its own for each subscription, since it has one session. */
    private static final class Component extends SalesforceComponent {
        private @Nullable SalesforceSession lent;

        Component(CamelContext context) {
            super(context);
        }

        void lend(SalesforceSession session) {
            lent = session;
        }

        @Override
        public @Nullable SalesforceSession getSession() {
            return lent;
        }
    }

    /** Gives events to the receiver one by one, in their order, and no more to the vendor's next request before. */
    private static final class Events extends PubSubApiConsumer {
        private final Receiver receiver;
        private volatile boolean closed;

        Events(SalesforceEndpoint endpoint, Receiver receiver) throws ClassNotFoundException {
            super(endpoint, exchange -> {});
            this.receiver = receiver;
            setExceptionHandler(new Failures(receiver));
        }

        @Override
        public void processEvent(Object event, String eventId, String replayId, String rpcId) {
            try {
                receiver.take(String.valueOf(event), replayId);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }

        /** The client would subscribe anew for ever through a channel that was shut down; it asks for this each time. */
        @Override
        public String getTopic() {
            if (closed) {
                throw new IllegalStateException("The subscription was closed");
            }
            return super.getTopic();
        }
    }

    /** The only failure that the client reports is a place that the vendor does not know. */
    private record Failures(Receiver receiver) implements ExceptionHandler {
        @Override
        public void handleException(Throwable exception) {
            if (exception instanceof InvalidReplayIdException) {
                receiver.placeUnknown();
            }
        }

        @Override
        public void handleException(String message, Throwable exception) {
            handleException(exception);
        }

        @Override
        public void handleException(String message, @Nullable Exchange exchange, Throwable exception) {
            handleException(exception);
        }
    }
}
