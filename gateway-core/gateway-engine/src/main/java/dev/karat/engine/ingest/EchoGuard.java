package dev.karat.engine.ingest;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.Value;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.StoredRecord;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells what a record says by itself from what it only repeats of Karat's own writing. An echo is no evidence: without
 * this rule a value would outlive the last system that really holds it.
 */
final class EchoGuard {
    private EchoGuard() {}

    /**
     * The attributes of a version that are echoes.
     *
     * @param previous the version before, or null: what it asserted and still says the same was never Karat's
     * @param delivery what Karat wrote into this record, or null if it never did
     * @param given what was written, and what the vendor makes of it, such as one name of two parts
     */
    static Set<Attribute> echoes(
            CustomerData data, @Nullable StoredRecord previous, @Nullable DeliveryState delivery, CustomerData given) {
        var echoes = EnumSet.noneOf(Attribute.class);
        if (delivery == null || delivery.written() == null) {
            return echoes;
        }
        CustomerData held = delivery.readBack() != null ? delivery.readBack() : given;
        data.values().forEach((attribute, value) -> {
            Value ours = held.get(attribute);
            // A record that Karat made says nothing by itself before somebody changes it.
            boolean mayBeOurs = delivery.created() || given.get(attribute) != null;
            // What did not change stays what it was, also while something else is just being written.
            boolean echo = (previous != null && isUnchanged(attribute, value, previous))
                    ? previous.echoes().contains(attribute)
                    : mayBeOurs && ours != null && repeats(value, ours);
            if (echo) {
                echoes.add(attribute);
            }
        });
        return echoes;
    }

    private static boolean isUnchanged(Attribute attribute, Value value, StoredRecord previous) {
        return !previous.deleted() && value.equals(previous.data().get(attribute));
    }

    /** True if every part of the value is a part of what Karat wrote. */
    static boolean repeats(Value value, Value ours) {
        if (value instanceof Value.Texts texts && ours instanceof Value.Texts written) {
            return new HashSet<>(written.texts()).containsAll(texts.texts());
        }
        return value.equals(ours);
    }
}
