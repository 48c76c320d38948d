package dev.karat.engine.delivery;

import dev.karat.engine.store.CommitBatch.DeliveryKey;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was reverted of a page of a run's writes, and what was not.
 *
 * @param records records that are given fields back
 * @param fields fields that are given back
 * @param created records that the run created; they stay
 * @param skipped fields that are left as they are, by reason
 * @param samples the first of them
 * @param next write to go on after; null if that was the last
 */
public record RevertPage(
        long records,
        long fields,
        long created,
        Map<Reason, Long> skipped,
        List<Skipped> samples,
        @Nullable DeliveryKey next) {
    public RevertPage {
        skipped = Map.copyOf(skipped);
        samples = List.copyOf(samples);
    }

    /** Why a field is not given back. */
    public enum Reason {
        /** Somebody changed it at the target since. */
        CHANGED_THERE("somebody changed it there since"),
        /** The customer has another value by now, which the target is given as ever. */
        CUSTOMER_CHANGED("the customer has another value by now"),
        /** The write was refused, or made no difference. */
        NOT_WRITTEN("the target did not take the write"),
        /** The record is gone at the target. */
        GONE("the record is gone there"),
        /** The vendor makes the field of others, such as one name of two parts. */
        NOT_STORABLE("the vendor makes this field of others");

        private final String because;

        Reason(String because) {
            this.because = because;
        }

        /** The reason as a sentence goes on. */
        public String because() {
            return because;
        }
    }

    /** One field that is left as it is. */
    public record Skipped(String goldenId, String field, Reason reason) {}
}
