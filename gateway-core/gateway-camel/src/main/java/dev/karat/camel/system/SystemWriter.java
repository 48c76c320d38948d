package dev.karat.camel.system;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.CustomerData;
import dev.karat.camel.connector.spec.WriteSpec;
import dev.karat.camel.connector.write.WriteItem;
import dev.karat.camel.connector.write.WriteOutcome;
import dev.karat.engine.delivery.DeliveryItem;
import dev.karat.engine.delivery.DeliveryOutcome;
import dev.karat.engine.delivery.WriteGate;
import dev.karat.engine.mapping.Mapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Writes a page of desired states to one system, item by item, each with its outcome. The gate is asked again before
 * every call, so that closing it stops a page that is under way.
 */
public final class SystemWriter {
    private final ConnectedSystem system;
    private final WriteGate gate;
    private final Mapping mapping;

    public SystemWriter(ConnectedSystem system, WriteGate gate) {
        this.system = system;
        this.gate = gate;
        WriteSpec write = system.connector().spec().writes().get(ConnectedSystems.CUSTOMER);
        if (write == null) {
            throw new GatewayException(
                    ErrorCode.CONFIG_INVALID, "The connector of " + system.name() + " does not write customers");
        }
        this.mapping = system.mapping(write.stream());
    }

    /** Writes what the gate allows; one outcome per item. */
    public List<DeliveryOutcome> write(List<DeliveryItem> items) {
        var outcomes = new ArrayList<DeliveryOutcome>(items.size());
        for (DeliveryItem item : items) {
            outcomes.add(write(item));
        }
        return outcomes;
    }

    private DeliveryOutcome write(DeliveryItem item) {
        if (!gate.isOpen(system.name())) {
            return new DeliveryOutcome.Retryable(item.id(), ErrorCode.WRITE_CLOSED, null);
        }
        var write = new WriteItem(
                item.id(),
                WriteItem.Operation.UPSERT,
                item.isCreation() ? null : item.key().externalId(),
                item.profile().with(item.desired()),
                item.give(),
                item.isCreation(),
                item.token());
        try {
            return outcome(item, system.calls().write(ConnectedSystems.CUSTOMER, write));
        } catch (GatewayException stopped) {
            system.health().failed(stopped);
            return new DeliveryOutcome.Retryable(item.id(), stopped.code(), stopped.retryAfter());
        }
    }

    private DeliveryOutcome outcome(DeliveryItem item, WriteOutcome answered) {
        if (answered instanceof WriteOutcome.Applied applied) {
            CustomerData shown = applied.readBack() == null
                    ? mapping.representable(item.desired(), item.give(), item.isCreation())
                    : mapping.toCanonical(Objects.requireNonNull(applied.readBack()), system.context());
            return new DeliveryOutcome.Applied(
                    item.id(), applied.externalId(), shown, applied.token(), applied.created());
        }
        if (answered instanceof WriteOutcome.Rejected rejected) {
            return new DeliveryOutcome.Rejected(item.id(), rejected.code(), rejected.message());
        }
        if (answered instanceof WriteOutcome.Retryable retryable) {
            return new DeliveryOutcome.Retryable(item.id(), retryable.code(), retryable.retryAfter());
        }
        return new DeliveryOutcome.Unknown(item.id(), ((WriteOutcome.Unknown) answered).code());
    }
}
