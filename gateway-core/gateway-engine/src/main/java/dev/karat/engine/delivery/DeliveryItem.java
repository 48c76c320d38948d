package dev.karat.engine.delivery;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.engine.store.CommitBatch.DeliveryKey;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One desired state on its way to a target.
 *
 * @param key slot that it belongs to; its external id is empty for a creation
 * @param desired what the target should hold
 * @param profile the whole golden profile, for looking the record up by its keys
 * @param give attributes that the target is given; one of them that desired lacks is left as it is
 * @param current what the target is known to hold, empty for a creation
 * @param token concurrency token, or null
 * @param behind nobody waits for it, so that what somebody waits for goes first
 * @param lookUpFirst an earlier write has an unknown outcome: look before writing
 * @param sendUntil nothing is sent for it from this time on, microseconds since 1970 UTC
 * @param lookUpAt from this time on whoever delivers then looks whether it was written, and writes it again if not
 */
public record DeliveryItem(
        DeliveryKey key,
        CustomerData desired,
        CustomerData profile,
        Set<Attribute> give,
        CustomerData current,
        @Nullable String token,
        boolean behind,
        boolean lookUpFirst,
        long sendUntil,
        long lookUpAt) {
    /** Names the item within its page. */
    public String id() {
        return key.goldenId() + '/' + key.externalId();
    }

    public boolean isCreation() {
        return key.externalId().isEmpty();
    }
}
