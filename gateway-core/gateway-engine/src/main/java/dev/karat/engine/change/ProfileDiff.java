package dev.karat.engine.change;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/** What differs between two states of a profile. */
public final class ProfileDiff {
    private ProfileDiff() {}

    /** The attributes whose values differ, in their fixed order. */
    public static Set<Attribute> between(CustomerData before, CustomerData after) {
        var changed = EnumSet.noneOf(Attribute.class);
        for (Attribute attribute : Attribute.values()) {
            if (!Objects.equals(before.get(attribute), after.get(attribute))) {
                changed.add(attribute);
            }
        }
        return changed;
    }
}
