package dev.karat.engine.delivery;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.Value;
import dev.karat.engine.store.BeforeImage;
import dev.karat.engine.store.DeliveryState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a write replaces. */
final class Replaced {
    private Replaced() {}

    /**
     * The image of a write. Consents go their own way, and are never taken back; of a creation there is nothing.
     *
     * @param run to which the write belongs
     * @param at microseconds since 1970 UTC
     * @param holds what the record holds of what the target is given
     */
    static BeforeImage by(DeliveryState due, long run, long at, CustomerData holds, List<FieldChange> changes) {
        var held = CustomerData.builder();
        var written = CustomerData.builder();
        if (due.operation().withdraws()) {
            holds.values().forEach(held::put);
        } else if (!due.externalId().isEmpty()) {
            changes.stream()
                    .filter(change -> change.attribute() != Attribute.CONSENTS)
                    .forEach(change -> {
                        put(held, change.attribute(), change.before());
                        put(written, change.attribute(), change.after());
                    });
        }
        return new BeforeImage(
                due.target(), run, due.goldenId(), due.externalId(), at, held.build(), written.build(), false);
    }

    private static void put(CustomerData.Builder data, Attribute attribute, @Nullable Value value) {
        if (value != null) {
            data.put(attribute, value);
        }
    }
}
