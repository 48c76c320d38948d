package dev.karat.engine.delivery;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.api.model.Value;
import dev.karat.engine.commit.UnitOfWork;
import dev.karat.engine.delivery.RevertPage.Reason;
import dev.karat.engine.delivery.RevertPage.Skipped;
import dev.karat.engine.policy.TargetPolicy;
import dev.karat.engine.store.BeforeImage;
import dev.karat.engine.store.CommitBatch.DeliveryKey;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.StoredGolden;
import dev.karat.engine.store.StoredRecord;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Gives records of a target back what they held before a run wrote into them. It only plans: the writes go the way of
 * all others, through gate and brake. Used by the writer thread.
 */
public final class Reverter {
    /** Writes that are looked at in one transaction. */
    public static final int PAGE = 200;

    private static final int SAMPLES_MAX = 50;

    private final TargetPolicy target;
    private final String entity;
    private final Projection projection;
    private final Reverts reverts;
    private final BiConsumer<String, UnitOfWork> plan;

    /** @param plan plans one profile anew */
    Reverter(
            TargetPolicy target,
            String entity,
            Projection projection,
            Reverts reverts,
            BiConsumer<String, UnitOfWork> plan) {
        this.target = target;
        this.entity = entity;
        this.projection = projection;
        this.reverts = reverts;
        this.plan = plan;
    }

    /** Reverts the next writes of a run. */
    public RevertPage revert(long run, @Nullable DeliveryKey after, UnitOfWork work) {
        List<BeforeImage> images = work.store().beforeImages(target.system(), run, after, PAGE);
        var byRecord = new LinkedHashMap<DeliveryKey, BeforeImage>();
        images.forEach(image -> byRecord.merge(key(image), image, (earlier, later) -> later.after(earlier)));
        DeliveryKey last = images.isEmpty() ? null : key(images.get(images.size() - 1));
        boolean more = images.size() == PAGE;
        if (more && byRecord.size() > 1) {
            // The next page has all of its writes.
            byRecord.remove(last);
            last = List.copyOf(byRecord.keySet()).get(byRecord.size() - 1);
        }
        var page = new Page();
        byRecord.values().forEach(image -> revert(image, page, work));
        return page.done(more ? last : null);
    }

    private static DeliveryKey key(BeforeImage image) {
        return new DeliveryKey(image.target(), image.goldenId(), image.externalId());
    }

    private void revert(BeforeImage image, Page page, UnitOfWork work) {
        if (image.isCreation()) {
            page.created += isThere(image, work) ? 1 : 0;
            return;
        }
        StoredRecord record = work.record(new RecordKey(target.system(), entity, image.externalId()));
        DeliveryState slot = work.deliveryOf(target.system(), image.externalId());
        StoredGolden golden = slot == null ? null : work.survivor(slot.goldenId());
        if (record == null || record.deleted() || slot == null || golden == null) {
            image.attributes().forEach(field -> page.skip(image, field, Reason.GONE));
            return;
        }
        if (liftsInverse(image, work)) {
            page.restored(image.attributes());
            plan.accept(golden.id(), work);
            return;
        }
        CustomerData desired = golden.profile().data().only(target.give()::contains);
        Set<Attribute> back = EnumSet.noneOf(Attribute.class);
        for (Attribute field : image.attributes()) {
            Reason reason = kept(image, field, record.data(), slot, desired);
            if (reason == null) {
                back.add(field);
            } else {
                page.skip(image, field, reason);
            }
        }
        if (!back.isEmpty()) {
            reverts.put(image.reverted(true, back), work);
            page.restored(back);
        }
        plan.accept(golden.id(), work);
    }

    private boolean isThere(BeforeImage image, UnitOfWork work) {
        StoredGolden golden = work.survivor(image.goldenId());
        return golden != null
                && work.deliveries(target.system(), golden.id()).stream()
                        .anyMatch(slot -> slot.created() && !slot.externalId().isEmpty());
    }

    /** Reverting what a revert wrote is to let the customer's values through again. */
    private boolean liftsInverse(BeforeImage image, UnitOfWork work) {
        for (BeforeImage earlier : reverts.of(image.externalId(), work)) {
            if (earlier.before().equals(image.written()) && earlier.written().equals(image.before())) {
                reverts.put(earlier.reverted(false, earlier.attributes()), work);
                return true;
            }
        }
        return false;
    }

    /** Why a field is not given back; null if it is. */
    private @Nullable Reason kept(
            BeforeImage image, Attribute field, CustomerData holds, DeliveryState slot, CustomerData desired) {
        Value there = Reverts.present(holds, field);
        if (!image.wrote(field, there) && !vendorsForm(image, field, there, slot)) {
            return Objects.equals(there, image.before().get(field)) ? Reason.NOT_WRITTEN : Reason.CHANGED_THERE;
        }
        CustomerData shown = projection.shown(desired);
        if (!image.wrote(field, Reverts.present(shown, field))) {
            return Reason.CUSTOMER_CHANGED;
        }
        CustomerData before = projection.shown(Reverts.restored(desired, image, image.attributes()));
        return Objects.equals(Reverts.present(before, field), image.before().get(field)) ? null : Reason.NOT_STORABLE;
    }

    /** True if what is there is what the vendor made of the very value that the run wrote, such as in lower case. */
    private boolean vendorsForm(BeforeImage image, Attribute field, @Nullable Value there, DeliveryState slot) {
        CustomerData written = slot.written();
        CustomerData readBack = slot.readBack();
        return written != null
                && readBack != null
                && image.wrote(field, Reverts.present(shown(written), field))
                && Objects.equals(there, Reverts.present(readBack, field));
    }

    /** Consents are no fields. */
    private CustomerData shown(CustomerData data) {
        return projection.shown(data.only(attribute -> attribute != Attribute.CONSENTS));
    }

    /** Counts of one page. */
    private static final class Page {
        private final Map<Reason, Long> skipped = new EnumMap<>(Reason.class);
        private final List<Skipped> samples = new ArrayList<>();
        private long records;
        private long fields;
        private long created;

        void restored(Set<Attribute> back) {
            records++;
            fields += back.size();
        }

        void skip(BeforeImage image, Attribute field, Reason reason) {
            skipped.merge(reason, 1L, Long::sum);
            if (samples.size() < SAMPLES_MAX) {
                samples.add(new Skipped(image.goldenId(), field.path(), reason));
            }
        }

        RevertPage done(@Nullable DeliveryKey next) {
            return new RevertPage(records, fields, created, skipped, samples, next);
        }
    }
}
