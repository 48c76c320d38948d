package dev.karat.engine.delivery;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.Value;
import dev.karat.engine.commit.UnitOfWork;
import dev.karat.engine.store.BeforeImage;
import dev.karat.engine.store.Store;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was reverted at one target: a record is to hold what it held before a write, for as long as its customer still
 * has the values that were written. Once the customer has others, those are given as ever. Used by the writer thread.
 */
final class Reverts {
    /** Records of one target of which something is reverted; what is beyond keeps what the customer has. */
    private static final int RECORDS_MAX = 1_000_000;

    private final String target;
    private final Projection projection;
    private final Set<String> records;

    Reverts(String target, Projection projection, Store store) {
        this.target = target;
        this.projection = projection;
        this.records = new HashSet<>(store.revertedRecords(target, RECORDS_MAX));
    }

    /** Puts an image, which is reverted, or not any more. */
    void put(BeforeImage image, UnitOfWork work) {
        work.put(image);
        String id = image.externalId();
        if (image.reverted() && records.add(id)) {
            work.onRollback(() -> records.remove(id));
        }
    }

    /** What was reverted of a record, the latest run first. */
    List<BeforeImage> of(String externalId, UnitOfWork work) {
        return records.contains(externalId) ? work.reverted(target, externalId) : List.of();
    }

    /** What the record is to hold: what its customer has, but for what was reverted. */
    CustomerData instead(String externalId, CustomerData desired, UnitOfWork work) {
        CustomerData wanted = desired;
        for (BeforeImage image : of(externalId, work)) {
            Set<Attribute> still = stillWritten(image, wanted);
            if (still.isEmpty()) {
                work.put(image.reverted(false, image.attributes()));
            } else {
                wanted = restored(wanted, image, still);
            }
        }
        return wanted;
    }

    /** Fields for which the customer still has what was written. */
    private Set<Attribute> stillWritten(BeforeImage image, CustomerData wanted) {
        CustomerData shown = projection.shown(wanted);
        var still = EnumSet.noneOf(Attribute.class);
        for (Attribute attribute : image.attributes()) {
            if (image.wrote(attribute, present(shown, attribute))) {
                still.add(attribute);
            }
        }
        return still;
    }

    /** These fields as they were before; one that was empty is emptied. */
    static CustomerData restored(CustomerData desired, BeforeImage image, Set<Attribute> fields) {
        var data = CustomerData.builder();
        desired.values().forEach(data::put);
        for (Attribute attribute : fields) {
            data.put(attribute, Objects.requireNonNullElse(image.before().get(attribute), Value.CLEARED));
        }
        return data.build();
    }

    static @Nullable Value present(CustomerData data, Attribute attribute) {
        return data.isCleared(attribute) ? null : data.get(attribute);
    }
}
