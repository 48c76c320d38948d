package dev.karat.engine.delivery;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.engine.store.CommitBatch.DeliveryKey;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One desired state on its way to a target.
 *
 * @param kind what is to be done
 * @param key slot that it belongs to; its external id is empty for a creation
 * @param desired what the target should hold; consents alone if they are what is written
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
        Kind kind,
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
    /** What is to be done to a record. The brake counts by it. */
    public enum Kind {
        /** A refusal of consent is entered; nothing else of the record is written along with it. */
        OPT_OUT,
        /** A proven grant of consent is entered, where the record says what it said when this was decided. */
        OPT_IN,
        CREATE,
        UPDATE,
        DEACTIVATE,
        DELETE;

        /** True if consents are written, and nothing else is. */
        public boolean isConsent() {
            return this == OPT_OUT || this == OPT_IN;
        }

        /** True if the record is taken away. */
        public boolean isWithdrawal() {
            return this == DEACTIVATE || this == DELETE;
        }
    }

    /** Names the item within its page. */
    public String id() {
        return key.goldenId() + '/' + key.externalId();
    }

    public boolean isCreation() {
        return key.externalId().isEmpty();
    }
}
