package dev.karat.camel.connect;

import dev.karat.camel.system.ConnectedSystem;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.ScheduledPollEndpoint;

/** Reads customers of a configured system, writes what golden:deliver gives to it, or tells a team what changed. */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "connector",
        title = "Connector",
        syntax = "connector:operation",
        category = {Category.SAAS})
public class ConnectorEndpoint extends ScheduledPollEndpoint {
    @UriPath(description = "What the endpoint does")
    @Metadata(required = true)
    private ConnectorOperation operation = ConnectorOperation.read;

    @UriParam(description = "Name of the system in gateway.yaml")
    @Metadata(required = true)
    private String system = "";

    @UriParam(defaultValue = "customers", description = "Stream of its connector")
    private String stream = "customers";

    public ConnectorEndpoint(String uri, ConnectorComponent component) {
        super(uri, component);
    }

    ConnectorComponent component() {
        return (ConnectorComponent) getComponent();
    }

    ConnectedSystem connected() {
        return component().systems().get(system);
    }

    /** The wait between two reads lives with the system, not with the route. */
    void applySystem() {
        setDelay(connected().policy().poll().toMillis());
    }

    @Override
    public Producer createProducer() {
        return switch (operation) {
            case read, webhook, events ->
                throw new IllegalArgumentException("connector:" + operation + " gives; it does not take");
            case write -> new WriteProducer(this);
            case notify -> new NotifyProducer(this);
        };
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        if (operation == ConnectorOperation.webhook) {
            return new WebhookConsumer(this, processor);
        }
        if (operation == ConnectorOperation.events) {
            var consumer = new EventsConsumer(this, processor);
            configureConsumer(consumer);
            consumer.setDelay(EventsConsumer.PAUSE.toMillis());
            return consumer;
        }
        if (operation != ConnectorOperation.read) {
            throw new IllegalArgumentException(
                    "connector:" + operation + " takes; connector:read, webhook and events give");
        }
        if (connected().stream(stream).endpoint() != null) {
            return new EndpointConsumer(this, processor);
        }
        var consumer = new ReadConsumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    public ConnectorOperation getOperation() {
        return operation;
    }

    public void setOperation(ConnectorOperation operation) {
        this.operation = operation;
    }

    public String getSystem() {
        return system;
    }

    public void setSystem(String system) {
        this.system = system;
    }

    public String getStream() {
        return stream;
    }

    public void setStream(String stream) {
        this.stream = stream;
    }
}
