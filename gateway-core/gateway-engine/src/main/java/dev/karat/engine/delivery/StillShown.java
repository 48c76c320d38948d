package dev.karat.engine.delivery;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.Value;
import dev.karat.engine.store.DeliveryState;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a vendor may still show of Karat's writing once it is written to again: a read may be older than the answer to a
 * write, and a write without an answer may not have been carried out.
 */
final class StillShown {
    private StillShown() {}

    /**
     * What was answered last, or else all that was written since without an answer.
     *
     * @param given what was written last, and what the vendor makes of it
     */
    static @Nullable CustomerData before(DeliveryState next, CustomerData given) {
        CustomerData answered = next.readBack();
        if (next.written() == null) {
            return next.earlier();
        }
        if (answered != null) {
            return answered.only(attribute -> next.created() || given.get(attribute) != null);
        }
        return next.earlier() == null ? given : both(next.earlier(), given);
    }

    /** Of a list the texts of both; another value as it was written last. */
    private static CustomerData both(CustomerData first, CustomerData then) {
        var both = CustomerData.builder();
        first.with(then).values().forEach((attribute, value) -> {
            var texts = new LinkedHashSet<>(then.texts(attribute));
            texts.addAll(first.texts(attribute));
            boolean list = attribute.shape() == Attribute.Shape.TEXTS && !texts.isEmpty();
            both.put(attribute, list ? Value.texts(List.copyOf(texts)) : value);
        });
        return both.build();
    }
}
