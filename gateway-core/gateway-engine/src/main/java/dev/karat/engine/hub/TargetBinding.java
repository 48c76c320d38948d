package dev.karat.engine.hub;

import dev.karat.api.model.CustomerData;
import dev.karat.engine.delivery.ConsentReach;
import dev.karat.engine.delivery.Projection;
import java.util.function.Predicate;

/**
 * How the engine sees a target through its connector.
 *
 * @param entity entity under which the target's own records are read
 * @param projection what the vendor shows of what it is given
 * @param wanted filter over the profile
 * @param mapping fingerprint of how its records are written; another one has every profile compared with the target
 * @param consents which consents it is told
 */
public record TargetBinding(
        String entity, Projection projection, Predicate<CustomerData> wanted, String mapping, ConsentReach consents) {
    /** One whose records are always written in the same way. */
    public TargetBinding(String entity, Projection projection, Predicate<CustomerData> wanted) {
        this(entity, projection, wanted, "", ConsentReach.NONE);
    }
}
