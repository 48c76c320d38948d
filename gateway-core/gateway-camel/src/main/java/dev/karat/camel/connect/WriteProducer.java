package dev.karat.camel.connect;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.system.SystemWriter;
import dev.karat.engine.delivery.DeliveryItem;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;

/** Writes the page in the body to the system; the body becomes the outcomes. */
final class WriteProducer extends DefaultProducer {
    private final ConnectorEndpoint endpoint;
    private final SystemWriter writer;

    WriteProducer(ConnectorEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
        this.writer = new SystemWriter(
                endpoint.connected(), endpoint.component().hub().gate());
    }

    @Override
    public void process(Exchange exchange) {
        exchange.getMessage().setBody(writer.write(items(exchange)));
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
