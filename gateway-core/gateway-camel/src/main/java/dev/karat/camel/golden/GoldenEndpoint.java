package dev.karat.camel.golden;

import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.ScheduledPollEndpoint;
import org.jspecify.annotations.Nullable;

/** Takes customer records into golden profiles, and gives profiles and their changes back. */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "golden",
        title = "Golden",
        syntax = "golden:operation",
        category = {Category.DATABASE},
        headersClass = GoldenConstants.class)
public class GoldenEndpoint extends ScheduledPollEndpoint {
    private static final int BATCH_MAX = 500;

    @UriPath(description = "What the endpoint does")
    @Metadata(required = true)
    private GoldenOperation operation = GoldenOperation.ingest;

    @UriParam(label = "producer", description = "System that bare JSON bodies come from")
    private @Nullable String system;

    @UriParam(label = "producer", defaultValue = "customers", description = "Stream that bare JSON bodies belong to")
    private String stream = "customers";

    @UriParam(label = "consumer", description = "Target that deliver gives states for")
    private @Nullable String target;

    @UriParam(label = "consumer", description = "Name under which changes remembers its place")
    private @Nullable String subscriber;

    @UriParam(
            label = "consumer",
            defaultValue = "cloudevents",
            description = "What changes gives: one event for each exchange, or pages of changes without values")
    private ChangesFormat format = ChangesFormat.cloudevents;

    @UriParam(
            label = "consumer",
            defaultValue = "100",
            description = "Items of one exchange, or changes between two notes of the place; at most 500")
    private int batch = 100;

    public GoldenEndpoint(String uri, GoldenComponent component) {
        super(uri, component);
        setDelay(200);
        setGreedy(true);
    }

    GoldenComponent component() {
        return (GoldenComponent) getComponent();
    }

    @Override
    public Producer createProducer() {
        if (operation != GoldenOperation.ingest) {
            throw new IllegalArgumentException("golden:" + operation + " gives; only golden:ingest takes");
        }
        return new GoldenProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        var consumer = switch (operation) {
            case ingest -> throw new IllegalArgumentException("golden:ingest takes; it does not give");
            case changes -> new ChangesConsumer(this, processor);
            case deliver -> new DeliverConsumer(this, processor);
        };
        configureConsumer(consumer);
        return consumer;
    }

    public GoldenOperation getOperation() {
        return operation;
    }

    public void setOperation(GoldenOperation operation) {
        this.operation = operation;
    }

    public @Nullable String getSystem() {
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

    public @Nullable String getTarget() {
        return target;
    }

    public void setTarget(String target) {
        this.target = target;
    }

    public @Nullable String getSubscriber() {
        return subscriber;
    }

    public void setSubscriber(String subscriber) {
        this.subscriber = subscriber;
    }

    public ChangesFormat getFormat() {
        return format;
    }

    public void setFormat(ChangesFormat format) {
        this.format = format;
    }

    public int getBatch() {
        return batch;
    }

    public void setBatch(int batch) {
        if (batch < 1 || batch > BATCH_MAX) {
            throw new IllegalArgumentException("batch is from 1 to " + BATCH_MAX);
        }
        this.batch = batch;
    }
}
