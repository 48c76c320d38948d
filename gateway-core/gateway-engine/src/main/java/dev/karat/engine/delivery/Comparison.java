package dev.karat.engine.delivery;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.Value;
import dev.karat.engine.policy.TargetPolicy;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.DeliveryState.Operation;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Compares the fields that a record of a target holds with those that it should hold, as its vendor can hold them. */
final class Comparison {
    private final TargetPolicy target;
    private final Projection projection;

    Comparison(TargetPolicy target, Projection projection) {
        this.target = target;
        this.projection = projection;
    }

    /** What the vendor would show of it; consents are no fields. */
    CustomerData shown(CustomerData desired) {
        return projection.shown(desired.only(attribute -> attribute != Attribute.CONSENTS));
    }

    /**
     * True if writing would change something there. What the vendor made of an earlier writing of the same values, such
     * as a lower-cased address, is not a difference, or the two would never come to rest.
     */
    boolean differs(CustomerData holds, @Nullable DeliveryState slot, Operation operation, CustomerData desired) {
        return differing(holds, slot, operation, desired).findAny().isPresent();
    }

    /** Fields that writing the slot would change, with those that it empties. */
    Set<Attribute> differing(CustomerData holds, DeliveryState slot) {
        Set<Attribute> fields = EnumSet.noneOf(Attribute.class);
        differing(holds, slot, slot.operation(), slot.desired()).forEach(fields::add);
        fields.addAll(cleared(holds, slot));
        return fields;
    }

    /** Looks no further than is asked for. */
    private Stream<Attribute> differing(
            CustomerData holds, @Nullable DeliveryState slot, Operation operation, CustomerData desired) {
        CustomerData shown = shown(desired);
        CustomerData written = slot == null ? null : slot.written();
        CustomerData known = written == null || written.equals(desired) ? shown : shown(written);
        boolean clears = operation == Operation.CLEAR || target.blanksClear();
        return comparable(shown).stream().filter(attribute -> {
            Value want = present(shown, attribute);
            Value has = present(holds, attribute);
            boolean emptied = desired.isCleared(attribute) || (clears && desired.get(attribute) == null);
            if (want == null && (has == null || !emptied)) {
                return false;
            }
            boolean vendorsForm = written != null
                    && slot != null
                    && slot.readBack() != null
                    && Objects.equals(want, known.get(attribute))
                    && Objects.equals(has, present(slot.readBack(), attribute));
            return !Objects.equals(want, has) && !vendorsForm;
        });
    }

    /** What is given, and what the vendor makes of it, such as one name of two parts. */
    private Set<Attribute> comparable(CustomerData shown) {
        var attributes = new HashSet<>(target.give());
        attributes.addAll(shown.attributes());
        return attributes;
    }

    /** Fields that a filled record there would lose, also those that a late view of it does not show yet. */
    Set<Attribute> cleared(CustomerData holds, DeliveryState slot) {
        var cleared = new HashSet<Attribute>();
        boolean clears = target.blanksClear() || slot.operation() == Operation.CLEAR;
        for (Attribute attribute : target.give()) {
            boolean emptied = slot.desired().isCleared(attribute)
                    || (clears && slot.desired().get(attribute) == null);
            boolean written = slot.lastSeen() != null && present(slot.lastSeen(), attribute) != null;
            if (emptied && (written || present(holds, attribute) != null)) {
                cleared.add(attribute);
            }
        }
        return cleared;
    }

    static @Nullable Value present(CustomerData data, Attribute attribute) {
        return data.isCleared(attribute) ? null : data.get(attribute);
    }
}
