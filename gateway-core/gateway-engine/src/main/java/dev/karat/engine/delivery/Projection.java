package dev.karat.engine.delivery;

import dev.karat.api.model.CustomerData;

/**
 * What a vendor would show of what it is given: the values mapped out and back in, so that two states are compared as
 * the vendor can hold them.
 */
@FunctionalInterface
public interface Projection {
    CustomerData shown(CustomerData given);
}
