package dev.karat.camel.system;

import dev.karat.engine.delivery.DeliveryItem;
import dev.karat.engine.delivery.DeliveryOutcome;
import java.util.List;

/** One call that writes to a system in the way of its transport. */
public interface WriteCall {
    /** Items that one call takes. */
    int itemsMax();

    /**
     * Writes; one outcome per item.
     *
     * @param items 1 to {@link #itemsMax()}
     * @throws dev.karat.api.error.GatewayException if nothing was written, since the connection cannot work
     */
    List<DeliveryOutcome> write(List<DeliveryItem> items);
}
