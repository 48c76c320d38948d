package dev.karat.engine.delivery;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.Value;
import java.util.Set;

/**
 * What a due delivery comes to, by what the record holds now.
 *
 * @param desired what the item is given: consents, fields, or nothing where the record is taken away
 * @param written all that Karat wrote there once this is
 * @param give attributes that are written beside consents
 * @param cleared filled fields that the record loses
 */
record Taken(
        DeliveryItem.Kind kind,
        CustomerData desired,
        CustomerData written,
        Set<Attribute> give,
        Set<Attribute> cleared) {
    /** What is desired, with what is emptied. */
    CustomerData withCleared() {
        var builder = CustomerData.builder();
        desired.values().forEach(builder::put);
        cleared.forEach(attribute -> builder.put(attribute, Value.CLEARED));
        return builder.build();
    }
}
