package dev.karat.camel.connect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.file.FileOptions;
import dev.karat.camel.connector.file.RowWriter;
import dev.karat.camel.system.ConnectedSystem;
import dev.karat.camel.system.WriteCall;
import dev.karat.engine.delivery.DeliveryItem;
import dev.karat.engine.delivery.DeliveryOutcome;
import dev.karat.engine.mapping.Mapping;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Producer;

/** Writes a page of desired states as one file. Files assign no ids, so nothing is created. */
final class RowsCall implements WriteCall {
    private final ConnectedSystem system;
    private final Endpoint endpoint;
    private final Producer producer;
    private final FileOptions options;
    private final Mapping mapping;

    RowsCall(ConnectedSystem system, Endpoint endpoint, Producer producer) {
        this.system = system;
        this.endpoint = endpoint;
        this.producer = producer;
        this.options = FileOptions.of(system.connection());
        this.mapping = system.mapping(system.write().stream());
    }

    /** As many as golden:deliver gives at once. */
    /** One file for all of them. */
    @Override
    public List<Lane> lanes(List<DeliveryItem> items) {
        return items.isEmpty() ? List.of() : List.of(new Lane(List.of(items)));
    }

    @Override
    public List<DeliveryOutcome> write(List<DeliveryItem> items) {
        var outcomes = new ArrayList<DeliveryOutcome>(items.size());
        var written = new ArrayList<DeliveryItem>();
        var rows = new ArrayList<ObjectNode>();
        for (DeliveryItem item : items) {
            if (item.isCreation()) {
                outcomes.add(refused(item, ErrorCode.CREATE_NOT_ALLOWED, "Files assign no ids"));
                continue;
            }
            if (item.kind() != DeliveryItem.Kind.UPDATE) {
                outcomes.add(refused(item, ErrorCode.VENDOR_REFUSED, "Files only change records"));
                continue;
            }
            ObjectNode row = row(item);
            if (RowWriter.canWrite(row, options)) {
                written.add(item);
                rows.add(row);
            } else {
                String message = "A value cannot be written in " + options.charset();
                outcomes.add(refused(item, ErrorCode.RECORD_ENCODING, message));
            }
        }
        if (!rows.isEmpty()) {
            outcomes.addAll(sent(written, RowWriter.write(rows, columns(rows), options)));
        }
        return outcomes;
    }

    private static DeliveryOutcome refused(DeliveryItem item, ErrorCode code, String message) {
        return new DeliveryOutcome.Rejected(item.id(), code, message);
    }

    private ObjectNode row(DeliveryItem item) {
        ObjectNode row = mapping.toVendor(item.desired(), item.give(), false, system.context());
        row.put(options.idColumn(), item.key().externalId());
        return row;
    }

    /** The id, and of the mapping what any row holds: an importer may clear what it finds empty. */
    private List<String> columns(List<ObjectNode> rows) {
        Set<String> columns = new LinkedHashSet<>();
        columns.add(options.idColumn());
        mapping.columns().stream()
                .filter(column -> rows.stream().anyMatch(row -> row.has(column)))
                .forEach(columns::add);
        return List.copyOf(columns);
    }

    private List<DeliveryOutcome> sent(List<DeliveryItem> items, byte[] file) {
        Exchange exchange = endpoint.createExchange();
        exchange.getMessage().setBody(file);
        try {
            producer.process(exchange);
        } catch (Exception failed) {
            exchange.setException(failed);
        }
        Exception failed = exchange.getException();
        if (failed == null) {
            return items.stream().map(this::applied).toList();
        }
        GatewayException failure = EndpointFailure.of(failed);
        if (EndpointFailure.isBeforeTransfer(failed)) {
            throw failure;
        }
        system.health().failed(failure);
        return items.stream()
                .<DeliveryOutcome>map(item -> new DeliveryOutcome.Unknown(item.id(), failure.code()))
                .toList();
    }

    private DeliveryOutcome applied(DeliveryItem item) {
        return new DeliveryOutcome.Applied(
                item.id(),
                item.key().externalId(),
                mapping.representable(item.desired(), item.give(), false),
                null,
                false);
    }
}
