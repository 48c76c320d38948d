package dev.karat.engine.store;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.Value;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one write changed in a record of a target: what the record held before, as it was read last, and what it shows
 * then. It is durable before the write. Fields that the write left alone are in neither; of a creation both are empty.
 *
 * @param run run of the target that the write belongs to
 * @param externalId the record there; {@link DeliveryState#NO_ID} for a creation
 * @param at when, microseconds since 1970 UTC; a record may be written several times in a run
 * @param before fields that had a value
 * @param written fields that have a value then, in the form that the vendor can hold
 * @param reverted true if the record is given {@code before} for as long as its customer still has {@code written}
 */
public record BeforeImage(
        String target,
        long run,
        String goldenId,
        String externalId,
        long at,
        CustomerData before,
        CustomerData written,
        boolean reverted) {
    public boolean isCreation() {
        return externalId.isEmpty();
    }

    /** Fields that the write changed. */
    public Set<Attribute> attributes() {
        var changed = EnumSet.noneOf(Attribute.class);
        changed.addAll(before.attributes());
        changed.addAll(written.attributes());
        return changed;
    }

    /** True if the field has this value after the write; null for none. */
    public boolean wrote(Attribute attribute, @Nullable Value value) {
        return Objects.equals(written.get(attribute), value);
    }

    /** The same, reverted or not any more, with no more than these fields. */
    public BeforeImage reverted(boolean now, Set<Attribute> fields) {
        return with(before.only(fields::contains), written.only(fields::contains), now);
    }

    /** This write and an earlier one to the same record as one; what came out as before is in it no more. */
    public BeforeImage after(BeforeImage earlier) {
        var first = CustomerData.builder();
        var last = CustomerData.builder();
        var changed = EnumSet.copyOf(attributes());
        changed.addAll(earlier.attributes());
        for (Attribute attribute : changed) {
            BeforeImage from = earlier.attributes().contains(attribute) ? earlier : this;
            BeforeImage to = attributes().contains(attribute) ? this : earlier;
            Value held = from.before.get(attribute);
            Value holds = to.written.get(attribute);
            if (!Objects.equals(held, holds)) {
                put(first, attribute, held);
                put(last, attribute, holds);
            }
        }
        return with(first.build(), last.build(), reverted);
    }

    private static void put(CustomerData.Builder data, Attribute attribute, @Nullable Value value) {
        if (value != null) {
            data.put(attribute, value);
        }
    }

    private BeforeImage with(CustomerData held, CustomerData holds, boolean now) {
        return new BeforeImage(target, run, goldenId, externalId, at, held, holds, now);
    }
}
