package dev.karat.camel.golden;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import java.util.List;

/** What an endpoint of the golden component does. */
public enum GoldenOperation {
    /** Takes a page of vendor records. */
    ingest,
    /** Gives the ordered change log. */
    changes,
    /** Gives what a target should hold. */
    deliver;

    /** The operation of that name. Throws ROUTE_INVALID if there is none. */
    static GoldenOperation of(String name) {
        for (GoldenOperation operation : values()) {
            if (operation.name().equals(name)) {
                return operation;
            }
        }
        throw new GatewayException(
                ErrorCode.ROUTE_INVALID, "There is no golden:" + name + "; there are " + List.of(values()));
    }
}
