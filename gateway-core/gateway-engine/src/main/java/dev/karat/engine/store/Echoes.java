package dev.karat.engine.store;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import java.util.Set;

/**
 * What of a record only repeats what Karat wrote there, and is no evidence.
 *
 * @param attributes those that hold something that Karat wrote
 * @param own what the record says of them by itself all the same: a list of telephone numbers may hold one of its own
 *     among those that it was given
 */
public record Echoes(Set<Attribute> attributes, CustomerData own) {
    public static final Echoes NONE = new Echoes(Set.of(), CustomerData.empty());

    public Echoes {
        attributes = Set.copyOf(attributes);
    }

    /** Attributes of which the record says nothing by itself. */
    public static Echoes of(Set<Attribute> attributes) {
        return attributes.isEmpty() ? NONE : new Echoes(attributes, CustomerData.empty());
    }

    /** True if the record holds something of that attribute that Karat wrote. */
    public boolean contains(Attribute attribute) {
        return attributes.contains(attribute);
    }

    /** True if all that the record holds of that attribute was written by Karat. */
    public boolean isWhole(Attribute attribute) {
        return attributes.contains(attribute) && own.get(attribute) == null;
    }

    /** What a record that holds this data says by itself. */
    public CustomerData said(CustomerData data) {
        return Consents.asserted(
                attributes.isEmpty()
                        ? data
                        : data.only(attribute -> !attributes.contains(attribute))
                                .with(own));
    }
}
