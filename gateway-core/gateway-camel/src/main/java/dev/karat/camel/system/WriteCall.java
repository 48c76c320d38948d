package dev.karat.camel.system;

import dev.karat.engine.delivery.DeliveryItem;
import dev.karat.engine.delivery.DeliveryOutcome;
import java.util.List;

/** One call that writes to a system in the way of its transport. Safe for as many threads as {@link #lanes} asks for. */
public interface WriteCall {
    /**
     * Calls in their order, each with the items that it takes. Other lanes may be written at the same time.
     *
     * @param calls each with at least one item
     */
    record Lane(List<List<DeliveryItem>> calls) {
        public Lane {
            calls = List.copyOf(calls);
        }
    }

    /** Parts a page; items of which one must see what became of the other stand in one lane. */
    List<Lane> lanes(List<DeliveryItem> items);

    /**
     * Writes; one outcome per item.
     *
     * @param items those of one call, without those whose time is over
     * @throws dev.karat.api.error.GatewayException if nothing was written, since the connection cannot work
     */
    List<DeliveryOutcome> write(List<DeliveryItem> items);
}
