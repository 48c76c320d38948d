package dev.karat.engine.delivery;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.Value;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.Echoes;
import dev.karat.engine.store.StoredGolden;
import dev.karat.engine.store.StoredRecord;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What somebody entered in a record while a write was on its way that went over it, at a vendor without versions. Nobody
 * decided about it: the record goes on saying so, though it holds something else now, until survivorship has. Otherwise
 * two writes that cross would end what both systems say.
 */
public final class CrossedEdits {
    private CrossedEdits() {}

    /**
     * Those of one write.
     *
     * @param record as it was read meanwhile
     * @param after what it holds after the write
     * @param given attributes that were written
     */
    static CustomerData of(StoredRecord record, DeliveryItem item, CustomerData after, Set<Attribute> given) {
        return record.asserted().only(attribute -> {
            Value entered = record.data().get(attribute);
            return !item.isCreation()
                    && attribute != Attribute.CONSENTS
                    && given.contains(attribute)
                    && !Objects.equals(entered, item.current().get(attribute))
                    && !Objects.equals(entered, after.get(attribute));
        });
    }

    /**
     * Those of a write that nobody heard of yet, once the record is read with what was written.
     *
     * @param stored as it was read before, or null
     * @param delivery what Karat wrote into it, or null if it never did
     * @param now as it is read now
     */
    public static CustomerData unanswered(
            @Nullable StoredRecord stored, @Nullable DeliveryState delivery, StoredRecord now) {
        CustomerData decided = delivery == null || delivery.readBack() != null ? null : delivery.before();
        if (stored == null || decided == null || now.deleted()) {
            return CustomerData.empty();
        }
        return stored.asserted().only(attribute -> {
            Value entered = stored.data().get(attribute);
            return attribute != Attribute.CONSENTS
                    && now.echoes().isWhole(attribute)
                    && !Objects.equals(entered, decided.get(attribute))
                    && !Objects.equals(entered, now.data().get(attribute));
        });
    }

    /** Echoes of a record that says this besides. */
    public static Echoes with(Echoes echoes, CustomerData said) {
        if (said.isEmpty()) {
            return echoes;
        }
        var attributes = new HashSet<>(echoes.attributes());
        attributes.addAll(said.attributes());
        return new Echoes(attributes, echoes.own().with(said));
    }

    /** Those that survive in the profile, so that the record is given them back. */
    public static CustomerData surviving(CustomerData said, @Nullable StoredGolden golden) {
        CustomerData profile =
                golden == null ? CustomerData.empty() : golden.profile().data();
        return said.only(attribute -> attribute.shape() == Attribute.Shape.TEXTS
                ? new HashSet<>(profile.texts(attribute)).containsAll(said.texts(attribute))
                : Objects.equals(profile.get(attribute), said.get(attribute)));
    }
}
