package dev.karat.engine.hub;

import dev.karat.api.model.CustomerData;
import dev.karat.engine.delivery.Projection;
import java.util.function.Predicate;

/**
 * How the engine sees a target through its connector.
 *
 * @param entity entity under which the target's own records are read
 * @param projection what the vendor shows of what it is given
 * @param wanted filter over the profile
 */
public record TargetBinding(String entity, Projection projection, Predicate<CustomerData> wanted) {}
