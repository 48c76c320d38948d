package dev.karat.camel.connector.events;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one event tells.
 *
 * @param ids records to read
 * @param at when they were changed, or null if the event does not say
 * @param lost it stands for changes that could not be told one by one
 * @param place where the events go on after this one, by the vendor's own name
 */
public record ToldChange(Set<String> ids, @Nullable Instant at, boolean lost, String place) {
    public ToldChange {
        ids = Set.copyOf(ids);
    }
}
