package dev.karat.camel.connect;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import java.util.List;

/** What an endpoint of the connector component does. */
public enum ConnectorOperation {
    /** Gives pages of a stream. */
    read,
    /** Takes the calls of a vendor, and gives pages of the records that they tell of. */
    webhook,
    /** Subscribes to the events of a vendor, and gives pages of the records that they tell of. */
    events,
    /** Takes pages of desired states and answers one outcome per item. */
    write,
    /** Takes pages of changes and sends a notice about each. */
    notify;

    /** The operation of that name. Throws ROUTE_INVALID if there is none. */
    static ConnectorOperation of(String name) {
        for (ConnectorOperation operation : values()) {
            if (operation.name().equals(name)) {
                return operation;
            }
        }
        throw new GatewayException(
                ErrorCode.ROUTE_INVALID, "There is no connector:" + name + "; there are " + List.of(values()));
    }
}
