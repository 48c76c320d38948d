package dev.karat.camel.connect;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.system.ConnectedSystem;
import dev.karat.camel.system.RecordCall;
import dev.karat.camel.system.SystemWriter;
import dev.karat.camel.system.WriteCall;
import dev.karat.engine.delivery.DeliveryItem;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultProducer;
import org.apache.camel.support.service.ServiceHelper;
import org.jspecify.annotations.Nullable;

/** Writes the page in the body to the system; the body becomes the outcomes. */
final class WriteProducer extends DefaultProducer {
    private final ConnectorEndpoint endpoint;
    private @Nullable Endpoint inner;
    private @Nullable Producer producer;
    private @Nullable SystemWriter writer;

    WriteProducer(ConnectorEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        ConnectedSystem system = endpoint.connected();
        String name = system.write().endpoint();
        WriteCall call =
                name == null ? new RecordCall(system, endpoint.component().hub().store()) : call(system, name);
        writer = new SystemWriter(
                system,
                endpoint.component().hub().gate(),
                call,
                endpoint.component().hub().clock());
    }

    private WriteCall call(ConnectedSystem system, String name) throws Exception {
        Endpoint created = DeclaredEndpoint.create(endpoint.getCamelContext(), system, name);
        Producer sending = created.createProducer();
        inner = created;
        producer = sending;
        ServiceHelper.startService(created, sending);
        return switch (DeclaredEndpoint.spec(system, name).content()) {
            case ROWS -> new RowsCall(system, created, sending);
            case MESSAGE ->
                throw new GatewayException(
                        ErrorCode.CONFIG_INVALID, "Messages cannot be written to " + system.name() + " yet");
        };
    }

    @Override
    protected void doStop() throws Exception {
        if (writer != null) {
            writer.close();
        }
        ServiceHelper.stopAndShutdownServices(producer, inner);
        producer = null;
        inner = null;
        super.doStop();
    }

    @Override
    public void process(Exchange exchange) throws InterruptedException {
        exchange.getMessage().setBody(Objects.requireNonNull(writer).write(items(exchange)));
    }

    private List<DeliveryItem> items(Exchange exchange) {
        var items = new ArrayList<DeliveryItem>();
        if (exchange.getMessage().getBody() instanceof Iterable<?> page) {
            for (Object item : page) {
                if (!(item instanceof DeliveryItem desired)
                        || !desired.key().target().equals(endpoint.getSystem())) {
                    throw new GatewayException(
                            ErrorCode.ROUTE_INVALID,
                            "connector:write takes pages of golden:deliver for " + endpoint.getSystem() + " only");
                }
                items.add(desired);
            }
        }
        return items;
    }
}
